// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/casetimeline.h"
#include "ui/texts/timetext.h"

#include <QWidget>

class QListView;
class QStandardItem;
class QStandardItemModel;

namespace sizhen {

class TextLabel;

// Beside the work: what has left this house and under which consent, then the timeline of the case, newest first.
class CaseSide final : public QWidget
{
    Q_OBJECT
public:
    explicit CaseSide(const Ledger &ledger, QWidget *parent = nullptr);

    void show(const CaseState &state, const QString &language);
    void retranslate();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitDepartures();
    void addRow(const TimelineRow &row, const Event &event);
    void addDeparture(const Departure &departure);
    [[nodiscard]] QString times(const QDateTime &at) const;

    const Ledger &m_ledger;
    TextLabel *m_departuresTitle;
    TextLabel *m_noDeparture;
    QListView *m_departures;
    QStandardItemModel *m_departuresModel;
    TextLabel *m_timelineTitle;
    QListView *m_timeline;
    QStandardItemModel *m_timelineModel;
    CaseState m_state;
    QString m_language;
    Place m_here;
    Place m_there;
};

} // namespace sizhen
