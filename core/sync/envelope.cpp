// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/envelope.h"

#include "core/base/cbor.h"
#include "core/sync/message.h"

#include <QCborArray>
#include <QtEndian>

#include <algorithm>
#include <limits>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr char version = 1;
constexpr char suite = 1;
constexpr qsizetype sealedKeySize = 80;
constexpr qsizetype frameSize = signatureSize + 4; // before the payload
constexpr qsizetype maxMessages = 8192;
constexpr qint64 clockTolerance = 600'000; // as for events

tl::unexpected<Error> refuse(Fault fault, QString detail, QString message)
{
    return tl::unexpected(Error{fault, std::move(detail), u"ARC-09"_s, std::move(message), {}});
}

tl::unexpected<Error> damaged(const QString &what)
{
    return refuse(Fault::Corrupt, u"envelope: "_s + what, u"link.envelope_damaged"_s);
}

template <typename T>
void append(QByteArray &bytes, T number)
{
    const auto big = qToBigEndian(number);
    bytes.append(reinterpret_cast<const char *>(&big), sizeof big);
}

int bucketFor(qsizetype plain)
{
    for (int bucket = 0; bucket <= maxEnvelopeBucket; ++bucket)
        if (bucketSize(bucket) >= plain)
            return bucket;
    return -1;
}

QByteArray writeHeader(const EnvelopeHeader &header)
{
    QByteArray bytes;
    bytes.reserve(envelopeHeaderSize);
    bytes.append(version).append(suite).append(header.id).append(header.mailbox).append(header.boxHint);
    append(bytes, quint64(header.expiryMs));
    bytes.append(char(header.bucket));
    append(bytes, quint32(bucketSize(header.bucket) + envelopeSealSize));
    return bytes;
}

QByteArray signedBytes(const QByteArray &header, QByteArrayView payload)
{
    return header + hash("sizhen.envelope.payload", payload);
}

// Signature and payload out of the padded box.
Result<std::pair<QByteArray, QByteArray>> unpad(const QByteArray &plain)
{
    const auto length = qFromBigEndian<quint32>(plain.constData() + signatureSize);
    if (length > quint64(plain.size() - frameSize))
        return damaged(u"a payload longer than its box"_s);
    const auto padding = QByteArrayView(plain).sliced(frameSize + length);
    if (std::ranges::any_of(padding, [](char byte) { return byte != 0; }))
        return damaged(u"something in the padding"_s);
    return std::pair{plain.first(signatureSize), plain.mid(frameSize, length)};
}

Result<> checkAddress(const EnvelopeHeader &header, const EnvelopeReader &reader)
{
    if (header.mailbox != mailboxOf(reader.root))
        return refuse(Fault::Denied, u"envelope: for another institution"_s, u"link.envelope_not_ours"_s);
    if (header.expiryMs < reader.nowMs - clockTolerance)
        return refuse(Fault::Timeout, u"envelope: expired"_s, u"link.envelope_expired"_s);
    if (header.expiryMs > reader.nowMs + longestEnvelopeLifeMs + clockTolerance)
        return refuse(Fault::Invalid, u"envelope: from the future"_s, u"link.envelope_future"_s);
    return {};
}

} // namespace

QByteArray mailboxOf(const QByteArray &root)
{
    return hash("sizhen.mailbox", root).first(mailboxSize);
}

QByteArray boxHintOf(const QByteArray &boxKey)
{
    return hash("sizhen.box", boxKey).first(boxHintSize);
}

qsizetype bucketSize(int bucket)
{
    return qsizetype(4 + (bucket & 3)) << (9 + (bucket >> 2));
}

qsizetype envelopeSize(int bucket)
{
    return envelopeHeaderSize + bucketSize(bucket) + envelopeSealSize;
}

qsizetype maxEnvelopeSize()
{
    return envelopeSize(maxEnvelopeBucket);
}

qsizetype roomInEnvelope(qsizetype certificateBytes, int bucket)
{
    constexpr qsizetype mapAround = 64; // keys and lengths
    return bucketSize(bucket) - frameSize - certificateBytes - mapAround;
}

Result<EnvelopeHeader> readEnvelopeHeader(const QByteArray &envelope)
{
    if (envelope.size() < envelopeHeaderSize || envelope.size() > maxEnvelopeSize())
        return damaged(u"%1 bytes"_s.arg(envelope.size()));
    if (envelope.at(0) != version || envelope.at(1) != suite)
        return refuse(Fault::Unsupported, u"envelope: of another version or suite"_s, u"link.envelope_newer"_s);
    EnvelopeHeader header;
    header.id = envelope.mid(2, envelopeIdSize);
    header.mailbox = envelope.mid(18, mailboxSize);
    header.boxHint = envelope.mid(34, boxHintSize);
    const auto expiry = qFromBigEndian<quint64>(envelope.constData() + 42);
    header.bucket = quint8(envelope.at(50));
    const auto length = qFromBigEndian<quint32>(envelope.constData() + 51);
    if (expiry > quint64(std::numeric_limits<qint64>::max()) || header.bucket > maxEnvelopeBucket)
        return damaged(u"header out of range"_s);
    header.expiryMs = qint64(expiry);
    if (envelope.size() != envelopeSize(header.bucket) || length != envelope.size() - envelopeHeaderSize)
        return damaged(u"length and bucket differ"_s);
    return header;
}

