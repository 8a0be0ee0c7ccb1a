// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/crypto/secretbytes.h"

namespace sizhen {

// Where a program without a window takes secrets from: a JSON file {"passphrase": …, "new-passphrase": …, "passwords":
// {"kovacs": …}, "new-passwords": {"kovacs": …}, "authenticators": {"kovacs": base32}} that only its owner may read, else the terminal (no echo), else nobody.
class Secrets
{
public:
    explicit Secrets(QString file);

    // "passphrase", "new-passphrase", "password:<person>", "new-password:<person>", "code:<person>" (of the authenticator, now),
    // "authenticator:<person>" (its secret; only from the file). Fault::Invalid ("ctl.no_secret") when it is not to be had;
    // Denied ("ctl.secrets_open") when others may read the file.
    [[nodiscard]] Result<SecretBytes> operator()(const QString &what) const;

private:
    QString m_file;
};

} // namespace sizhen
