// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crypto/secretbytes.h"
#include "core/store/keyslots.h"

#include <QWidget>

class QGridLayout;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace sizhen {

class FieldRows;
class PasswordField;
class RecoveryCodeBox;
class StatusDot;
class TextLabel;

// What keeps this station's records from being lost: ways in, backups, restore drills, a new data key. Shows and asks;
// does nothing itself.
class SafekeepingPanel final : public QWidget
{
    Q_OBJECT
public:
    struct State {
        QList<KeySlot> keySlots;
        QString place; // of backups; empty: none yet
        QDateTime backupAt; // invalid: never
        qint64 backupBytes = 0;
        bool backupOld = true;
        QDateTime drillAt;
        bool drillPassed = false;
        double drillSeconds = 0;
        qint64 drillEntries = 0;
        qint64 drillOriginals = 0;
        QString running; // "backup" "drill" "keys"
    };

    explicit SafekeepingPanel(QWidget *parent = nullptr);

    void setState(const State &state);
    void setProgress(int percent);
    void setPassphraseDone(); // empties the fields

Q_SIGNALS:
    void backupRequested(const QString &place);
    void drillRequested();
    void stopRequested();
    void passphraseChangeRequested(const sizhen::SecretBytes &oldOne, const sizhen::SecretBytes &newOne);
    // The code was shown, and two of its groups were typed back: it may open the vault from now on.
    void recoveryCodeConfirmed(const sizhen::SecretBytes &code);
    void keyringRequested();
    void removeSlotRequested(const QString &id);
    void rekeyRequested(const sizhen::SecretBytes &passphrase); // the work is closed meanwhile
    void said(const QString &sentence);

protected:
    void changeEvent(QEvent *event) override;

private:
    QWidget *buildBackup();
    QWidget *buildKeys();
    QWidget *buildPassphrase();
    void retranslate();
    void refresh();
    void refreshSlots();
    void refreshBackup();
    void choosePlace();
    void changePassphrase();
    void sealAnew();

    State m_state;
    TextLabel *m_backupTitle;
    StatusDot *m_backupDot;
    TextLabel *m_backupFacts;
    StatusDot *m_drillDot;
    TextLabel *m_drillFacts;
    FieldRows *m_placeRow;
    QLineEdit *m_place;
    QPushButton *m_choose;
    QPushButton *m_backUp;
    QPushButton *m_drill;
    QPushButton *m_stop;
    QProgressBar *m_progress;
    TextLabel *m_keysTitle;
    QGridLayout *m_slots;
    QList<QWidget *> m_slotWidgets;
    QPushButton *m_newCode;
    QPushButton *m_keyring;
    RecoveryCodeBox *m_code;
    TextLabel *m_passphraseTitle;
    FieldRows *m_passphraseRows;
    PasswordField *m_old;
    PasswordField *m_new;
    PasswordField *m_again;
    QPushButton *m_change;
    QPushButton *m_rekey;
    TextLabel *m_passphraseTrouble;
    bool m_rekeyAsked = false;
    QString m_removing; // the slot whose removal was asked for once
};

} // namespace sizhen
