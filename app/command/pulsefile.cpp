// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/pulsefile.h"

#include "app/command/files.h"

#include <QFileInfo>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

Result<QByteArray> readPulseBytes(const QString &path)
{
    if (QFileInfo(path).size() > mostPulseFileBytes)
        return tl::unexpected(Error{Fault::Invalid, u"pulse.csv_long"_s, {}, u"pulse.csv_long"_s, {}});
    return readFile(path);
}

Result<PulseFile> readPulseFile(const CommandCall &call, const QString &path, bool described)
{
    const auto bytes = readPulseBytes(path);
    if (!bytes)
        return tl::unexpected(bytes.error());
    std::optional<QByteArray> description;
    if (const auto beside = traceDescriptionOf(path); described && QFileInfo::exists(beside)) {
        const auto json = readPulseBytes(beside);
        if (!json)
            return tl::unexpected(json.error());
        description = *json;
    }
    PulseFileChoice choice{0, {call.option(u"channel"_s), call.option(u"pressure"_s)}};
    if (call.options.contains(u"rate"_s))
        choice.rateHz = call.option(u"rate"_s).toDouble() > 0 ? call.option(u"rate"_s).toDouble() : -1; // no number
    return readPulseFile(*bytes, path, choice, description);
}

} // namespace sizhen
