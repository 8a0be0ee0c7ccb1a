// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/recording.h"
#include "ui/screens/context.h"
#include "ui/texts/timetext.h"

#include <QWidget>

class QPushButton;
class QTableWidget;

namespace sizhen {

class MovieView;
class TextLabel;

// The recordings of a case's sessions: when, how long, by which side and why they ended; the one that is chosen plays
// below, where it lies at this station. Nothing is shown of a case that was never recorded.
class RecordingsPane final : public QWidget
{
    Q_OBJECT
public:
    explicit RecordingsPane(ScreenContext &context, QWidget *parent = nullptr);

    void show(const CaseState &state, const Place &here);
    void clear(); // another case: nothing of this one stays on the screen
    void retranslate();

Q_SIGNALS:
    void failed(const sizhen::Error &error); // it does not lie here, or may not be opened

protected:
    void hideEvent(QHideEvent *event) override; // who leaves the page hears nothing more

private:
    void fill(const CaseState &state, const Place &here);
    void play();
    void close();

    ScreenContext &m_context;
    QByteArray m_caseId;
    QList<QByteArray> m_numbers; // by row
    TextLabel *m_title;
    QTableWidget *m_list;
    QPushButton *m_play;
    QPushButton *m_close;
    MovieView *m_movie = nullptr; // while one is open
};

} // namespace sizhen
