// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/documents/documentspec.h"

#include <QByteArray>
#include <QCborMap>
#include <QDateTime>

namespace sizhen {

// Renders a document as PDF/A-1b on A4, both languages on the page, with page numbers and the hash of its data as text
// and in the metadata (dc:identifier). The same arguments give the same bytes with the same Qt and font: `created` is
// the only time in it. `dataSha256`: of the signed data (32 bytes); empty: of `data` in canonical CBOR.
//
// Runs on any thread, one call a thread, but needs a QGuiApplication (the platform may be "offscreen") for its fonts;
// without one the answer is Fault::Unsupported. Fault::Refused when mandatory parts are missing (see checkComplete);
// Fault::NotFound with the message "document.font_missing" when the font WenQuanYi Micro Hei (Debian:
// fonts-wqy-microhei) is not installed: another one would give a page that looks right and cannot be searched.
[[nodiscard]] Result<QByteArray> renderPdf(const DocumentSpec &spec, const QCborMap &data, const QDateTime &created,
                                           const QByteArray &dataSha256 = {});

} // namespace sizhen
