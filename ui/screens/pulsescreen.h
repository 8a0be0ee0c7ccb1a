// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/pulseguidance.h"
#include "core/consult/pulsekeeper.h"
#include "ui/screens/context.h"
#include "ui/screens/pulseplayer.h"
#include "ui/screens/pulsetaker.h"
#include "ui/screens/screen.h"

class QComboBox;
class QPushButton;
class QStackedWidget;
class QTabWidget;

namespace sizhen {

class FormPane;
class PulseBeatView;
class PulseDepthView;
class PulseEarlier;
class PulseHandStrip;
class PulseMarkKeeper;
class PulseNumbers;
class PulsePressureBar;
class PulseQualityBar;
class PulseRequestsBar;
class PulseSiteGrid;
class PulseTachogram;
class PulseTrace;
class TextLabel;

// The pulse at six places. First the hand: what the physician feels, place by place and depth by depth. Then the
// instrument, led through the places by one key; the invited side watches it come with the delay printed, asks for what
// it wants to see, and both play kept recordings again, mark them and lay earlier visits over them.
class PulseScreen final : public Screen
{
    Q_OBJECT
public:
    explicit PulseScreen(ScreenContext &context, QWidget *parent = nullptr);
    ~PulseScreen() override;

    [[nodiscard]] QString title() const override;

    [[nodiscard]] bool needsCase() const override { return true; }

    void openCase(const QByteArray &id) override;
    void showStep(const QString &step) override; // "hand" or "instrument"
    void activated() override;
    void deactivated() override; // ends a recording; what there is waits to be kept
    QWidget *firstFocus() override;

    void importFile(const QString &path); // asks what the file does not say, and keeps it

protected:
    void retranslate() override;

private:
    void build();
    void buildKeys();
    void connectSources();
    void connectTaker();
    void refresh(); // from the case
    void refreshSite(const QString &site);
    void choose(const QString &site);
    void showKept(const QString &site);
    void showPage(bool hand);
    void mainKey(); // the space bar
    void onBegan(const QString &site);
    void onGrew(const PulseBlock &block);
    [[nodiscard]] PulseAnalysis withDepths(const QString &site, PulseAnalysis analysis) const;
    void onChecked(const QString &site, const PulseAnalysis &analysis);
    void onKept(const QString &site, const PulseAnalysis &analysis);
    void onAccepted(const PulseRequest &request);
    void replay();
    void showBlock(const PulseBlock &block, const PulseScale &scale);
    void showAnalysis(const std::optional<PulseAnalysis> &analysis);
    void showTarget();
    void showFindings(); // of the hand
    void showMarks(const QString &site);
    void showLevels(const QString &site, const QVector<PulseSegment> &segments);
    void watch(const PulseBlock &block);
    void say(); // coach line, buttons: from what is going on
    [[nodiscard]] QString coachWords() const;
    [[nodiscard]] QString guideWords(const GuidedTaking::Status &status) const;
    [[nodiscard]] QString pendingWords() const;
    [[nodiscard]] QString watchWords() const;
    [[nodiscard]] QString idleWords() const;
    [[nodiscard]] QString sourceWords() const;
    [[nodiscard]] QString mainWords() const;
    [[nodiscard]] PulseScale scaleShown() const;
    [[nodiscard]] bool onHand() const;

    [[nodiscard]] bool takes() const { return m_state.mySide == Side::Inviting; }

    ScreenContext &m_context;
    PulseKeeper m_keeper;
    PulsePlayer m_player{this};
    PulseTaker *m_taker;
    PulseMarkKeeper *m_markKeeper;
    PulseEarlier *m_earlier;
    CaseState m_state;
    QHash<QString, QByteArray> m_shownHash; // of the original whose beat a cell shows
    QHash<QString, PulseAnalysis> m_analyses;
    QHash<QString, PulseScale> m_scales; // of what is kept
    std::optional<PulseAnalysis> m_shown; // what the numbers and the average beat tell
    QString m_watched; // the place the partner is taking now
    quint64 m_lastEnd = 0; // of the samples that came

    TextLabel *m_title;
    TextLabel *m_source;
    QComboBox *m_plan;
    PulseSiteGrid *m_sites;
    PulseTrace *m_trace;
    PulsePressureBar *m_bar;
    PulseRequestsBar *m_requests;
    TextLabel *m_coach;
    PulseQualityBar *m_quality;
    PulseBeatView *m_beat;
    QTabWidget *m_tabs;
    PulseDepthView *m_depth;
    PulseTachogram *m_tachogram;
    PulseNumbers *m_numbers;
    PulseHandStrip *m_strip;
    FormPane *m_form;
    QStackedWidget *m_pages;
    QPushButton *m_hand;
    QPushButton *m_play;
    QPushButton *m_skip;
    QPushButton *m_stop;
    QPushButton *m_keep;
    QPushButton *m_main;
    QPushButton *m_import;
};

} // namespace sizhen
