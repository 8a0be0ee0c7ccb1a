// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/pulsefile.h"
#include "app/command/files.h"

#include "core/pulse/edfheader.h"
#include "core/pulse/pulsecsv.h"
#include "core/pulse/tracecsv.h"

#include <QFileInfo>

#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qint64 mostPulseBytes = 512 * 1024 * 1024; // an hour of 1 kHz is 60 MB of text at most
constexpr double mostRateApart = 0.05;

auto wrongFile(const QString &message)
{
    return tl::unexpected(Error{Fault::Invalid, message, {}, message, {}});
}

Result<PulseFile> edfFile(const CommandCall &call, const QByteArray &bytes)
{
    auto read = readEdf(bytes, {call.option(u"channel"_s), call.option(u"pressure"_s)});
    if (!read)
        return tl::unexpected(read.error());
    // The file says its rate; another one on the command line is a mistake that would show in every time.
    if (call.options.contains(u"rate"_s)
        && !(std::abs(call.option(u"rate"_s).toDouble() / read->trace.signal.rateHz - 1) <= mostRateApart))
        return wrongFile(u"pulse.csv_times"_s);
    return PulseFile{std::move(read->trace), true, std::move(read->channel), std::move(read->annotations)};
}

Result<PulseFile> csvFile(const CommandCall &call, const QByteArray &csv, bool described)
{
    const auto description = traceDescriptionOf(call.words.first());
    if (described && !call.options.contains(u"rate"_s) && QFileInfo::exists(description)) {
        const auto json = readPulseBytes(description);
        if (!json)
            return tl::unexpected(json.error());
        auto trace = readTraceFiles({csv, *json});
        if (!trace)
            return tl::unexpected(trace.error());
        return PulseFile{std::move(*trace), false, {}, {}};
    }
    auto signal = readPulseCsv(csv, call.option(u"rate"_s).toDouble());
    if (!signal)
        return tl::unexpected(signal.error());
    PulseFile file;
    file.trace.signal = std::move(*signal);
    return file;
}

} // namespace

QString traceDescriptionOf(const QString &path)
{
    const QFileInfo file(path);
    return file.path() + u'/' + file.completeBaseName() + u".json"_s;
}

Result<QByteArray> readPulseBytes(const QString &path)
{
    if (QFileInfo(path).size() > mostPulseBytes)
        return wrongFile(u"pulse.csv_long"_s);
    return readFile(path);
}

Result<PulseFile> readPulseFile(const CommandCall &call, bool described)
{
    const auto &path = call.words.first();
    const auto bytes = readPulseBytes(path);
    if (!bytes)
        return tl::unexpected(bytes.error());
    if (looksLikeEdf(*bytes) || path.endsWith(u".edf", Qt::CaseInsensitive))
        return edfFile(call, *bytes);
    if (call.options.contains(u"channel"_s) || call.options.contains(u"pressure"_s))
        return wrongFile(u"pulse.csv_channel"_s);
    return csvFile(call, *bytes, described);
}

} // namespace sizhen
