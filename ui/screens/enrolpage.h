// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crypto/secretbytes.h"
#include "core/records/certificate.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QDateEdit;
class QLineEdit;
class QPushButton;

namespace sizhen {

class FieldRows;
class PasswordField;
class TextLabel;

// A person to enrol; keys and certificates are made by the ledger.
struct EnrolRequest {
    PersonCertificate person;
    SecretBytes password;
};

// Enrols the first person of a new institution: without one nobody could log in.
class EnrolPage final : public QWidget
{
    Q_OBJECT
public:
    static constexpr int shortestPassword = 10;

    explicit EnrolPage(QWidget *parent = nullptr);

    [[nodiscard]] QWidget *firstField() const;

Q_SIGNALS:
    void enrolRequested(const sizhen::EnrolRequest &request);

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    void retranslate();
    void submit();
    [[nodiscard]] QString whatIsMissing() const;
    [[nodiscard]] QStringList roles() const;

    TextLabel *m_title;
    TextLabel *m_explained;
    FieldRows *m_rows;
    QLineEdit *m_id;
    QLineEdit *m_nameEn;
    QLineEdit *m_nameZh;
    QComboBox *m_level;
    QLineEdit *m_licence;
    QDateEdit *m_since;
    PasswordField *m_password;
    PasswordField *m_again;
    QList<QCheckBox *> m_roles;
    TextLabel *m_rolesTitle;
    TextLabel *m_missing;
    QPushButton *m_enrol;
};

} // namespace sizhen
