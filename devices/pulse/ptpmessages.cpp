// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/ptpmessages.h"

#include "core/base/cbor.h"
#include "devices/pulse/littleendian.h"

#include <QCborArray>
#include <QtEndian>

#include <algorithm>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int maxChannels = 16;
constexpr int maxSets = 32;
constexpr qsizetype maxText = 60;

auto corrupt(const QString &what)
{
    return fail(Fault::Corrupt, u"ptp: "_s + what);
}

qint32 sample(const char *at, int bits)
{
    if (bits == 16)
        return qFromLittleEndian<qint16>(at);
    if (bits == 32)
        return qFromLittleEndian<qint32>(at);
    const auto raw = quint32(uchar(at[0])) | quint32(uchar(at[1])) << 8 | quint32(uchar(at[2])) << 16;
    return raw & 0x800000U ? qint32(raw | 0xFF000000U) : qint32(raw);
}

bool inRange(const QCborValue &value, qint64 low, qint64 high)
{
    return value.isInteger() && value.toInteger() >= low && value.toInteger() <= high;
}

Result<PtpChannel> channelFrom(const QCborMap &map)
{
    PtpChannel channel;
    const auto bits = map.value(u"bits"_s).toInteger();
    if (!inRange(map.value(u"id"_s), 0, 255) || (bits != 16 && bits != 24 && bits != 32)
        || !inRange(map.value(u"min"_s), INT_MIN, INT_MAX) || !inRange(map.value(u"max"_s), INT_MIN, INT_MAX))
        return corrupt(u"channel"_s);
    channel.id = int(map.value(u"id"_s).toInteger());
    channel.kind = map.value(u"kind"_s).toString().left(maxText);
    channel.unit = map.value(u"unit"_s).toString().left(maxText);
    channel.scale = map.value(u"scale"_s).toDouble();
    if (!std::isfinite(channel.scale) || channel.scale < 1e-12 || channel.scale > 1e12)
        return corrupt(u"channel scale"_s);
    channel.bits = int(bits);
    channel.min = qint32(map.value(u"min"_s).toInteger());
    channel.max = qint32(map.value(u"max"_s).toInteger());
    return channel;
}

Result<PtpSet> setFrom(const QCborMap &map, const PtpCapabilities &capabilities)
{
    PtpSet set;
    set.site = map.value(u"site"_s).toString();
    if (!inRange(map.value(u"id"_s), 0, 255) || !pulseSites().contains(set.site))
        return corrupt(u"set"_s);
    set.id = int(map.value(u"id"_s).toInteger());
    bool pulse = false;
    for (const auto &item : map.value(u"channels"_s).toArray()) {
        const auto *channel = capabilities.channel(int(item.toInteger(-1)));
        if (!channel || set.channels.contains(channel->id))
            return corrupt(u"set names an unknown channel"_s);
        pulse = pulse || channel->kind == u"pulse"_s;
        set.channels.append(channel->id);
    }
    if (!pulse)
        return corrupt(u"set without a pulse channel"_s);
    return set;
}

} // namespace

const PtpChannel *PtpCapabilities::channel(int id) const
{
    const auto found = std::find_if(channels.begin(), channels.end(), [id](const PtpChannel &c) { return c.id == id; });
    return found == channels.end() ? nullptr : &*found;
}

const PtpChannel *PtpCapabilities::firstOf(const QString &kind) const
{
    const auto found
        = std::find_if(channels.begin(), channels.end(), [&kind](const PtpChannel &c) { return c.kind == kind; });
    return found == channels.end() ? nullptr : &*found;
}

const PtpSet *PtpCapabilities::set(int id) const
{
    const auto found = std::find_if(sets.begin(), sets.end(), [id](const PtpSet &s) { return s.id == id; });
    return found == sets.end() ? nullptr : &*found;
}

QString PtpCapabilities::name() const
{
    return QStringList{vendor, model, serial, firmware}.join(u' ').simplified();
}

