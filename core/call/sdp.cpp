// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/sdp.h"

#include <QStringList>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int mostCodecs = 256;
constexpr int fingerprintBytes = 32;
const auto detailContent = u"alt"_s;

auto notADescription(const QString &detail)
{
    return tl::unexpected(Error{Fault::Invalid, u"sdp: "_s + detail, {}, u"media.sdp"_s, {}});
}

// "12 34:AB" → "12" and "34:AB".
std::pair<QString, QString> parted(const QString &text, QChar at)
{
    const auto place = text.indexOf(at);
    return place < 0 ? std::pair(text, QString()) : std::pair(text.left(place), text.mid(place + 1));
}

// What a line may also get from the session's part.
struct SdpShared {
    QByteArray fingerprint;
    bool user = false;
    bool password = false;
};

struct SdpReader {
    Sdp sdp;
    SdpShared session;
    QVector<SdpShared> lines; // one a media
    bool hasVersion = false;

    SdpShared &shared() { return lines.isEmpty() ? session : lines.last(); }

    bool mediaLine(const QString &value)
    {
        const auto words = value.split(u' ', Qt::SkipEmptyParts);
        if (words.size() < 4 || sdp.media.size() >= Sdp::mostMedia)
            return false;
        bool fine = false;
        const int port = words[1].section(u'/', 0, 0).toInt(&fine);
        // RFC 8834: secured and with feedback; nothing else is a call.
        const bool secured
            = words[0] == u"application" ? words[2].contains(u"DTLS") : words[2].endsWith(u"/TLS/RTP/SAVPF");
        if (!fine || port < 0 || port > 65535 || !secured)
            return false;
        SdpMedia media;
        media.kind = words[0];
        media.refused = port == 0;
        if (media.kind != u"application")
            for (qsizetype i = 3; i < std::min<qsizetype>(words.size(), 3 + mostCodecs); ++i)
                media.codecs.append({words[i].toInt(&fine), {}, 0, {}});
        sdp.media.append(media);
        lines.append(SdpShared());
        return true;
    }

    SdpCodec *codecOf(const QString &payload)
    {
        auto &codecs = sdp.media.last().codecs;
        const auto found
            = std::find_if(codecs.begin(), codecs.end(),
                           [number = payload.toInt()](const SdpCodec &codec) { return codec.payload == number; });
        return found == codecs.end() ? nullptr : &*found;
    }

    void mediaAttribute(const QString &name, const QString &value)
    {
        auto &media = sdp.media.last();
        const auto [left, right] = parted(value, u' ');
        if (name == u"rtpmap") {
            if (auto *codec = codecOf(left)) {
                codec->name = right.section(u'/', 0, 0).toUpper();
                codec->clockHz = right.section(u'/', 1, 1).toInt();
            }
        } else if (name == u"fmtp") {
            if (auto *codec = codecOf(left))
                codec->parameters = right;
        } else if (name == u"extmap") {
            const int id = left.section(u'/', 0, 0).toInt();
            if (id >= 1 && id <= 14)
                media.extensions.insert(right.section(u' ', 0, 0), id);
        } else if (name == u"content") {
            media.content = value;
        } else if (name == u"bundle-only") {
            media.refused = false; // RFC 8843 6: it uses the port of another line
        } else if (name == u"sendonly" || name == u"recvonly" || name == u"inactive") {
            media.sends = name == u"sendonly";
            media.receives = name == u"recvonly";
        }
    }

    void attribute(const QString &text)
    {
        const auto [name, value] = parted(text, u':');
        if (name == u"fingerprint") {
            const auto [method, digits] = parted(value, u' ');
            if (method.compare(u"sha-256"_s, Qt::CaseInsensitive) == 0)
                shared().fingerprint = QByteArray::fromHex(QString(digits).remove(u':').toLatin1());
        } else if (name == u"ice-ufrag") {
            shared().user = value.size() >= 4; // RFC 8839 5.4
        } else if (name == u"ice-pwd") {
            shared().password = value.size() >= 22;
        } else if (!sdp.media.isEmpty()) {
            mediaAttribute(name, value);
        }
    }

    bool line(const QString &text)
    {
        if (text.size() < 2 || text[1] != u'=')
            return false;
        const auto value = text.mid(2);
        if (text[0] == u'v')
            hasVersion = value == u"0";
        else if (text[0] == u'm')
            return mediaLine(value);
        else if (text[0] == u'a')
            attribute(value);
        return true;
    }

    [[nodiscard]] bool hasKeys(qsizetype index)
    {
        const auto &own = lines[index];
        auto &media = sdp.media[index];
        media.fingerprint = own.fingerprint.isEmpty() ? session.fingerprint : own.fingerprint;
        return media.refused
            || (media.fingerprint.size() == fingerprintBytes && (own.user || session.user)
                && (own.password || session.password));
    }
};

} // namespace

