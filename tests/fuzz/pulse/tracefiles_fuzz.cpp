// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/pulsecsv.h"
#include "core/pulse/pulsefile.h"
#include "core/pulse/tracecsv.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>
#include <cstdlib>

// A description and samples from elsewhere (parted by a zero byte): refused, or written and read again without a
// change.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    using namespace sizhen;
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    const auto middle = bytes.indexOf('\0');
    TraceFiles files{middle < 0 ? QByteArray() : bytes.mid(middle + 1), middle < 0 ? bytes : bytes.left(middle)};
    if (!parseTraceDescription(files.json))
        return 0;
    // Random bytes never hit the hash: it is put right.
    auto description = QJsonDocument::fromJson(files.json).object();
    const auto hash = QCryptographicHash::hash(files.csv, QCryptographicHash::Sha256).toHex();
    description[QStringLiteral("samples_file")] = QJsonObject{{QStringLiteral("sha256"), QString::fromLatin1(hash)}};
    files.json = QJsonDocument(description).toJson();
    const auto trace = readTraceFiles(files);
    if (!trace || trace->signal.samples.size() > 2000)
        return 0;
    const auto again = readTraceFiles(traceFiles(*trace, {}, QStringLiteral("fuzz")));
    if (!again || again->signal.samples.size() != trace->signal.samples.size()
        || again->signal.gaps != trace->signal.gaps || again->signal.unit != trace->signal.unit
        || again->segments != trace->segments || again->notes.size() != trace->notes.size())
        std::abort();
    const auto taken = asRecording(*trace, QStringLiteral("L.guan"), trace->instrument,
                                   QDateTime(QDate(2026, 11, 28), QTime(9, 30), Qt::UTC));
    if (!taken)
        return 0;
    const auto kept = TracedPulse::from(*taken);
    if (!kept || kept->signal.samples.size() != trace->signal.samples.size() || kept->signal.gaps != trace->signal.gaps)
        std::abort();
    return 0;
}
