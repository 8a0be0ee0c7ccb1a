// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crypto/primitives.h"
#include "core/crypto/shares.h"

#include <QStringList>

namespace sizhen {

// One officer's share of the institution's root: any two of three restore it. It carries its own check value and the
// number of its set, so that a mistyped share and one of another set are named and not only fail. 33 bytes = 24 words
// of 11 bits: 2 bits version (0), 2 bits number (1–3), 12 bits set, 28 bytes of the share, 3 bytes
// BLAKE2b("sizhen.share", the 30 bytes before).
struct RootShare {
    static constexpr int count = 3;
    static constexpr int needed = 2;
    static constexpr int wordCount = 24;

    int set = 0; // 12 bits; one number for the three that were made together
    SecretPart part;

    [[nodiscard]] int number() const { return part.number; }

    // In the words of BIP-39's lists: "en", or "zh" for the simplified Chinese one. Secret: show or print them, keep
    // them nowhere.
    [[nodiscard]] QStringList words(const QString &language) const;
    [[nodiscard]] QString code() const; // for a QR code: "SIZHEN:SHARE:" and 66 hex digits

    // Reads what code() or words() gave, in either language; English words may be cut to their first four letters,
    // Chinese ones need no space between them. Fault::Invalid with a message that says which word, or that the check
    // value is wrong.
    [[nodiscard]] static Result<RootShare> fromText(const QString &text);
};

// What the root's Ed25519 seed is derived from; this is what is split.
inline constexpr int rootSecretSize = 28;
[[nodiscard]] SecretBytes rootSeed(const SecretBytes &rootSecret);

[[nodiscard]] Result<std::vector<RootShare>> splitRoot(const SecretBytes &rootSecret);
// Fault::Invalid "root.share_same" for the same share twice, "root.share_set" for shares of two sets.
[[nodiscard]] Result<SecretBytes> joinRoot(const RootShare &one, const RootShare &other);

} // namespace sizhen
