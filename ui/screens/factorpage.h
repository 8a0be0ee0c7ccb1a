// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLineEdit;
class QPushButton;

namespace sizhen {

class QrCode;
class TextLabel;

// Takes an authenticator in: its code to scan, the same to type, and a number that proves it (SEC-03).
class FactorPage final : public QWidget
{
    Q_OBJECT
public:
    explicit FactorPage(QWidget *parent = nullptr);

    // otpauth://…, and the secret inside it as base32. Both are overwritten when the page is left.
    void setLink(const QByteArray &link, const QByteArray &key);
    void clear();
    void setBusy(bool busy);

    [[nodiscard]] QWidget *firstField() const;

Q_SIGNALS:
    void codeGiven(const QString &code);
    void cancelled();

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void submit();

    TextLabel *m_title;
    TextLabel *m_explained;
    QrCode *m_qr;
    TextLabel *m_typed;
    TextLabel *m_key;
    QLineEdit *m_code;
    QPushButton *m_enrol;
    QPushButton *m_cancel;
};

} // namespace sizhen
