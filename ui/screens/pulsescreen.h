// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/pulsekeeper.h"
#include "ui/screens/context.h"
#include "ui/screens/pulseplayer.h"
#include "ui/screens/screen.h"

#include <QTimer>

class QPushButton;

namespace sizhen {

class PulseBeatView;
class PulseNumbers;
class PulsePressureBar;
class PulseRecorder;
class PulseSiteGrid;
class PulseTrace;
class TextLabel;

// The pulse at six places. The inviting side takes it, place by place, with one key; the invited side watches it come,
// with the delay printed, and both play kept recordings again. The hand's own findings are the form on the case page.
class PulseScreen final : public Screen
{
    Q_OBJECT
public:
    explicit PulseScreen(ScreenContext &context, QWidget *parent = nullptr);
    ~PulseScreen() override;

    [[nodiscard]] QString title() const override;

    [[nodiscard]] bool needsCase() const override { return true; }

    void openCase(const QByteArray &id) override;
    void activated() override;
    void deactivated() override; // ends a recording; what there is waits to be kept
    QWidget *firstFocus() override;

protected:
    void retranslate() override;

private:
    // A finished recording that is not kept yet: poor, or left by an interruption.
    struct Pending {
        PulseRecording recording;
        PulseAnalysis analysis;
        bool recovered = false;
    };

    void build();
    void connectSources();
    void refresh(); // from the case
    void refreshSite(const QString &site);
    void choose(const QString &site);
    void showKept(const QString &site);
    void mainKey(); // the space bar
    void begin();
    void finish();
    void checked(const PulseRecording &recording, const PulseAnalysis &analysis);
    void keepPending();
    void replay();
    void preview(); // while a recording runs
    void recoverDrafts();
    void showBlock(const PulseBlock &block, const PulseScale &scale);
    void showAnalysis(const std::optional<PulseAnalysis> &analysis);
    void watch(const PulseBlock &block);
    void say(); // coach line, buttons: from what is going on
    [[nodiscard]] QString coachWords() const;
    [[nodiscard]] QString idleWords() const;
    [[nodiscard]] QString sourceWords() const;

    [[nodiscard]] bool takes() const { return m_state.mySide == Side::Inviting; }

    [[nodiscard]] bool isTaking() const;

    ScreenContext &m_context;
    PulseKeeper m_keeper;
    PulsePlayer m_player{this};
    std::unique_ptr<PulseRecorder> m_recorder; // only with an instrument
    CaseState m_state;
    QHash<QString, QByteArray> m_shownHash; // of the original whose beat a cell shows
    QHash<QString, PulseAnalysis> m_analyses;
    std::optional<PulseAnalysis> m_shown; // what the numbers and the average beat tell
    std::optional<Pending> m_pending;
    bool m_checking = false;
    QString m_watched; // the place the partner is taking now
    QString m_advice;
    QTimer m_preview{this};
    QTimer m_longest{this};

    TextLabel *m_title;
    TextLabel *m_source;
    PulseSiteGrid *m_sites;
    PulseTrace *m_trace;
    PulsePressureBar *m_bar;
    TextLabel *m_coach;
    PulseBeatView *m_beat;
    PulseNumbers *m_numbers;
    QPushButton *m_hand;
    QPushButton *m_play;
    QPushButton *m_keep;
    QPushButton *m_main;
};

} // namespace sizhen
