// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/pulseprotocols.h"

#include "devices/pulse/contec5.h"
#include "devices/pulse/contec9.h"
#include "devices/pulse/dpd.h"
#include "devices/pulse/ptpprotocol.h"
#include "devices/pulse/textcolumns.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int fewestFrames = 3;
constexpr int sureEnough = 60;

template <typename Protocol>
std::unique_ptr<PulseProtocol> made(const PulseSetup &setup)
{
    return std::make_unique<Protocol>(setup);
}

} // namespace

const QVector<PulseProtocolKind> &pulseProtocols()
{
    // To add one: its class, a line here, a speaker in devices/sim/simspeakers.cpp, a profile in resources/devices, a
    // fuzz target. An id stands in settings and profiles: never change one.
    static const QVector<PulseProtocolKind> kinds{
        {u"ptp/1"_s, made<PtpProtocol>}, {u"contec-9"_s, made<Contec9>}, {u"contec-5"_s, made<Contec5>},
        {u"dpd/0"_s, made<Dpd>},         {u"text"_s, made<TextColumns>},
    };
    return kinds;
}

Result<std::unique_ptr<PulseProtocol>> makePulseProtocol(const QString &id, const PulseSetup &setup)
{
    for (const auto &kind : pulseProtocols())
        if (kind.id == id)
            return kind.make(setup);
    return fail(Fault::Unsupported, u"pulse protocol: "_s + id);
}

int probePulseProtocol(const PulseProtocolKind &kind, QByteArrayView bytes)
{
    const auto protocol = kind.make({});
    (void)protocol->feed(bytes, 0);
    const auto counts = protocol->integrity();
    if (counts.frames < fewestFrames || bytes.isEmpty())
        return 0;
    return int(std::min<qint64>(100, counts.soundBytes * 100 / bytes.size()));
}

QString recognisePulseProtocol(QByteArrayView bytes)
{
    QString best;
    int bestScore = sureEnough - 1;
    for (const auto &kind : pulseProtocols())
        if (const int score = probePulseProtocol(kind, bytes); score > bestScore) {
            best = kind.id;
            bestScore = score;
        }
    return best;
}

} // namespace sizhen
