// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/envelope.h"

#include <cstdlib>

// Two parsers of outside bytes: the clear header, and what a verified but mad partner puts into the box. What comes
// through has one spelling; nothing else opens.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    using namespace sizhen;
    static const bool started = startCrypto();
    if (!started)
        abort();
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    if (const auto content = parseEnvelopeContent(bytes); content && writeEnvelopeContent(*content) != bytes)
        abort();
    const auto header = readEnvelopeHeader(bytes);
    static const auto root = bytes.left(publicKeySize);
    EnvelopeReader reader{root, 0, [](const QByteArray &, QByteArrayView) -> Result<SecretBytes> {
                              return SecretBytes(keySize);
                          },
                          [](const StationCertificate &) -> Result<> { return {}; }};
    if (header)
        reader.nowMs = header->expiryMs;
    if (openEnvelope(bytes, reader))
        abort(); // nobody signed it
    return 0;
}