PulseScale PtpCapabilities::scale() const
{
    PulseScale scale;
    if (const auto *pulse = firstOf(u"pulse"_s)) {
        scale.unit = pulse->unit;
        scale.scale = pulse->scale;
    }
    if (const auto *pressure = firstOf(u"pressure"_s)) {
        scale.pressureUnit = pressure->unit;
        scale.pressureScale = pressure->scale;
    }
    scale.instrument = name();
    return scale;
}

QByteArray PtpCapabilities::encode() const
{
    QCborArray channelList;
    for (const auto &c : channels)
        channelList.append(QCborMap{{u"id"_s, c.id},
                                    {u"kind"_s, c.kind},
                                    {u"unit"_s, c.unit},
                                    {u"scale"_s, c.scale},
                                    {u"bits"_s, c.bits},
                                    {u"min"_s, c.min},
                                    {u"max"_s, c.max}});
    QCborArray setList;
    for (const auto &s : sets) {
        QCborArray ids;
        for (const auto id : s.channels)
            ids.append(id);
        setList.append(QCborMap{{u"id"_s, s.id}, {u"site"_s, s.site}, {u"channels"_s, ids}});
    }
    return cbor::encode(QCborMap{{u"protocol"_s, 1},
                                 {u"vendor"_s, vendor},
                                 {u"model"_s, model},
                                 {u"serial"_s, serial},
                                 {u"firmware"_s, firmware},
                                 {u"boot"_s, qint64(boot)},
                                 {u"rate"_s, rateHz},
                                 {u"channels"_s, channelList},
                                 {u"sets"_s, setList},
                                 {u"due"_s, calibrationDue}});
}

Result<PtpCapabilities> PtpCapabilities::decode(const QByteArray &body)
{
    const auto map = cbor::decodeMap(body);
    if (!map)
        return tl::unexpected(map.error());
    if (map->value(u"protocol"_s).toInteger() != 1)
        return fail(Fault::Unsupported, u"ptp: protocol %1"_s.arg(map->value(u"protocol"_s).toInteger()));
    PtpCapabilities capabilities;
    capabilities.vendor = map->value(u"vendor"_s).toString().left(maxText);
    capabilities.model = map->value(u"model"_s).toString().left(maxText);
    capabilities.serial = map->value(u"serial"_s).toString().left(maxText);
    capabilities.firmware = map->value(u"firmware"_s).toString().left(maxText / 4);
    capabilities.calibrationDue = map->value(u"due"_s).toString().left(maxText);
    if (!inRange(map->value(u"boot"_s), 0, UINT_MAX))
        return corrupt(u"boot"_s);
    capabilities.boot = quint32(map->value(u"boot"_s).toInteger());
    capabilities.rateHz = map->value(u"rate"_s).toDouble();
    if (!std::isfinite(capabilities.rateHz) || capabilities.rateHz < 20 || capabilities.rateHz > 4000)
        return corrupt(u"rate"_s);
    const auto channelList = map->value(u"channels"_s).toArray();
    const auto setList = map->value(u"sets"_s).toArray();
    if (channelList.isEmpty() || channelList.size() > maxChannels || setList.isEmpty() || setList.size() > maxSets)
        return corrupt(u"descriptor size"_s);
    for (const auto &item : channelList) {
        const auto channel = channelFrom(item.toMap());
        if (!channel)
            return tl::unexpected(channel.error());
        if (capabilities.channel(channel->id))
            return corrupt(u"channel twice"_s);
        capabilities.channels.append(*channel);
    }
    for (const auto &item : setList) {
        const auto set = setFrom(item.toMap(), capabilities);
        if (!set)
            return tl::unexpected(set.error());
        if (capabilities.set(set->id))
            return corrupt(u"set twice"_s);
        capabilities.sets.append(*set);
    }
    return capabilities;
}

QByteArray PtpData::encode(const PtpCapabilities &capabilities) const
{
    QByteArray body;
    const auto count = columns.isEmpty() ? 0 : columns.first().size();
    putLittleEndian<quint8>(body, quint8(set));
    putLittleEndian<quint8>(body, quint8(count));
    putLittleEndian<quint32>(body, first);
    const auto *layout = capabilities.set(set);
    Q_ASSERT(layout && layout->channels.size() == columns.size());
    for (qsizetype i = 0; i < count; ++i)
        for (qsizetype c = 0; c < columns.size(); ++c) {
            const auto bits = capabilities.channel(layout->channels[c])->bits;
            QByteArray four;
            putLittleEndian<qint32>(four, columns[c][i]);
            body.append(four.constData(), bits / 8);
        }
    return body;
}

