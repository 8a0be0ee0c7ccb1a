// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/cbor.h"

#include <QCborArray>
#include <QCborStreamReader>

#include <algorithm>
#include <vector>

using namespace Qt::Literals::StringLiterals;

namespace sizhen::cbor {
namespace {

constexpr int maxDepth = 32;

QCborValue sorted(const QCborValue &value)
{
    if (value.isArray()) {
        QCborArray array;
        for (const auto &item : value.toArray())
            array.append(sorted(item));
        return array;
    }
    if (!value.isMap())
        return value;
    std::vector<std::pair<QByteArray, std::pair<QCborValue, QCborValue>>> pairs;
    for (const auto &[key, item] : value.toMap())
        pairs.push_back({QCborValue(key).toCbor(), {key, sorted(item)}});
    std::sort(pairs.begin(), pairs.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    QCborMap map;
    for (const auto &[encoded, pair] : pairs)
        map.insert(pair.first, pair.second);
    return map;
}

// QCborValue follows hostile nesting to a depth of 1024 with recursion in every later pass; look before we decode.
bool shallow(QCborStreamReader &reader, int depth)
{
    if (depth > maxDepth)
        return false;
    while (reader.isValid() && reader.hasNext()) {
        if (reader.isContainer()) {
            if (!reader.isLengthKnown() || !reader.enterContainer() || !shallow(reader, depth + 1)
                || reader.lastError() != QCborError::NoError || !reader.leaveContainer())
                return false;
        } else if (reader.isTag()) {
            return false; // we write none; a tag would let one value have two spellings
        } else if (!reader.next(maxDepth)) {
            return false;
        }
    }
    return reader.lastError() == QCborError::NoError;
}

} // namespace

QByteArray encode(const QCborValue &value)
{
    return sorted(value).toCbor(QCborValue::UseFloat16);
}

Result<QCborValue> decode(const QByteArray &bytes)
{
    QCborStreamReader reader(bytes);
    if (bytes.isEmpty() || !shallow(reader, 0))
        return fail(Fault::Corrupt, u"cbor: not well formed, or too deep"_s);
    QCborParserError error;
    auto value = QCborValue::fromCbor(bytes, &error);
    if (error.error != QCborError::NoError)
        return fail(Fault::Corrupt, u"cbor: "_s + error.errorString());
    if (encode(value) != bytes)
        return fail(Fault::Corrupt, u"cbor: not in canonical form"_s);
    return value;
}

Result<QCborMap> decodeMap(const QByteArray &bytes)
{
    const auto value = decode(bytes);
    if (!value)
        return tl::unexpected(value.error());
    if (!value->isMap())
        return fail(Fault::Corrupt, u"cbor: a map was expected"_s);
    return value->toMap();
}

} // namespace sizhen::cbor
