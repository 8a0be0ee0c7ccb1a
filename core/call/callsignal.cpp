// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/callsignal.h"

#include "core/call/sdp.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int mostLines = 64;

auto notASignal(const QString &detail)
{
    return tl::unexpected(Error{Fault::Invalid, u"signal: "_s + detail, {}, u"media.signal"_s, {}});
}

QJsonObject objectOf(const SessionDescription &description)
{
    const auto kind = description.kind == SessionDescription::Kind::Offer ? u"offer"_s : u"answer"_s;
    return {{u"sdp"_s, QJsonObject{{u"type"_s, kind}, {u"sdp"_s, description.sdp}}}};
}

QJsonObject objectOf(const IceCandidate &candidate)
{
    return {{u"ice"_s, QJsonObject{{u"candidate"_s, candidate.candidate}, {u"sdpMLineIndex"_s, candidate.line}}}};
}

QJsonObject objectOf(const CallEnd &)
{
    return {{u"cmd"_s, u"quit"_s}};
}

Result<CallSignal> descriptionOf(const QJsonObject &map)
{
    const auto kind = map.value(u"type"_s).toString();
    const auto text = map.value(u"sdp"_s);
    if (!text.isString() || (kind != u"offer" && kind != u"answer"))
        return notASignal(u"description"_s);
    return SessionDescription{kind == u"offer" ? SessionDescription::Kind::Offer : SessionDescription::Kind::Answer,
                              text.toString()};
}

Result<CallSignal> candidateOf(const QJsonObject &map)
{
    const auto text = map.value(u"candidate"_s);
    const int line = map.value(u"sdpMLineIndex"_s).toInt(0);
    if (!text.isString() || text.toString().size() > IceCandidate::longest || line < 0 || line >= mostLines)
        return notASignal(u"candidate"_s);
    return IceCandidate{text.toString(), line};
}

} // namespace

QByteArray callSignalLine(const CallSignal &said)
{
    return std::visit([](const auto &one) { return QJsonDocument(objectOf(one)).toJson(QJsonDocument::Compact); },
                      said);
}

Result<CallSignal> parseCallSignal(const QByteArray &line)
{
    // JSON escapes: a line end takes two bytes, other characters at most six.
    if (line.size() > 6 * Sdp::longest)
        return tl::unexpected(Error{Fault::Invalid, u"signal: long"_s, {}, u"media.sdp_long"_s, {}});
    const auto document = QJsonDocument::fromJson(line);
    if (!document.isObject())
        return notASignal(u"no object"_s);
    const auto object = document.object();
    if (object.value(u"sdp"_s).isObject())
        return descriptionOf(object.value(u"sdp"_s).toObject());
    if (object.value(u"ice"_s).isObject())
        return candidateOf(object.value(u"ice"_s).toObject());
    if (object.value(u"ice"_s).isNull()) // as some browsers' programs say that there are no more
        return IceCandidate{};
    if (object.value(u"cmd"_s).toString() == u"quit")
        return CallEnd{};
    return notASignal(u"unknown"_s);
}

} // namespace sizhen
