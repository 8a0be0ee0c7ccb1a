// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/formpane.h"
#include "ui/screens/pulseearlier.h"
#include "ui/screens/pulsemarkkeeper.h"
#include "ui/screens/pulserequestsbar.h"
#include "ui/screens/pulsescreen.h"
#include "ui/widgets/pulsebeatview.h"
#include "ui/widgets/pulsedepthview.h"
#include "ui/widgets/pulsehandstrip.h"
#include "ui/widgets/pulsenumbers.h"
#include "ui/widgets/pulsepressurebar.h"
#include "ui/widgets/pulsequalitybar.h"
#include "ui/widgets/pulsesitegrid.h"
#include "ui/widgets/pulsetachogram.h"
#include "ui/widgets/pulsetrace.h"
#include "ui/widgets/textlabel.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QFileDialog>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QStackedWidget>
#include <QTabWidget>

using namespace Qt::Literals::StringLiterals;

// How the pulse screen is laid out; what it does is in pulsescreen.cpp, what it says in pulsescreenwords.cpp.
namespace sizhen {

PulseScreen::PulseScreen(ScreenContext &context, QWidget *parent)
    : Screen(parent)
    , m_context(context)
    , m_keeper(context.desk, context.actor)
    , m_taker(new PulseTaker(context, m_keeper, this))
    , m_title(new TextLabel(theme::Type::Title))
    , m_source(new TextLabel(theme::Type::Small, theme::Role::TextMuted))
    , m_plan(new QComboBox)
    , m_sites(new PulseSiteGrid)
    , m_trace(new PulseTrace)
    , m_bar(new PulsePressureBar)
    , m_requests(new PulseRequestsBar(context))
    , m_coach(new TextLabel(theme::Type::Section))
    , m_quality(new PulseQualityBar)
    , m_beat(new PulseBeatView)
    , m_tabs(new QTabWidget)
    , m_depth(new PulseDepthView)
    , m_tachogram(new PulseTachogram)
    , m_numbers(new PulseNumbers)
    , m_strip(new PulseHandStrip)
    , m_form(new FormPane(context, u"palpate"_s, FormPane::Scroll::Yes))
    , m_pages(new QStackedWidget)
    , m_hand(new QPushButton)
    , m_play(new QPushButton)
    , m_skip(new QPushButton)
    , m_stop(new QPushButton)
    , m_keep(new QPushButton)
    , m_main(new QPushButton)
    , m_import(new QPushButton)
{
    m_markKeeper = new PulseMarkKeeper(context, *m_beat);
    m_earlier = new PulseEarlier(context, *m_beat, *m_depth);
    build();
    buildKeys();
    connectSources();
    retranslate();
    m_taker->setPlan(m_plan->currentData().toString());
}

void PulseScreen::build()
{
    m_main->setObjectName(u"pulse.main"_s);
    m_main->setProperty("primary", true);
    m_keep->setObjectName(u"pulse.keep"_s);
    m_import->setObjectName(u"pulse.import"_s);
    m_play->setObjectName(u"pulse.play"_s);
    m_skip->setObjectName(u"pulse.skip"_s);
    m_stop->setObjectName(u"pulse.stop"_s);
    m_hand->setObjectName(u"pulse.hand"_s);
    m_plan->setObjectName(u"pulse.plan"_s);
    m_coach->setObjectName(u"pulse.coach"_s);
    m_source->setObjectName(u"pulse.source"_s);
    m_tabs->setObjectName(u"pulse.tabs"_s);
    m_tabs->setDocumentMode(true);
    for (const auto &plan : takingPlans())
        m_plan->addItem(QString(), plan.id);
    m_plan->addItem(QString(), QString()); // freely
    m_coach->setWordWrap(true);
    m_coach->setMinimumHeight(2 * theme::gapSection);
    auto *head = new QHBoxLayout;
    head->addWidget(m_title);
    head->addStretch();
    head->addWidget(m_source);
    head->addWidget(m_plan);
    head->addWidget(m_import);
    auto *middle = new QVBoxLayout;
    middle->addWidget(m_trace, 1);
    middle->addWidget(m_quality);
    middle->addWidget(m_bar);
    m_tabs->addTab(m_depth, QString());
    m_tabs->addTab(m_tachogram, QString());
    auto *numbers = new QScrollArea;
    numbers->setWidgetResizable(true);
    numbers->setFrameShape(QFrame::NoFrame);
    numbers->setWidget(m_numbers);
    m_tabs->addTab(numbers, QString());
    auto *right = new QVBoxLayout;
    right->addWidget(m_beat, 5);
    right->addWidget(m_tabs, 6);
    auto *instrument = new QWidget;
    auto *upper = new QHBoxLayout;
    upper->setSpacing(theme::gapGroup);
    upper->addLayout(middle, 6);
    upper->addLayout(right, 4);
    auto *both = new QVBoxLayout(instrument);
    both->setContentsMargins(0, 0, 0, 0);
    both->addLayout(upper, 1);
    both->addWidget(m_strip);
    m_pages->addWidget(instrument);
    m_pages->addWidget(m_form);
    auto *work = new QHBoxLayout;
    work->setSpacing(theme::gapGroup);
    work->addWidget(m_sites, 1);
    work->addWidget(m_pages, 4);
    auto *foot = new QHBoxLayout;
    foot->addWidget(m_hand);
    foot->addStretch();
    for (auto *button : {m_play, m_skip, m_stop, m_keep, m_main})
        foot->addWidget(button);
    auto *page = new QVBoxLayout(this);
    page->addLayout(head);
    page->addWidget(m_requests);
    page->addWidget(m_coach);
    page->addLayout(work, 1);
    page->addLayout(foot);
    connect(m_plan, &QComboBox::currentIndexChanged, this, [this] {
        m_taker->setPlan(m_plan->currentData().toString());
        refresh();
    });
    connect(m_main, &QPushButton::clicked, this, &PulseScreen::mainKey);
    connect(m_import, &QPushButton::clicked, this, [this] {
        const auto path = QFileDialog::getOpenFileName(this, tr("Recording from a file"), {}, tr("Pulse recordings (*.csv *.txt *.edf);;All files (*)"));
        if (!path.isEmpty())
            importFile(path);
    });
    connect(m_keep, &QPushButton::clicked, m_taker, &PulseTaker::keepPending);
    connect(m_skip, &QPushButton::clicked, m_taker, &PulseTaker::skip);
    connect(m_stop, &QPushButton::clicked, m_taker, &PulseTaker::stop);
    connect(m_play, &QPushButton::clicked, this, &PulseScreen::replay);
    connect(m_hand, &QPushButton::clicked, this, [this] { showPage(!onHand()); });
}

// Single keys, wherever the focus is on the instrument's page: the other hand holds the sensor. Where words are typed
// they are letters.
void PulseScreen::buildKeys()
{
    const auto key = [this](Qt::Key one, auto run) {
        auto *shortcut = new QShortcut(QKeySequence(one), this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, run);
    };
    key(Qt::Key_Space, [this] { mainKey(); });
    key(Qt::Key_A, [this] { m_requests->answer(true); });
    key(Qt::Key_X, [this] { m_requests->answer(false); });
    key(Qt::Key_D, [this] {
        if (takes() && !onHand())
            m_taker->noteDisinfected();
    });
    key(Qt::Key_Escape, [this] {
        if (m_stop->isVisible())
            m_taker->stop();
    });
}

} // namespace sizhen
