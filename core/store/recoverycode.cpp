// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/recoverycode.h"

#include "core/crypto/primitives.h"

#include <QtEndian>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int groupValues = 1000;
constexpr int rowDigits = RecoveryCode::groupsInRow * RecoveryCode::digits;
constexpr int freeDigits = rowDigits - RecoveryCode::digits;
constexpr int allDigits = RecoveryCode::rows * rowDigits;

void writeGroup(unsigned char *to, int value)
{
    to[0] = static_cast<unsigned char>('0' + value / 100);
    to[1] = static_cast<unsigned char>('0' + value / 10 % 10);
    to[2] = static_cast<unsigned char>('0' + value % 10);
}

// The remainder by a prime above 9 · 10: no wrong digit and no two neighbours in the wrong order give the same. The row's number goes
// in: two rows in the wrong order are two slips.
int checkOf(const unsigned char *rowStart, int row)
{
    constexpr int prime = 997;
    constexpr int rowStep = 211;
    int rest = (row + 1) * rowStep;
    for (int i = 0; i < freeDigits; ++i)
        rest = (rest * 10 + (rowStart[i] - '0')) % prime;
    return rest;
}

bool fits(const unsigned char *rowStart, int row)
{
    std::array<unsigned char, RecoveryCode::digits> wanted{};
    writeGroup(wanted.data(), checkOf(rowStart, row));
    return std::equal(wanted.begin(), wanted.end(), rowStart + freeDigits);
}

Error wrongRow(int row)
{
    return {Fault::Invalid, u"recovery code: a row's check"_s, u"SEC-08"_s, u"vault.recovery_row"_s, {{u"row"_s, row + 1}}};
}

// Returns how many digits there are; `to` takes as many as it holds.
int readDigits(const SecretBytes &text, SecretBytes &to)
{
    int count = 0;
    auto typed = QString::fromUtf8(text.view());
    for (const auto c : std::as_const(typed)) {
        if (!c.isDigit())
            continue;
        if (std::size_t(count) < to.size())
            to.bytes()[std::size_t(count)] = static_cast<unsigned char>('0' + c.digitValue());
        ++count;
    }
    wipe(typed);
    return count;
}

// Every value of a group equally often.
int randomGroup()
{
    constexpr quint32 most = 65'000; // a multiple of 1000 below 2^16
    for (;;) {
        const auto drawn = qFromBigEndian<quint16>(randomBytes(2).constData());
        if (drawn < most)
            return drawn % groupValues;
    }
}

} // namespace

RecoveryCode RecoveryCode::random()
{
    SecretBytes all(allDigits);
    for (int row = 0; row < rows; ++row) {
        auto *start = all.bytes().data() + row * rowDigits;
        for (int group = 0; group < groupsInRow - 1; ++group)
            writeGroup(start + group * digits, randomGroup());
        writeGroup(start + freeDigits, checkOf(start, row));
    }
    return RecoveryCode(std::move(all));
}

Result<RecoveryCode> RecoveryCode::parse(const SecretBytes &text)
{
    SecretBytes all(allDigits);
    const auto count = readDigits(text, all);
    if (count != allDigits)
        return tl::unexpected(Error{Fault::Invalid,
                                    u"recovery code: %1 digits"_s.arg(count),
                                    u"SEC-08"_s,
                                    u"vault.recovery_length"_s,
                                    {{u"n"_s, count}, {u"wanted"_s, allDigits}}});
    for (int row = 0; row < rows; ++row)
        if (!fits(all.bytes().data() + row * rowDigits, row))
            return tl::unexpected(wrongRow(row));
    return RecoveryCode(std::move(all));
}

Result<> RecoveryCode::judgeRow(int row, const SecretBytes &text)
{
    SecretBytes typed(rowDigits);
    const auto count = readDigits(text, typed);
    if (count != rowDigits)
        return tl::unexpected(Error{Fault::Invalid,
                                    u"recovery code: %1 digits in a row"_s.arg(count),
                                    u"SEC-08"_s,
                                    u"vault.recovery_row_length"_s,
                                    {{u"row"_s, row + 1}, {u"n"_s, count}, {u"wanted"_s, rowDigits}}});
    return fits(typed.bytes().data(), row) ? Result<>() : tl::unexpected(wrongRow(row));
}

SecretBytes RecoveryCode::text() const
{
    SecretBytes shown(allDigits + groups - 1);
    auto to = shown.bytes().begin();
    for (int i = 0; i < groups; ++i) {
        if (i > 0)
            *to++ = i % groupsInRow == 0 ? '\n' : ' ';
        to = std::copy_n(m_digits.bytes().begin() + i * digits, digits, to);
    }
    return shown;
}

QString RecoveryCode::group(int index) const
{
    return QString::fromLatin1(m_digits.view().sliced(index * digits, digits));
}

} // namespace sizhen
