// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/call/callsignal.h"

#include <QJsonObject>
#include <QList>

#include <optional>

namespace sizhen {

// Somebody in a room of the forwarding server: the number under which he sends, and what he wrote about himself.
struct JanusFeed {
    qint64 id = 0;
    QString display;
    friend bool operator==(const JanusFeed &, const JanusFeed &) = default;
};

// One JSON text of a Janus server (1.x) and its videoroom plugin, of which we need:
//   {"janus":"success","transaction":"…","data":{"id":…}}            create, attach
//   {"janus":"success"|"event","sender":…,"transaction":"…","plugindata":{"plugin":"janus.plugin.videoroom",
//    "data":{"videoroom":"created"|"joined"|"attached"|"event"|…,"room":…,"id":…,"private_id":…,"publishers":
//    [{"id":…,"display":"…"}],"leaving"|"unpublished":…,"error_code":…}},"jsep":{"type":"offer"|"answer","sdp":"…"}}
//   {"janus":"error","error":{"code":…,"reason":"…"}}   {"janus":"ack"|"hangup"|"timeout"|"trickle"|…}
// Bytes from outside: everything is limited.
struct JanusMessage {
    static constexpr qsizetype longest = 512 * 1024; // a description of 64 KiB, escaped at its worst
    static constexpr qsizetype mostFeeds = 64;
    static constexpr qsizetype longestText = 1024;
    static constexpr qint64 highestId = (1LL << 53) - 1;

    enum class Kind { Success, Error, Ack, Event, Hangup, Detached, Timeout, Trickle, Other };
    Kind kind = Kind::Other;
    QString transaction; // ours, if it answers
    qint64 session = 0;
    qint64 sender = 0; // the handle it comes from
    qint64 id = 0; // made by a success; of ourselves in "joined"
    int errorCode = 0; // of Janus (4xx below 426) or the plugin (421 to 499)
    QString errorText; // for the log
    QString told; // what the plugin says: "joined" "event" …
    qint64 room = 0;
    qint64 privateId = 0;
    bool configured = false; // our stream was taken
    QList<JanusFeed> publishers;
    QList<JanusFeed> present; // of a list: who has joined, sending or not
    bool listsAll = false; // `publishers` are all who send, as "participants" has them
    qint64 gone = 0; // who left, or sends no more
    bool kicked = false; // we
    std::optional<SessionDescription> description;
    std::optional<IceCandidate> way;

    [[nodiscard]] static Result<JanusMessage> parse(const QByteArray &json); // Fault::Corrupt
};

// What is said to it: {"janus":verb,"transaction":…,"session_id":…,"handle_id":…} and `more`; a 0 is left out.
struct JanusRequest {
    QString verb;
    QString transaction;
    qint64 session = 0;
    qint64 handle = 0;
    QJsonObject more = {};

    [[nodiscard]] QByteArray json() const;
};

[[nodiscard]] QJsonObject janusJsep(const SessionDescription &description);
[[nodiscard]] QJsonObject janusCandidate(const IceCandidate &candidate); // an empty one: there are no more

} // namespace sizhen
