// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crypto/secretbytes.h"
#include "core/records/ledger.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QPushButton;

namespace sizhen {

class FieldRows;
class PasswordField;
class TextLabel;

// What a first start asks for. The passphrase opens the vault at every start of this station.
struct FoundingRequest {
    Ledger::Founding institution;
    SecretBytes passphrase;
};

// First start: who this institution is, or practise without one.
class SetupPage final : public QWidget
{
    Q_OBJECT
public:
    explicit SetupPage(QWidget *parent = nullptr);

    [[nodiscard]] QWidget *firstField() const;

Q_SIGNALS:
    void foundRequested(const sizhen::FoundingRequest &request);
    void practiceRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void build();
    void fillZones();
    void submit();
    [[nodiscard]] QString whatIsMissing() const; // a sentence, or empty

    TextLabel *m_title;
    TextLabel *m_explained;
    FieldRows *m_rows;
    QLineEdit *m_nameEn;
    QLineEdit *m_nameZh;
    QLineEdit *m_cityEn;
    QLineEdit *m_cityZh;
    QComboBox *m_country;
    QComboBox *m_zone;
    QLineEdit *m_station;
    PasswordField *m_passphrase;
    PasswordField *m_again;
    TextLabel *m_missing;
    TextLabel *m_practiceExplained;
    QPushButton *m_practice;
    QPushButton *m_found;
};

} // namespace sizhen