QByteArray writeEnvelopeContent(const EnvelopeContent &content)
{
    QCborArray messages;
    for (const auto &message : content.messages)
        messages.append(message);
    return cbor::encode(QCborMap{{1, content.certificate}, {2, qint64(content.hlc)}, {3, messages}});
}

Result<EnvelopeContent> parseEnvelopeContent(const QByteArray &payload)
{
    const auto map = cbor::decodeMap(payload);
    if (!map)
        return damaged(map.error().detail);
    const auto certificate = map->value(1);
    const auto hlc = map->value(2);
    const auto messages = map->value(3).toArray();
    if (map->size() != 3 || !certificate.isByteArray() || !hlc.isInteger() || hlc.toInteger() < 0
        || !map->value(3).isArray() || messages.isEmpty() || messages.size() > maxMessages)
        return damaged(u"another shape"_s);
    EnvelopeContent content{certificate.toByteArray(), quint64(hlc.toInteger()), {}};
    if (content.certificate.size() > wire::maxCertificateBytes)
        return damaged(u"a long certificate"_s);
    content.messages.reserve(messages.size());
    for (const auto &message : messages) {
        if (!message.isByteArray() || message.toByteArray().isEmpty())
            return damaged(u"a message that is none"_s);
        content.messages.append(message.toByteArray());
    }
    return content;
}

Result<QByteArray> sealEnvelope(const EnvelopeAddress &to, const EnvelopeContent &content, const StationSigner &sign)
{
    Q_ASSERT(to.id.size() == envelopeIdSize);
    const auto payload = writeEnvelopeContent(content);
    const auto bucket = bucketFor(frameSize + payload.size());
    if (bucket < 0 || content.messages.isEmpty() || to.expiryMs < 0)
        return fail(Fault::Invalid, u"envelope: %1 bytes do not fit"_s.arg(payload.size()));
    const auto header = writeHeader({to.id, mailboxOf(to.root), boxHintOf(to.boxKey), to.expiryMs, bucket});
    QByteArray plain = sign("sizhen.envelope", signedBytes(header, payload));
    append(plain, quint32(payload.size()));
    plain.append(payload);
    plain.append(bucketSize(bucket) - plain.size(), '\0');
    const auto key = SecretBytes::random(keySize);
    const auto sealedKey = sealTo(to.boxKey, key.view());
    if (!sealedKey)
        return tl::unexpected(sealedKey.error());
    return header + *sealedKey + seal(key, plain, header);
}

Result<OpenedEnvelope> openEnvelope(const QByteArray &envelope, const EnvelopeReader &reader)
{
    const auto header = readEnvelopeHeader(envelope);
    if (!header)
        return tl::unexpected(header.error());
    if (const auto ours = checkAddress(*header, reader); !ours)
        return tl::unexpected(ours.error());
    const auto key
        = reader.openKey(header->boxHint, QByteArrayView(envelope).sliced(envelopeHeaderSize, sealedKeySize));
    if (!key)
        return damaged(key.error().detail);
    const auto outer = envelope.first(envelopeHeaderSize);
    const auto plain = unseal(*key, QByteArrayView(envelope).sliced(envelopeHeaderSize + sealedKeySize), outer);
    if (!plain)
        return damaged(plain.error().detail);
    const auto framed = unpad(*plain);
    if (!framed)
        return tl::unexpected(framed.error());
    auto content = parseEnvelopeContent(framed->second);
    if (!content)
        return tl::unexpected(content.error());
    const auto sender = openStationCertificate(content->certificate);
    if (!sender)
        return refuse(Fault::Untrusted, sender.error().detail, u"link.envelope_stranger"_s);
    if (const auto known = reader.judge(*sender); !known)
        return refuse(Fault::Untrusted, known.error().detail, u"link.envelope_stranger"_s);
    if (!verify(sender->station, "sizhen.envelope", signedBytes(outer, framed->second), framed->first))
        return refuse(Fault::Untrusted, u"envelope: the signature is not the station's"_s, u"link.envelope_forged"_s);
    return OpenedEnvelope{*header, *sender, content->hlc, std::move(content->messages)};
}

} // namespace sizhen
