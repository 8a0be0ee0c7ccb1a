// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/record/sessionmovie.h"

#include "core/base/log.h"
#include "core/store/spoolreader.h"
#include "devices/record/moviewriter.h"
#include "devices/record/packetqueue.h"

#include <QElapsedTimer>
#include <QSet>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int tickMs = 100;

Error recordingError(const Error &error)
{
    auto told = error;
    told.rule = u"CON-10"_s;
    told.message = error.fault == Fault::NoSpace ? u"recording.disk_full"_s : u"recording.disk"_s;
    return told;
}

} // namespace

// The thread that writes.
class SessionMovie::Writer final : public QThread
{
public:
    Writer(SessionMovie &movie, std::unique_ptr<SealedSpool> spool, const QList<MediaTrack> &tracks, SecretBytes key,
           QString path)
        : m_movie(movie)
        , m_movieWriter(std::move(spool), tracks)
        , m_key(std::move(key))
        , m_path(std::move(path))
    {
        setObjectName(u"recording"_s);
    }

    PacketQueue queue{mostQueuedBytes};
    MovieSummary summary; // once it has finished

protected:
    void run() override
    {
        QElapsedTimer clock;
        clock.start();
        Result<> done;
        while (done && !queue.isDone()) {
            for (const auto &packet : queue.takeAll(tickMs))
                if (done = m_movieWriter.take(packet, clock.elapsed()); !done)
                    break;
            if (done)
                done = m_movieWriter.tick(clock.elapsed());
        }
        if (done)
            done = m_movieWriter.finish();
        queue.close();
        summarise();
        if (!done) {
            const auto error = recordingError(done.error());
            qCWarning(lcDevice) << "recording:" << error.message << error.detail;
            Q_EMIT m_movie.failed(error);
        }
        Q_EMIT m_movie.ended(summary);
    }

private:
    void summarise()
    {
        summary.seconds = m_movieWriter.seconds();
        summary.tracks = m_movieWriter.tracks();
        summary.dropped = m_movieWriter.dropped() + queue.dropped();
        const auto reader = SpoolReader::open(m_path, std::move(m_key));
        if (!reader)
            return;
        summary.bytes = (*reader)->wholeBytes();
        if (const auto hash = (*reader)->sha256OfFirst(summary.bytes))
            summary.sha256 = *hash;
    }

    SessionMovie &m_movie;
    MovieWriter m_movieWriter;
    SecretBytes m_key; // a second owner: the index is read at the end
    const QString m_path;
};

SessionMovie::SessionMovie() = default;

Result<std::unique_ptr<SessionMovie>> SessionMovie::begin(const QString &path, const SecretBytes &key,
                                                          const QList<MediaTrack> &tracks)
{
    qRegisterMetaType<Error>();
    qRegisterMetaType<MovieSummary>();
    QSet<QString> names;
    for (const auto &track : tracks)
        names.insert(track.name());
    if (tracks.isEmpty() || tracks.size() > mostTracks || names.size() != tracks.size())
        return fail(Fault::Invalid, u"movie: tracks"_s);
    auto spool = SealedSpool::create(path, key.clone()); // the writer of records keeps its own
    if (!spool)
        return tl::unexpected(spool.error().fault == Fault::Invalid ? spool.error() : recordingError(spool.error()));
    std::unique_ptr<SessionMovie> movie(new SessionMovie);
    movie->m_writer = std::make_unique<Writer>(*movie, std::move(*spool), tracks, key.clone(), path);
    movie->m_writer->start();
    return movie;
}

SessionMovie::~SessionMovie()
{
    m_writer->queue.close();
    m_writer->wait();
}

void SessionMovie::take(const EncodedPacket &packet)
{
    m_writer->queue.put(packet);
}

void SessionMovie::end()
{
    m_writer->queue.close();
}

MovieSummary SessionMovie::endNow()
{
    m_writer->queue.close();
    m_writer->wait();
    return m_writer->summary;
}

} // namespace sizhen
