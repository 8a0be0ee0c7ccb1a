// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crypto/secretbytes.h"

#include "core/base/result.h"

namespace sizhen {

// The administrator's way into a vault whose passphrase is lost: 24 groups of three digits in four rows, for paper and
// for any language. The last group of each row is its check, so that a slip of the pen is found in its row before
// anything slow is tried. 20 free groups: 199 bits.
class RecoveryCode
{
public:
    static constexpr int rows = 4;
    static constexpr int groupsInRow = 6;
    static constexpr int groups = rows * groupsInRow;
    static constexpr int digits = 3;

    [[nodiscard]] static RecoveryCode random();
    // Digits of any shape (full-width ones too) with anything between them. Invalid: not 72 digits
    // ("vault.recovery_length", {n}), or a row whose check does not fit ("vault.recovery_row", {row} from 1).
    [[nodiscard]] static Result<RecoveryCode> parse(const SecretBytes &text);

    // One row of it, 0 … 3, as it is typed. Invalid: not 18 digits ("vault.recovery_row_length", {row, n, wanted}), or as above.
    [[nodiscard]] static Result<> judgeRow(int row, const SecretBytes &text);

    // "042 917 …", four lines. For showing and printing; the caller wipes it.
    [[nodiscard]] SecretBytes text() const;
    [[nodiscard]] QString group(int index) const; // 0 … 23
    // What a key slot is made of: the digits alone.
    [[nodiscard]] const SecretBytes &seed() const { return m_digits; }

private:
    explicit RecoveryCode(SecretBytes all)
        : m_digits(std::move(all))
    {
    }

    SecretBytes m_digits; // 72 ASCII digits
};

} // namespace sizhen
