// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/documents/pades.h"
#include "core/documents/pdffile.h"
#include "core/documents/signatureupdate.h"

#include <cstdlib>

// A PDF from outside: judged without harm, and never found sound, for no authority is known here.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    using namespace sizhen;
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    if (const auto file = PdfFile::open(bytes)) {
        const auto &places = file->places();
        for (auto it = places.cbegin(); it != places.cend(); ++it)
            (void)file->dictionary({it.key(), it->generation});
        (void)buildSignatureUpdate(bytes, {QStringLiteral("x"), {}, {}, QDateTime::fromSecsSinceEpoch(0, Qt::UTC)});
    }
    if (const auto update = findSignatureUpdate(bytes); update && update->start >= bytes.size())
        abort();
    const auto verdict = verifyPdf(bytes, {}, QDateTime::fromSecsSinceEpoch(1'764'000'000, Qt::UTC));
    if (verdict && verdict->isSound())
        abort();
    return 0;
}
