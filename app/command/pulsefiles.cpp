// SPDX-License-Identifier: GPL-3.0-or-later
// A pulse out of the house, or from one kind of file to another.
#include "app/command/command.h"
#include "core/consult/pulsekeeper.h"
#include "app/command/files.h"
#include "app/command/pulsefile.h"
#include "app/command/resolve.h"
#include "app/command/takeout.h"

#include "core/consult/reading.h"
#include "core/dicom/dicompulse.h"
#include "core/pulse/edf.h"
#include "core/pulse/tracecsv.h"

#include <QFileInfo>
#include <QJsonArray>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {


const auto ourSoftware = QStringLiteral("sizhen " SIZHEN_VERSION);

struct OutFiles {
    QList<std::pair<QString, QByteArray>> files;
    double rateHz = 0; // in the file: DICOM has limits
};

auto invalid(const QString &message, const QVariantMap &args = {})
{
    return tl::unexpected(Error{Fault::Invalid, message, {}, message, args});
}

Result<OutFiles> outFiles(const CommandCall &call, const TracedPulse &trace)
{
    const auto out = call.option(u"out"_s);
    const auto format = call.option(u"format"_s);
    if (out.isEmpty())
        return invalid(u"pulse.no_out"_s);
    if (format != u"csv" && format != u"edf" && format != u"dicom")
        return invalid(u"pulse.format"_s, {{u"format"_s, format}});
    const auto kind = dicomPulseOf(call.option(u"sop"_s, u"hemodynamic"_s));
    if (!kind || (format != u"dicom" && call.options.contains(u"sop"_s)))
        return invalid(u"pulse.sop"_s);
    const auto analysis = analysePulse(trace.signal);
    if (format == u"dicom") {
        auto bytes = dicomFrom(*kind, trace, analysis, ourSoftware);
        if (!bytes)
            return tl::unexpected(bytes.error());
        return OutFiles{{{out, std::move(*bytes)}}, fileHzOf(*kind, trace.signal.rateHz)};
    }
    if (format == u"edf") {
        auto bytes = edfFrom(trace, traceMarks(trace, analysis));
        if (!bytes)
            return tl::unexpected(bytes.error());
        return OutFiles{{{out, std::move(*bytes)}}, trace.signal.rateHz};
    }
    if (traceDescriptionOf(out) == QFileInfo(out).path() + u'/' + QFileInfo(out).fileName())
        return invalid(u"pulse.no_out"_s); // the samples themselves would be "wave.json"
    auto files = traceFiles(trace, analysis, ourSoftware);
    return OutFiles{{{out, std::move(files.csv)}, {traceDescriptionOf(out), std::move(files.json)}},
                    trace.signal.rateHz};
}

Result<QJsonValue> written(const OutFiles &out, const TracedPulse &trace)
{
    QJsonArray names;
    for (const auto &[path, bytes] : out.files) {
        if (const auto stored = writeFile(path, bytes); !stored)
            return tl::unexpected(stored.error());
        names.append(path);
    }
    return QJsonObject{{u"files"_s, names},
                       {u"samples"_s, trace.signal.samples.size()},
                       {u"gaps"_s, trace.signal.gaps.size()},
                       {u"rate_hz"_s, trace.signal.rateHz},
                       {u"file_rate_hz"_s, out.rateHz},
                       {u"names_patient"_s, trace.subject.has_value()}};
}

// The newest recording of a site, or the one whose entry begins so.
Result<PulseRecording> recordingOf(const CommandCall &call, const CaseState &state, const QString &which)
{
    const Act *found = nullptr;
    for (const auto *act : state.all(u"case.pulse_recorded"_s))
        if (act->args().value(u"site"_s).toString() == which
            || (which.size() >= 6 && QString::fromLatin1(act->event.hash.toHex()).startsWith(which)))
            found = act;
    if (!found)
        return tl::unexpected(
            Error{Fault::NotFound, u"recording"_s, {}, u"ctl.not_one_of_ours"_s, {{u"text"_s, which}}});
    const auto original = Attachment::fromCbor(found->args().value(u"attachment"_s).toMap());
    if (!original)
        return tl::unexpected(original.error());
    const auto bytes = call.station->ledger().vault().attachments().read(*original);
    if (!bytes)
        return tl::unexpected(bytes.error());
    return PulseRecording::decode(*bytes);
}

TraceSubject subjectOfCase(const CaseState &state)
{
    const auto patient = patientOf(state);
    return {state.code(), patient.value(u"name"_s).toString(), patient.value(u"sex"_s).toString(),
            QDate::fromString(patient.value(u"birth"_s).toString(), Qt::ISODate)};
}

