// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/documents/pades.h"

#include <optional>

namespace sizhen {

// The bytes that one signature adds to a PDF. They follow from the document before it and from `info` alone, and this
// layout is for ever: to verify a document is to build its updates again and to compare. So nothing can hide in one: no
// second page, no note laid over the text, no changed catalogue. A new layout gets a new number in the first line.
//   %sizhen-signature 1
//   S   <</Type/Sig … /ByteRange[0 a b c] /Contents<0…0> /M(D:…Z) /Name<FEFF…> /Reason<…> /Location<…>>>
//   S+1 the field: an invisible widget on the first page      S+2 its empty appearance
//   the page (or its list of notes) with the widget added     the catalogue with the field added
//   xref, trailer, startxref
struct SignatureUpdate {
    QByteArray bytes; // with zeros in /Contents
    qsizetype contentsStart = 0; // in the whole file: of "<"
    qsizetype contentsEnd = 0; // in the whole file: after ">"
};

inline constexpr qsizetype signatureRoom
    = 12288; // bytes for the CMS; a time stamp with its certificates needs about 6 000

[[nodiscard]] Result<SignatureUpdate> buildSignatureUpdate(QByteArrayView document, const SignatureInfo &info);

// An update found at the end of a file.
struct FoundUpdate {
    qsizetype start = 0; // length of the document before it
    SignatureInfo info;
    qsizetype contentsStart = 0;
    qsizetype contentsEnd = 0;
    QByteArray cms; // with the zeros that fill up its room
};

// The update that `file` ends with, or nothing when it does not end with exactly one.
[[nodiscard]] std::optional<FoundUpdate> findSignatureUpdate(QByteArrayView file);

} // namespace sizhen
