// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crypto/secretbytes.h"

#include <QWidget>

class QPushButton;

namespace sizhen {

class PasswordField;
class TextLabel;

// Which ways into the vault there are beside the passphrase.
struct VaultWays {
    bool keyring = false;
    bool code = false; // on paper
};

// The closed vault: its passphrase, the other ways in where they exist, and what to do with a damaged one.
class VaultPage final : public QWidget
{
    Q_OBJECT
public:
    explicit VaultPage(QWidget *parent = nullptr);

    void setWays(VaultWays ways);
    void setKeyringAsked(bool asked); // it is slow or asks somebody; the passphrase may be typed meanwhile
    void setBusy(bool busy);
    void offerSalvage();
    void clear();

    [[nodiscard]] QWidget *firstField() const;

Q_SIGNALS:
    void passphraseGiven(const sizhen::SecretBytes &passphrase);
    void salvageRequested(const sizhen::SecretBytes &passphrase);
    void keyringRequested();
    void codeRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    void retranslate();
    void submit();
    void submitSalvage();

    VaultWays m_ways;
    bool m_asked = false;
    bool m_busy = false;
    TextLabel *m_title;
    TextLabel *m_explained;
    PasswordField *m_passphrase;
    QPushButton *m_open;
    QPushButton *m_keyring;
    QPushButton *m_code;
    TextLabel *m_salvageExplained;
    QPushButton *m_salvage;
};

} // namespace sizhen
