// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/contec9.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr quint8 contecLive = 0x01;

QByteArray contecCommand(quint8 command)
{
    auto bytes = QByteArray(Contec9::frameSize, char(0x80));
    bytes[0] = 0x7D;
    bytes[1] = char(0x81);
    bytes[2] = char(command);
    return bytes;
}

bool isLiveFrame(const QByteArray &frame)
{
    return quint8(frame[0]) == contecLive && (quint8(frame[1]) & 0xF0) == 0xE0 && (quint8(frame[1]) & 0x03) < 3
        && quint8(frame[7]) == 0xFF && quint8(frame[8]) == 0xFF;
}

} // namespace

Contec9::Contec9(const PulseSetup &setup)
    : Contec(setup, {u"CMS50D+"_s, frameSize, false})
{
}

std::optional<Contec::Measured> Contec9::read(const QByteArray &frame) const
{
    if (!isLiveFrame(frame))
        return {};
    const auto value = [&frame](int at) { return quint8(frame[at]) & 0x7F; };
    const int validity = value(1) & 0x03;
    Measured measured;
    if (validity < 2)
        measured.pulse = value(3);
    if (validity == 0) {
        measured.perMinute = value(5) | ((value(1) & 0x08) << 4);
        measured.oxygenPercent = value(6);
    }
    return measured;
}

QByteArray Contec9::command(PulseCommand::Kind kind) const
{
    if (kind == PulseCommand::Kind::Connect)
        return contecCommand(0xA1);
    return kind == PulseCommand::Kind::Beat ? contecCommand(0xAF) : QByteArray();
}

} // namespace sizhen
