// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/desk.h"

#include <QWidget>
#include <optional>

class QComboBox;
class QDateTimeEdit;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace sizhen {

class FieldRows;
class TextLabel;
struct ScreenContext;

// A station is lost or stolen: choose it, see what it held, revoke it, and keep the report.
class LostStationPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit LostStationPanel(ScreenContext &context, QWidget *parent = nullptr);

Q_SIGNALS:
    void failed(const sizhen::Error &error);
    void said(const QString &sentence);
    void done();

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void build();
    void retranslate();
    void refill();
    void look();
    void revoke();
    void keepReport(const QString &path);
    [[nodiscard]] QString reportText(const StationHoldings &held) const;

    ScreenContext &m_context;
    std::optional<StationHoldings> m_held;
    TextLabel *m_title;
    TextLabel *m_explained;
    FieldRows *m_rows;
    QComboBox *m_station;
    QComboBox *m_reason;
    QDateTimeEdit *m_from;
    QLineEdit *m_text;
    QPushButton *m_look;
    QPlainTextEdit *m_report;
    TextLabel *m_sure;
    QPushButton *m_revoke;
    QPushButton *m_keep;
};

} // namespace sizhen
