// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/station/sessionrecording.h"

#include "core/base/async.h"
#include "core/base/log.h"
#include "core/consult/reading.h"
#include "devices/record/moviereader.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QStringList trackNames(const QList<MediaTrack> &tracks)
{
    QStringList names;
    for (const auto &track : tracks)
        names.append(track.name());
    return names;
}

// With anybody: whoever comes new into the room is the main end, perhaps, and not yet connected.
bool isSpeaking(const CallView &view, const QByteArray &caseId)
{
    const auto flows = [](CallStage stage) { return stage == CallStage::Connected || stage == CallStage::Interrupted; };
    return view.caseId == caseId
        && (flows(view.stage)
            || std::ranges::any_of(view.ends, [&](const RoomEnd &end) { return flows(end.stage); }));
}

// What is left of a recording that nobody ended.
Result<RecordingEnd> readWhatIsLeft(const QString &path, const SecretBytes &key)
{
    RecordingEnd end;
    end.why = recordingend::crash;
    const auto reader = MovieReader::open(path, key.clone());
    if (!reader) // the crash came before its first second
        return reader.error().fault == Fault::NotFound ? Result<RecordingEnd>(end) : tl::unexpected(reader.error());
    const auto hash = (*reader)->verify();
    if (!hash)
        return tl::unexpected(hash.error());
    end.sha256 = *hash;
    end.bytes = (*reader)->wholeBytes();
    end.seconds = (*reader)->seconds();
    end.tracks = trackNames((*reader)->tracks());
    return end;
}

} // namespace

SessionRecording::SessionRecording(Vault &vault, Ledger &ledger, Desk &desk, CallControl &calls, QObject *parent)
    : QObject(parent)
    , m_ledger(ledger)
    , m_desk(desk)
    , m_calls(calls)
    , m_shelf(vault)
{
    // Direct: not one packet more after a word was taken back.
    connect(&desk, &Desk::caseChanged, this, &SessionRecording::caseChanged);
    connect(&calls, &CallControl::changed, this, &SessionRecording::callChanged);
}

SessionRecording::~SessionRecording()
{
    stop(recordingend::call);
    for (const auto &run : m_runs) {
        run->movie->disconnect(this);
        const auto summary = run->movie->endNow();
        tell(run->kept, {run->kept.number, summary.sha256, summary.bytes, summary.seconds, summary.tracks, run->why});
    }
}

Result<> SessionRecording::begin(const QByteArray &caseId, const QList<MediaTrack> &tracks, const Actor &by)
{
    if (m_running)
        return tl::unexpected(Error{Fault::Busy, {}, u"CON-10"_s, u"recording.runs"_s, {}});
    const auto state = m_desk.wholeCase(caseId);
    if (!state)
        return tl::unexpected(state.error());
    if (const auto allowed = recordingAllowed(*state); !allowed)
        return allowed;
    if (!isSpeaking(m_calls.view(), caseId))
        return refuse(u"CON-10"_s, u"recording.no_call"_s);
    auto kept = m_shelf.begin(caseId);
    if (!kept)
        return tl::unexpected(kept.error());
    auto movie = SessionMovie::begin(m_shelf.pathOf(kept->number), kept->key, tracks);
    const auto begun = movie
        ? m_desk.act(caseId, u"case.recording_started"_s, recordingStartArgs(kept->number, trackNames(tracks)), by)
        : Result<>(tl::unexpected(movie.error()));
    if (!begun) {
        movie = fail(Fault::Io, {}); // its file is closed
        (void)m_shelf.discard(*kept);
        return begun;
    }
    const auto number = kept->number;
    m_runs.push_back(std::make_unique<Run>(Run{std::move(*kept), std::move(*movie), tracks, {}}));
    m_running = m_runs.back().get();
    auto *its = m_running->movie.get();
    connect(its, &SessionMovie::failed, this, [this, number](const Error &error) { failed(number, error); });
    connect(its, &SessionMovie::ended, this, [this, number](const MovieSummary &summary) { written(number, summary); });
    {
        const QMutexLocker lock(&m_tapLock);
        m_tap = its;
    }
    Q_EMIT changed();
    return {};
}

void SessionRecording::end()
{
    stop(recordingend::person);
}

void SessionRecording::follow(const QList<MediaTrack> &tracks, const Actor &by)
{
    const auto isKnown = [this](const MediaTrack &one) { return m_running->tracks.contains(one); };
    if (!m_running || std::ranges::all_of(tracks, isKnown))
        return;
    const auto id = caseId();
    stop(recordingend::newcomer);
    if (const auto begun = begin(id, tracks, by))
        Q_EMIT goesOn();
    else
        Q_EMIT told(begun.error());
}

