// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCborMap>
#include <QDate>
#include <QWidget>

class QComboBox;
class QDateEdit;
class QLineEdit;
class QPushButton;

namespace sizhen {

class FieldRows;
class TextLabel;

// A new patient: what patient.registered asks for (docs/events.md).
class RegisterPage final : public QWidget
{
    Q_OBJECT
public:
    explicit RegisterPage(QWidget *parent = nullptr);

    void clear(const QString &country); // an empty form; most patients live where the institution is
    void setToday(const QDate &today); // nobody is born later
    [[nodiscard]] QWidget *firstField() const;

Q_SIGNALS:
    void registerRequested(const QCborMap &args);
    void cancelled();

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    void retranslate();
    void submit();
    [[nodiscard]] QString whatIsMissing() const;

    TextLabel *m_title;
    FieldRows *m_rows;
    QLineEdit *m_name;
    QDateEdit *m_birth;
    QComboBox *m_sex;
    QComboBox *m_country;
    QComboBox *m_language;
    QComboBox *m_document;
    QLineEdit *m_number;
    QComboBox *m_issuer;
    TextLabel *m_missing;
    QPushButton *m_cancel;
    QPushButton *m_register;
};

} // namespace sizhen
