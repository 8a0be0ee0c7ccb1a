// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/label.h"
#include "core/base/result.h"

#include <QByteArray>
#include <QDateTime>

namespace sizhen {

// What a document says about itself. PDF/A wants it twice: in the Info dictionary and, equal, as XMP.
struct PdfMetadata {
    Label title;
    QString kind; // id of the document's spec
    QString dataSha256; // hex
    QDateTime created; // UTC
};

[[nodiscard]] QByteArray xmpOf(const PdfMetadata &metadata);

// Qt writes its own clock and a random identifier into every PDF. This puts `metadata` in their place, so that the same
// content gives the same bytes, and names the document's language.
[[nodiscard]] Result<QByteArray> withMetadata(const QByteArray &pdf, const PdfMetadata &metadata);

} // namespace sizhen
