// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crypto/secretbytes.h"
#include "core/records/certificate.h"

#include <QList>
#include <QWidget>

class QGridLayout;
class QPushButton;

namespace sizhen {

class CardButton;
class PasswordField;
class TextLabel;

// Who is there: tiles of this station's people, then the password of the one chosen.
class PeoplePage final : public QWidget
{
    Q_OBJECT
public:
    explicit PeoplePage(QWidget *parent = nullptr);

    void setPeople(const QList<PersonCertificate> &people);
    void setBusy(bool busy);

    [[nodiscard]] QString chosen() const { return m_chosen; } // person id

    [[nodiscard]] QWidget *firstField() const;

Q_SIGNALS:
    void loginRequested(const QString &personId, const sizhen::SecretBytes &password);

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override; // arrows among the tiles

private:
    void retranslate();
    void choose(const QString &personId);
    void submit();
    void fillTile(CardButton *tile, const PersonCertificate &person) const;

    QList<PersonCertificate> m_people;
    QList<CardButton *> m_tiles;
    QString m_chosen;
    TextLabel *m_title;
    QGridLayout *m_grid;
    TextLabel *m_whose;
    QWidget *m_passwordRow;
    PasswordField *m_password;
    QPushButton *m_login;
};

} // namespace sizhen
