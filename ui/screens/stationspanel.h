// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QWidget>
#include <functional>

class QComboBox;
class QGridLayout;
class QLineEdit;
class QPushButton;

namespace sizhen {

class TextLabel;
struct ScreenContext;

// The stations of this institution: how each is and when it last confirmed; and how a new machine is admitted by the number
// that somebody reads out there (SEC-08).
class StationsPanel final : public QWidget
{
    Q_OBJECT
public:
    enum class Line { NotConnected, Connecting, Connected };
    // Of the sister whose TLS key has this hash. Links are no business of a screen.
    using LineOf = std::function<Line(const QByteArray &tlsSpkiHash)>;

    explicit StationsPanel(ScreenContext &context, QWidget *parent = nullptr);

    void setLineOf(const LineOf &lineOf);
    void refresh();
    void openRequest(const QString &file); // as chosen in the dialog; shows the form
    void admitTo(const QString &file); // writes the parcel there

Q_SIGNALS:
    void failed(const sizhen::Error &error);
    void said(const QString &sentence);

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    void retranslate();
    void askForRequest();
    void askWhereTo();
    void closeForm();
    void addRow(int row, const QString &name, const QString &role, QWidget *state, const QString &last);

    ScreenContext &m_context;
    LineOf m_lineOf;
    TextLabel *m_title;
    QGridLayout *m_rows;
    QList<QWidget *> m_rowWidgets;
    QPushButton *m_add;
    QWidget *m_form;
    TextLabel *m_who;
    TextLabel *m_explained;
    TextLabel *m_digitsLabel;
    QLineEdit *m_digits;
    TextLabel *m_roleLabel;
    QComboBox *m_role;
    QPushButton *m_admit;
    QPushButton *m_cancel;
    TextLabel *m_answer;
    QByteArray m_request;
    QString m_name; // of the machine that asks
    QString m_number; // to be read out there; empty: nobody was admitted
    QString m_admitted; // its name
};

} // namespace sizhen
