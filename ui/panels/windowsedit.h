// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/texts/timetext.h"

#include <QCborArray>
#include <QTimeZone>
#include <QWidget>

class QDateTimeEdit;
class QLabel;
class QSpinBox;

namespace sizhen {

// The times an invitation proposes: up to three, each with what it is on both clocks. Typed in our own zone.
class WindowsEdit final : public QWidget
{
    Q_OBJECT
public:
    explicit WindowsEdit(QWidget *parent = nullptr);

    void setPlaces(const Place &here, const Place &there, const QString &language);
    void setValue(const QCborArray &windows); // no signal
    [[nodiscard]] QCborArray value() const;
    void setReadOnly(bool readOnly);
    [[nodiscard]] QWidget *firstField() const;

Q_SIGNALS:
    void edited();

private:
    struct Row {
        QWidget *line = nullptr;
        QDateTimeEdit *start = nullptr;
        QSpinBox *minutes = nullptr;
        QLabel *both = nullptr;
    };

    [[nodiscard]] QDateTime startOf(const Row &row) const;
    void showTimes();

    QList<Row> m_rows;
    int m_used = 1;
    Place m_here;
    Place m_there;
    QTimeZone m_zone = QTimeZone::utc();
    QString m_language;
    bool m_quiet = false;
};

} // namespace sizhen
