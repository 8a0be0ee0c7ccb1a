// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <span>

namespace sizhen {

// One row of a table that turns a key ("inv.field_missing", "link.up") into the English source of a tr() sentence.
// Gaps stand in braces: {fields}.
struct Sentence {
    const char *key;
    const char *source;
};

// Keys of the requirements' catalogue: refusals of the service's rules.
[[nodiscard]] std::span<const Sentence> ruleSentences();
// Keys of our own parts: vault, link, instrument, forms, files.
[[nodiscard]] std::span<const Sentence> ownSentences();

// The source of `key` in a table, or nullptr.
[[nodiscard]] const char *sourceOf(std::span<const Sentence> table, const QString &key);

// Puts `args` into the gaps of a translated sentence: codes become words, lists are joined as the
// language does it, and "name.zh" or "nameZh" is taken instead of "name" for a Chinese reader. A gap that
// nobody filled becomes "…": the rest of the sentence still helps.
[[nodiscard]] QString fillGaps(QString sentence, const QVariantMap &args);

} // namespace sizhen