QByteArray SessionRecording::caseId() const
{
    return m_running ? m_running->kept.caseId : QByteArray();
}

void SessionRecording::take(const EncodedPacket &packet)
{
    const QMutexLocker lock(&m_tapLock);
    if (m_tap)
        m_tap->take(packet);
}

void SessionRecording::caseChanged(const QByteArray &id)
{
    if (id != caseId() || id.isEmpty())
        return;
    const auto state = m_desk.wholeCase(id);
    const bool runs = state && isCase(*state, {"IN_SESSION"_L1, "PAUSED"_L1});
    if (state && recordingAllowed(*state))
        return;
    const bool consented = state && machineState(*state, "consent"_L1) == u"SIGNED"_s;
    stop(runs || !consented ? recordingend::withdrawn : recordingend::session);
}

void SessionRecording::callChanged()
{
    if (m_running && !isSpeaking(m_calls.view(), caseId()))
        stop(recordingend::call);
}

void SessionRecording::stop(QLatin1StringView why)
{
    if (!m_running)
        return;
    {
        const QMutexLocker lock(&m_tapLock);
        m_tap = nullptr;
    }
    auto *run = std::exchange(m_running, nullptr);
    run->why = why;
    run->movie->end();
    Q_EMIT changed();
}

SessionRecording::Run *SessionRecording::runOf(const QByteArray &number)
{
    const auto found = std::ranges::find_if(m_runs, [&](const auto &run) { return run->kept.number == number; });
    return found == m_runs.end() ? nullptr : found->get();
}

void SessionRecording::failed(const QByteArray &number, const Error &error)
{
    if (m_running && m_running == runOf(number))
        stop(error.fault == Fault::NoSpace ? recordingend::diskFull : recordingend::disk);
    Q_EMIT told(error);
}

void SessionRecording::written(const QByteArray &number, const MovieSummary &summary)
{
    auto *run = runOf(number);
    if (!run)
        return;
    if (run == m_running)
        stop(recordingend::disk);
    const auto kept = std::move(run->kept);
    const RecordingEnd end{number, summary.sha256, summary.bytes, summary.seconds, summary.tracks, run->why};
    std::erase_if(m_runs, [run](const auto &one) { return one.get() == run; });
    tell(kept, end);
}

void SessionRecording::tell(const RecordingShelf::Kept &kept, const RecordingEnd &end)
{
    const auto done = m_desk.act(kept.caseId, u"case.recording_stopped"_s, end.toCbor(), m_ledger.systemActor());
    if (!done)
        qCWarning(lcConsult) << "recording: its end is not in the case:" << done.error().message << done.error().detail;
    if (!done && done.error().fault != Fault::Refused) // tried again at the next start
        return;
    if (const auto settled = m_shelf.settle(kept); !settled)
        qCWarning(lcConsult) << "recording:" << settled.error().detail;
    Q_EMIT ended(kept.caseId, end);
}

void SessionRecording::tellWhatIsLeft(const RecordingShelf::Kept &kept, const RecordingEnd &end)
{
    const auto state = m_desk.wholeCase(kept.caseId);
    const auto all = state ? recordings(*state) : QList<Recording>();
    const auto begun = std::ranges::find(all, kept.number, &Recording::id);
    if (begun != all.end() && begun->end)
        (void)m_shelf.settle(kept); // the crash came between the act and this note
    else if (end.bytes > 0 || begun != all.end())
        tell(kept, end);
    else
        (void)m_shelf.discard(kept); // it came before the act, and before the first second
}

void SessionRecording::recover()
{
    if (const auto swept = m_shelf.sweep(); !swept)
        qCWarning(lcConsult) << "recording:" << swept.error().detail;
    auto all = m_shelf.all();
    if (!all) {
        qCWarning(lcConsult) << "recording:" << all.error().detail;
        return;
    }
    for (auto &one : *all) {
        if (one.told)
            continue;
        const auto kept = std::make_shared<RecordingShelf::Kept>(std::move(one)); // runThen copies its work
        runThen(
            this, [kept, path = m_shelf.pathOf(kept->number)] { return readWhatIsLeft(path, kept->key); },
            [this, kept](const Result<RecordingEnd> &left) {
                if (!left) {
                    qCWarning(lcConsult) << "recording: what is left of it cannot be read:" << left.error().detail;
                    return;
                }
                auto end = *left;
                end.recording = kept->number;
                tellWhatIsLeft(*kept, end);
            });
    }
}

} // namespace sizhen
