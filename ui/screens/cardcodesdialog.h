// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QStringList>

class QPushButton;

namespace sizhen {

class QrCode;
class TextLabel;

// Our card as codes, one after the other, for the partner's camera; or all of them as one picture.
class CardCodesDialog final : public QDialog
{
    Q_OBJECT
public:
    explicit CardCodesDialog(const QByteArray &card, QWidget *parent = nullptr);

    // Every code, in one picture that can be sent, printed or shown.
    [[nodiscard]] QImage picture() const;

Q_SIGNALS:
    void said(const QString &sentence);
    void failed(const QString &path); // the picture could not be written there

private:
    void turnTo(qsizetype index);
    void keep();

    QStringList m_codes;
    qsizetype m_index = 0;
    QrCode *m_code;
    TextLabel *m_count;
    QPushButton *m_back;
    QPushButton *m_next;
};

} // namespace sizhen
