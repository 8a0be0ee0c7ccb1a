// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/janusmessage.h"

#include "core/call/sdp.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int mostJanusLines = 64;

tl::unexpected<Error> notJanus(const QString &detail)
{
    return tl::unexpected(
        Error{Fault::Corrupt, u"forwarder: "_s + detail, {}, u"forwarder.nonsense"_s, {}});
}

JanusMessage::Kind kindOf(const QString &name)
{
    using enum JanusMessage::Kind;
    static const QHash<QString, JanusMessage::Kind> kinds{
        {u"success"_s, Success}, {u"error"_s, Error},       {u"ack"_s, Ack},         {u"event"_s, Event},
        {u"hangup"_s, Hangup},   {u"detached"_s, Detached}, {u"timeout"_s, Timeout}, {u"trickle"_s, Trickle}};
    return kinds.value(name, Other);
}

// 0 for what is none.
qint64 idIn(const QJsonObject &map, const QString &key)
{
    const auto id = map.value(key).toInteger(0);
    return id > 0 && id <= JanusMessage::highestId ? id : 0;
}

QString wordIn(const QJsonObject &map, const QString &key)
{
    return map.value(key).toString().left(JanusMessage::longestText);
}

bool readFeeds(const QJsonArray &list, bool onlyPublishers, QList<JanusFeed> &feeds)
{
    if (list.size() > JanusMessage::mostFeeds)
        return false;
    for (const auto &one : list) {
        const auto map = one.toObject();
        const JanusFeed feed{idIn(map, u"id"_s), map.value(u"display"_s).toString()};
        if (feed.id == 0 || feed.display.size() > JanusMessage::longestText)
            return false;
        if (!onlyPublishers || map.value(u"publisher"_s).toBool())
            feeds.append(feed);
    }
    return true;
}

bool readPlugin(const QJsonObject &data, JanusMessage &message)
{
    message.told = wordIn(data, u"videoroom"_s);
    message.room = idIn(data, u"room"_s);
    message.privateId = idIn(data, u"private_id"_s);
    message.configured = data.value(u"configured"_s).toString() == u"ok";
    message.kicked = data.value(u"reason"_s).toString() == u"kicked" && data.contains(u"leaving"_s)
        && !data.value(u"leaving"_s).isDouble();
    if (message.told == u"joined")
        message.id = idIn(data, u"id"_s);
    if (data.contains(u"error_code"_s)) {
        message.errorCode = std::max(1, data.value(u"error_code"_s).toInt(1));
        message.errorText = wordIn(data, u"error"_s);
    }
    // Our own are told as "ok", others by their number.
    for (const auto &key : {u"leaving"_s, u"unpublished"_s, u"kicked"_s})
        if (const auto id = idIn(data, key))
            message.gone = id;
    message.listsAll = message.told == u"participants";
    const auto participants = data.value(u"participants"_s).toArray();
    return readFeeds(data.value(u"publishers"_s).toArray(), false, message.publishers)
        && readFeeds(participants, true, message.publishers) && readFeeds(participants, false, message.present);
}

bool readJsep(const QJsonObject &jsep, JanusMessage &message)
{
    const auto type = jsep.value(u"type"_s).toString();
    const auto sdp = jsep.value(u"sdp"_s);
    if ((type != u"offer" && type != u"answer") || !sdp.isString() || sdp.toString().size() > Sdp::longest)
        return false;
    message.description = SessionDescription{
        type == u"offer" ? SessionDescription::Kind::Offer : SessionDescription::Kind::Answer, sdp.toString()};
    return true;
}

bool readWay(const QJsonObject &map, JanusMessage &message)
{
    const auto text = map.value(u"candidate"_s).toString();
    const int line = map.value(u"sdpMLineIndex"_s).toInt(0);
    if (text.size() > IceCandidate::longest || line < 0 || line >= mostJanusLines)
        return false;
    message.way = IceCandidate{text, line};
    return true;
}

} // namespace

Result<JanusMessage> JanusMessage::parse(const QByteArray &json)
{
    if (json.size() > longest)
        return notJanus(u"long"_s);
    const auto document = QJsonDocument::fromJson(json);
    if (!document.isObject())
        return notJanus(u"no object"_s);
    const auto object = document.object();
    JanusMessage message;
    message.kind = kindOf(object.value(u"janus"_s).toString());
    message.transaction = wordIn(object, u"transaction"_s);
    message.session = idIn(object, u"session_id"_s);
    message.sender = idIn(object, u"sender"_s);
    if (message.kind == Kind::Success)
        message.id = idIn(object.value(u"data"_s).toObject(), u"id"_s);
    if (const auto error = object.value(u"error"_s).toObject(); message.kind == Kind::Error) {
        message.errorCode = std::max(1, error.value(u"code"_s).toInt(1));
        message.errorText = wordIn(error, u"reason"_s);
    }
    const auto plugin = object.value(u"plugindata"_s).toObject();
    if (!plugin.isEmpty() && !readPlugin(plugin.value(u"data"_s).toObject(), message))
        return notJanus(u"plugindata"_s);
    if (object.contains(u"jsep"_s) && !readJsep(object.value(u"jsep"_s).toObject(), message))
        return notJanus(u"jsep"_s);
    if (message.kind == Kind::Trickle && !readWay(object.value(u"candidate"_s).toObject(), message))
        return notJanus(u"trickle"_s);
    return message;
}

QByteArray JanusRequest::json() const
{
    auto object = more;
    object.insert(u"janus"_s, verb);
    object.insert(u"transaction"_s, transaction);
    if (session != 0)
        object.insert(u"session_id"_s, session);
    if (handle != 0)
        object.insert(u"handle_id"_s, handle);
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QJsonObject janusJsep(const SessionDescription &description)
{
    return {{u"type"_s, description.kind == SessionDescription::Kind::Offer ? u"offer"_s : u"answer"_s},
            {u"sdp"_s, description.sdp}};
}

QJsonObject janusCandidate(const IceCandidate &candidate)
{
    if (candidate.candidate.isEmpty())
        return {{u"completed"_s, true}};
    return {{u"candidate"_s, candidate.candidate}, {u"sdpMLineIndex"_s, candidate.line}};
}

} // namespace sizhen