QString codecName(VideoCodec codec)
{
    return codec == VideoCodec::H264 ? u"H264"_s : u"VP8"_s;
}

std::optional<VideoCodec> videoCodecOf(const QString &name)
{
    for (const auto codec : {VideoCodec::H264, VideoCodec::Vp8})
        if (name.compare(codecName(codec), Qt::CaseInsensitive) == 0)
            return codec;
    return std::nullopt;
}

QString SdpCodec::parameter(const QString &key) const
{
    for (const auto &pair : parameters.split(u';')) {
        const auto [left, right] = parted(pair.trimmed(), u'=');
        if (left == key)
            return right;
    }
    return {};
}

const SdpCodec *SdpMedia::codec(const QString &name) const
{
    const auto found
        = std::find_if(codecs.begin(), codecs.end(), [&name](const SdpCodec &codec) { return codec.name == name; });
    return found == codecs.end() ? nullptr : &*found;
}

const SdpCodec *SdpMedia::video(VideoCodec wanted) const
{
    if (wanted == VideoCodec::Vp8)
        return codec(codecName(wanted));
    const SdpCodec *baseline = nullptr;
    for (const auto &one : codecs) {
        if (one.name != codecName(wanted) || one.parameter(u"packetization-mode"_s) != u"1")
            continue;
        const auto profile = one.parameter(u"profile-level-id"_s).toLower();
        // The third of the six digits: constraint_set1, which makes a baseline the constrained one.
        if (profile.startsWith(u"42e0") || profile.startsWith(u"42c0"))
            return &one;
        if (profile.startsWith(u"42") && !baseline)
            baseline = &one;
    }
    return baseline;
}

const SdpMedia *Sdp::first(const QString &kind) const
{
    const auto found = std::find_if(media.begin(), media.end(),
                                    [&kind](const SdpMedia &one) { return one.kind == kind && !one.refused; });
    return found == media.end() ? nullptr : &*found;
}

std::optional<int> Sdp::detailLine() const
{
    const auto *picture = first(u"video"_s);
    for (int i = 0; i < media.size(); ++i)
        if (const auto &one = media[i];
            &one != picture && one.kind == u"video" && !one.refused && one.content == detailContent)
            return i;
    return std::nullopt;
}

QByteArray Sdp::fingerprint() const
{
    QByteArray common;
    for (const auto &one : media) {
        if (one.refused)
            continue;
        if (!common.isEmpty() && one.fingerprint != common)
            return {};
        common = one.fingerprint;
    }
    return common;
}

QString withDetail(const QString &sdp)
{
    const auto begins = u"\nm="_s;
    auto at = sdp.indexOf(u"\nm=video "_s);
    at = at < 0 ? at : sdp.indexOf(u"\nm=video "_s, at + 1);
    if (at < 0)
        return sdp;
    const auto next = sdp.indexOf(begins, at + 1);
    auto named = sdp;
    return named.insert(next < 0 ? sdp.size() : next + 1, u"a=content:%1\r\n"_s.arg(detailContent));
}

QString withoutSoundRepair(const QString &sdp)
{
    QStringList kept;
    QStringList repairs; // SSRCs of this line
    bool isSound = false;
    for (const auto &line : sdp.split(u'\n')) {
        if (line.startsWith(u"m="_s)) {
            isSound = line.startsWith(u"m=audio "_s);
            repairs.clear();
        }
        if (isSound && line.startsWith(u"a=ssrc-group:FID "_s)) {
            repairs = line.trimmed().split(u' ').mid(2);
            continue;
        }
        const bool isRepair
            = isSound && line.startsWith(u"a=ssrc:"_s) && repairs.contains(line.mid(7).section(u' ', 0, 0));
        if (!isRepair)
            kept.append(line);
    }
    return kept.join(u'\n');
}

Result<Sdp> Sdp::parse(const QString &text)
{
    if (text.size() > longest)
        return tl::unexpected(Error{Fault::Invalid, u"sdp: long"_s, {}, u"media.sdp_long"_s, {}});
    SdpReader reader;
    for (auto line : text.split(u'\n', Qt::SkipEmptyParts)) {
        if (line.endsWith(u'\r'))
            line.chop(1);
        if (!line.isEmpty() && !reader.line(line))
            return notADescription(u"line"_s);
    }
    if (!reader.hasVersion || reader.sdp.media.isEmpty())
        return notADescription(u"no version or no media"_s);
    for (qsizetype i = 0; i < reader.sdp.media.size(); ++i)
        if (!reader.hasKeys(i))
            return tl::unexpected(Error{Fault::Untrusted, u"sdp: no keys"_s, {}, u"media.sdp_keys"_s, {}});
    return reader.sdp;
}

} // namespace sizhen