Result<PtpData> PtpData::decode(const QByteArray &body, const PtpCapabilities &capabilities)
{
    if (body.size() < 6)
        return corrupt(u"data is short"_s);
    PtpData data;
    data.set = quint8(body[0]);
    const auto count = qsizetype(quint8(body[1]));
    data.first = qFromLittleEndian<quint32>(body.constData() + 2);
    const auto *layout = capabilities.set(data.set);
    if (!layout || count == 0)
        return corrupt(u"data of an unknown set"_s);
    qsizetype stride = 0;
    for (const auto id : layout->channels)
        stride += capabilities.channel(id)->bits / 8;
    if (body.size() != 6 + count * stride)
        return corrupt(u"data length"_s);
    const char *at = body.constData() + 6;
    data.columns.resize(layout->channels.size());
    for (qsizetype i = 0; i < count; ++i)
        for (qsizetype c = 0; c < layout->channels.size(); ++c) {
            const auto bits = capabilities.channel(layout->channels[c])->bits;
            data.columns[c].append(sample(at, bits));
            at += bits / 8;
        }
    return data;
}

QByteArray PtpCommand::encode() const
{
    QByteArray body;
    putLittleEndian<quint16>(body, quint16(kind));
    putLittleEndian<quint32>(body, request);
    body.append(cbor::encode(args));
    return body;
}

Result<PtpCommand> PtpCommand::decode(const QByteArray &body)
{
    if (body.size() < 7)
        return corrupt(u"command is short"_s);
    const auto kind = qFromLittleEndian<quint16>(body.constData());
    if (kind < quint16(PtpCommandKind::Hello) || kind > quint16(PtpCommandKind::Ping))
        return fail(Fault::Unsupported, u"ptp: command %1"_s.arg(kind));
    const auto args = cbor::decodeMap(body.mid(6));
    if (!args)
        return tl::unexpected(args.error());
    return PtpCommand{PtpCommandKind(kind), qFromLittleEndian<quint32>(body.constData() + 2), *args};
}

QByteArray PtpTime::encode() const
{
    QByteArray body;
    putLittleEndian<quint64>(body, asked);
    putLittleEndian<quint64>(body, received);
    putLittleEndian<quint64>(body, answered);
    putLittleEndian<quint64>(body, 0);
    return body;
}

Result<PtpTime> PtpTime::decode(const QByteArray &body)
{
    if (body.size() != 32)
        return corrupt(u"time length"_s);
    const auto at = [&body](int place) { return qFromLittleEndian<quint64>(body.constData() + 8 * place); };
    const PtpTime time{at(0), at(1), at(2)};
    constexpr auto latest = quint64(1) << 62; // us since power-up: no instrument is that old
    if (at(3) != 0 || time.asked > latest || time.answered > latest || time.received > time.answered)
        return corrupt(u"time"_s);
    return time;
}

QByteArray PtpEvent::encode() const
{
    QByteArray body;
    putLittleEndian<quint8>(body, quint8(code));
    putLittleEndian<quint8>(body, channel);
    putLittleEndian<quint32>(body, sample);
    putLittleEndian<qint32>(body, value);
    return body;
}

Result<PtpEvent> PtpEvent::decode(const QByteArray &body)
{
    if (body.size() != 10)
        return corrupt(u"event length"_s);
    const auto code = quint8(body[0]);
    if (code < quint8(PtpEventCode::Contact) || code > quint8(PtpEventCode::Trigger))
        return fail(Fault::Unsupported, u"ptp: event %1"_s.arg(code));
    return PtpEvent{PtpEventCode(code), quint8(body[1]), qFromLittleEndian<quint32>(body.constData() + 2),
                    qFromLittleEndian<qint32>(body.constData() + 6)};
}

} // namespace sizhen
