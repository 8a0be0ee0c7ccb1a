// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/totp.h"

#include <QUrl>

#include <array>
#include <cstdlib>
#include <liboath/oath.h>
#include <sodium.h>

using namespace Qt::Literals::StringLiterals;

namespace sizhen::totp {
namespace {

bool started()
{
    static const bool good = oath_init() == OATH_OK;
    return good;
}

bool same(const QByteArray &one, const QByteArray &other)
{
    return one.size() == other.size() && sodium_memcmp(one.constData(), other.constData(), std::size_t(one.size())) == 0;
}

} // namespace

SecretBytes newSecret()
{
    return SecretBytes::random(secretSize);
}

qint64 stepAt(const QDateTime &moment)
{
    return moment.toSecsSinceEpoch() / stepSeconds;
}

Result<QByteArray> codeOf(const SecretBytes &secret, qint64 step, int howManyDigits)
{
    std::array<char, 16> code{};
    if (!started() || secret.isEmpty() || step < 0
        || oath_totp_generate(secret.view().data(), secret.size(), time_t(step * stepSeconds), stepSeconds, 0,
                              unsigned(howManyDigits), code.data())
            != OATH_OK)
        return fail(Fault::Invalid, u"totp: no code from this secret"_s);
    return QByteArray(code.data());
}

std::optional<qint64> acceptedStep(const SecretBytes &secret, const QString &code, const QDateTime &now, qint64 lastUsed)
{
    auto typed = code;
    typed.remove(u' ');
    const auto bytes = typed.toLatin1();
    std::optional<qint64> accepted;
    for (const auto step : {stepAt(now) - 1, stepAt(now), stepAt(now) + 1}) {
        const auto right = codeOf(secret, step);
        if (right && same(*right, bytes) && step > lastUsed)
            accepted = step;
    }
    return accepted;
}

QByteArray base32(const SecretBytes &secret)
{
    char *text = nullptr;
    std::size_t length = 0;
    if (!started() || oath_base32_encode(secret.view().data(), secret.size(), &text, &length) != OATH_OK)
        return {};
    QByteArray encoded(text, qsizetype(length));
    sodium_memzero(text, length);
    std::free(text);
    return encoded;
}

Result<SecretBytes> fromBase32(const QByteArray &text)
{
    char *bytes = nullptr;
    std::size_t length = 0;
    if (!started() || oath_base32_decode(text.constData(), std::size_t(text.size()), &bytes, &length) != OATH_OK || length == 0)
        return fail(Fault::Invalid, u"totp: not base32"_s);
    auto secret = SecretBytes::copyOf(QByteArrayView(bytes, qsizetype(length)));
    sodium_memzero(bytes, length);
    std::free(bytes);
    return secret;
}

QByteArray enrolmentLink(const SecretBytes &secret, const QString &issuer, const QString &account)
{
    const auto who = QUrl::toPercentEncoding(issuer);
    auto key = base32(secret);
    const QByteArray link = "otpauth://totp/" + who + ':' + QUrl::toPercentEncoding(account) + "?secret=" + key
        + "&issuer=" + who + "&algorithm=SHA1&digits=6&period=30";
    wipe(key);
    return link;
}

} // namespace sizhen::totp