Result<QJsonValue> exportPulse(const CommandCall &call)
{
    auto &desk = call.station->desk();
    const auto id = resolveCase(desk, call.words[0]);
    if (!id)
        return tl::unexpected(id.error());
    if (const auto may = mayTakeOut(call, *id, u"pulse.export"_s, call.flag(u"identified"_s)); !may)
        return tl::unexpected(may.error());
    const auto state = desk.wholeCase(*id);
    if (!state)
        return tl::unexpected(state.error());
    const auto recording = recordingOf(call, *state, call.words[1]);
    if (!recording)
        return tl::unexpected(recording.error());
    auto trace = TracedPulse::from(*recording);
    if (!trace)
        return tl::unexpected(trace.error());
    if (call.flag(u"identified"_s))
        trace->subject = subjectOfCase(*state);
    else
        trace->withholdPatient();
    const auto files = outFiles(call, *trace);
    if (!files)
        return tl::unexpected(files.error());
    Release release;
    release.way = u"export"_s;
    release.whom = call.option(u"for"_s, u"own archive"_s);
    release.kinds = QStringList{u"originals"_s};
    release.bytes = 0;
    for (const auto &[path, bytes] : files->files)
        release.bytes += bytes.size();
    // The register first: what cannot be accounted for does not leave (RES-03).
    if (const auto noted = desk.noteRelease(*id, release, call.station->actor()); !noted)
        return tl::unexpected(noted.error());
    return written(*files, *trace);
}

// A recording that another program made becomes an original of the case, marked as such.
Result<QJsonValue> importPulse(const CommandCall &call)
{
    const auto id = resolveCase(call.station->desk(), call.words[0]);
    if (!id)
        return tl::unexpected(id.error());
    const auto file = readPulseFile(call, call.words[1], true);
    if (!file)
        return tl::unexpected(file.error());
    const auto takenAt = call.options.contains(u"taken"_s)
        ? QDateTime::fromString(call.option(u"taken"_s), Qt::ISODate)
        : QFileInfo(call.words[1]).lastModified();
    if (!takenAt.isValid())
        return invalid(u"pulse.file_taken"_s);
    const auto taken
        = takenFromFile(*file, call.option(u"site"_s, file->trace.site), call.option(u"instrument"_s), takenAt);
    if (!taken)
        return tl::unexpected(taken.error());
    PulseKeeper keeper(call.station->desk(), [station = call.station] { return station->actor(); });
    keeper.setCase(*id);
    if (const auto kept = keeper.keep(*taken); !kept)
        return tl::unexpected(kept.error());
    const auto &recording = taken->recording;
    const auto &analysis = taken->taking.analysis;
    return QJsonObject{{u"site"_s, recording.site},
                       {u"seconds"_s, recording.seconds()},
                       {u"rate_hz"_s, recording.rateHz},
                       {u"quality"_s, analysis.quality},
                       {u"rate_per_min"_s, analysis.perMinute ? QJsonValue(*analysis.perMinute) : QJsonValue()}};
}

Result<QJsonValue> convertPulse(const CommandCall &call)
{
    auto file = readPulseFile(call, call.words.first(), true);
    if (!file)
        return tl::unexpected(file.error());
    auto &trace = file->trace;
    if (!call.flag(u"identified"_s))
        trace.withholdPatient();
    const auto files = outFiles(call, trace);
    if (!files)
        return tl::unexpected(files.error());
    return written(*files, trace);
}

} // namespace

QList<Command> pulseFileCommands()
{
    using Needs = Command::Needs;
    return {
        {.name = u"pulse export"_s,
         .usage
         = u"CASE SITE|ENTRY --format csv|edf|dicom [--sop hemodynamic|arterial] --out FILE --reason TEXT [--for WHOM] [--identified]"_s,
         .help
         = u"Write a recording as a plain file; log and register say so. Without --identified it names nobody and no day."_s,
         .needs = Needs::Person,
         .minWords = 2,
         .maxWords = 2,
         .flags = {u"identified"_s},
         .options = {u"format"_s, u"sop"_s, u"out"_s, u"reason"_s, u"for"_s},
         .run = atOnce(exportPulse)},
        {.name = u"pulse import"_s,
         .usage
         = u"CASE FILE.csv [--rate HZ] | CASE FILE.edf [--channel LABEL] [--pressure LABEL] --site SITE [--instrument TEXT] [--taken TIME]"_s,
         .help
         = u"Take a pulse file of another program into the case as a recording of a site; it is marked as imported. --taken: when (ISO), where the file does not say it; else the file's own date. FILE.json beside it, if there is one, says what it holds."_s,
         .needs = Needs::Person,
         .minWords = 2,
         .maxWords = 2,
         .options = {u"rate"_s, u"channel"_s, u"pressure"_s, u"site"_s, u"instrument"_s, u"taken"_s},
         .run = atOnce(importPulse)},
        {.name = u"pulse convert"_s,
         .usage
         = u"FILE.csv [--rate HZ] | FILE.edf [--channel LABEL] [--pressure LABEL] --format csv|edf|dicom [--sop hemodynamic|arterial] --out FILE [--identified]"_s,
         .help = u"Turn a pulse file into another kind; FILE.json beside it, if there is one, says what it holds."_s,
         .needs = Needs::Nothing,
         .minWords = 1,
         .maxWords = 1,
         .flags = {u"identified"_s},
         .options = {u"rate"_s, u"channel"_s, u"pressure"_s, u"format"_s, u"sop"_s, u"out"_s},
         .run = atOnce(convertPulse)},
    };
}

} // namespace sizhen
