// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/roomscreen.h"

#include "core/call/callcontrol.h"
#include "core/call/callmedia.h"
#include "core/consult/sharedpictures.h"
#include "ui/panels/emergencycard.h"
#include "ui/panels/forwardingrow.h"
#include "ui/panels/patientscreenrow.h"
#include "ui/panels/recordingrow.h"
#include "ui/panels/roomconduct.h"
#include "ui/panels/stillpane.h"
#include "ui/panels/talkpane.h"
#include "ui/panels/words.h"
#include "ui/screens/mediadialog.h"
#include "ui/screens/precheckrow.h"
#include "ui/texts/calltext.h"
#include "ui/texts/errortext.h"
#include "ui/widgets/callcontrols.h"
#include "ui/widgets/endsview.h"
#include "ui/widgets/keybutton.h"
#include "ui/widgets/videoview.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int smallHeight = 207; // 16:9 in the side

// The second camera of an end stands beside it as if it were one more.
QByteArray detailOf(const QByteArray &station)
{
    return station + "/detail";
}

std::optional<int> delayOf(const RoomEnd &end)
{
    if (end.stage != CallStage::Connected || !end.received.rttMs)
        return std::nullopt;
    return int(std::lround(*end.received.rttMs / 2));
}

} // namespace

RoomScreen::RoomScreen(ScreenContext &context, QWidget *parent)
    : Screen(parent)
    , m_context(context)
    , m_keys(makeWords())
    , m_tabs(new QTabBar)
    , m_work(new QStackedWidget)
    , m_ends(new EndsView)
    , m_small(new VideoView)
    , m_stills(new StillPane(context))
    , m_controls(new CallControls)
    , m_quality(makeWords(theme::Type::Small, theme::Role::TextMuted))
    , m_sending(makeWords(theme::Type::Small, theme::Role::TextMuted))
    , m_preCheck(new PreCheckRow(context, true))
    , m_end(makeKeyButton(u"endCall"_s, QKeySequence(u"Ctrl+Shift+H"_s)))
    , m_call(makeKeyButton(u"call"_s, QKeySequence(u"Ctrl+Shift+C"_s)))
{
    setObjectName(u"room"_s);
    build();
    buildSide();
    connect(&context.desk, &Desk::caseChanged, this, [this](const QByteArray &id) {
        if (id == m_case)
            read();
    });
    if (auto *calls = context.calls) {
        connect(calls, &CallControl::changed, this, &RoomScreen::refresh);
        connect(calls, &CallControl::counted, this, &RoomScreen::showCounts);
        connect(calls, &CallControl::pictureOf, this, &RoomScreen::showPicture);
        connect(calls, &CallControl::detailOf, this, [this](const QByteArray &station, const QVideoFrame &picture) {
            showPicture(detailOf(station), picture);
        });
        connect(calls, &CallControl::speaks, m_ends, &EndsView::setSpeaker);
        connect(calls, &CallControl::told, this, [this](const Error &error) {
            if (isHere())
                Q_EMIT failed(error);
            refresh();
        });
    }
    connect(m_preCheck, &PreCheckRow::failed, this, &RoomScreen::failed);
    connectMedia();
    retranslate();
}

RoomScreen::~RoomScreen()
{
    if (m_side && !m_side->parentWidget())
        delete m_side; // no window took it
}

void RoomScreen::connectMedia()
{
    auto *media = m_context.media;
    m_controls->setVisible(media != nullptr);
    if (!media)
        return;
    connect(media, &CallMedia::changed, this, &RoomScreen::showMedia);
    connect(media, &CallMedia::levelsChanged, m_controls, &CallControls::setLevels);
    connect(media, &CallMedia::ownPictureArrived, m_controls, &CallControls::setOwnPicture);
    connect(m_controls, &CallControls::muteRequested, media, &CallMedia::setMuted);
    connect(m_controls, &CallControls::cameraOffRequested, media, &CallMedia::setCameraOff);
    connect(m_controls, &CallControls::detailRequested, media, &CallMedia::setDetailOn);
    connect(m_controls, &CallControls::devicesRequested, this, [this, media] {
        auto *dialog = new MediaDialog(*media, this);
        connect(dialog, &MediaDialog::failed, this, &RoomScreen::failed);
        dialog->open();
    });
}

void RoomScreen::showMedia()
{
    if (m_context.media)
        m_controls->tell(m_context.media->view(), isHere() && m_context.calls->view().stage != CallStage::Idle);
}

void RoomScreen::build()
{
    m_keys->setObjectName(u"keys"_s);
    m_quality->setObjectName(u"quality"_s);
    m_sending->setObjectName(u"sending"_s);
    m_end->setProperty("danger", true);
    m_call->setProperty("primary", true);
    connect(m_call, &QPushButton::clicked, this, &RoomScreen::callAnswerOrJoin);
    connect(m_end, &QPushButton::clicked, this, [this] {
        if (m_context.calls)
            m_context.calls->end();
    });
    auto *column = new QVBoxLayout(this);
    column->setSpacing(theme::gap);
    m_tabs->setObjectName(u"room.tabs"_s);
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    for (int i = 0; i < 2; ++i)
        m_tabs->addTab({});
    m_work->addWidget(m_ends);
    m_work->addWidget(m_stills);
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int tab) {
        m_work->setCurrentIndex(tab);
        placeSmall();
    });
    column->addWidget(m_keys);
    column->addWidget(m_tabs);
    column->addWidget(m_work, 1);
    column->addWidget(m_controls);
    column->addWidget(m_sending);
    column->addWidget(m_preCheck);
    auto *bar = new QHBoxLayout;
    bar->setSpacing(theme::gap);
    bar->addWidget(m_quality, 1);
    bar->addWidget(m_end);
    bar->addWidget(m_call);
    column->addLayout(bar);
}

void RoomScreen::buildSide()
{
    m_side = new QWidget;
    m_side->setObjectName(u"roomSide"_s);
    m_emergency = new EmergencyCard(m_context);
    m_recording = new RecordingRow(m_context);
    m_forwarding = new ForwardingRow(m_context);
    m_patient = new PatientScreenRow(m_context);
    m_conduct = new RoomConduct(m_context);
    m_talk = new TalkPane(m_context);
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setSpacing(theme::gapGroup);
    m_small->setObjectName(u"partnerSmall"_s);
    m_small->setFixedHeight(smallHeight);
    m_small->hide();
    column->addWidget(m_small);
    column->addWidget(m_emergency);
    column->addWidget(m_recording);
    column->addWidget(m_forwarding);
    column->addWidget(m_patient);
    column->addWidget(m_conduct);
    column->addWidget(m_talk, 1);
    auto *scroll = new QScrollArea; // a low screen, with something opened
    scroll->setObjectName(u"roomSide.scroll"_s);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(page);
    auto *whole = new QVBoxLayout(m_side);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(scroll);
    const auto follow = [this](auto *part) {
        using Part = std::remove_pointer_t<decltype(part)>;
        connect(part, &Part::failed, this, &RoomScreen::failed);
        connect(part, &Part::said, this, &RoomScreen::said);
        connect(part, &Part::acted, this, &RoomScreen::read);
    };
    follow(m_emergency);
    follow(m_recording);
    follow(m_forwarding);
    follow(m_patient);
    follow(m_conduct);
    follow(m_stills);
    connect(m_talk, &TalkPane::failed, this, &RoomScreen::failed);
    connect(m_talk, &TalkPane::said, this, &RoomScreen::read);
}

QWidget *RoomScreen::side()
{
    return m_side;
}

void RoomScreen::read()
{
    if (m_case.isEmpty() || !m_side)
        return;
    const auto state = m_context.desk.caseState(m_case);
    if (!state) {
        Q_EMIT failed(state.error());
        return;
    }
    const auto offers = m_context.desk.offers(m_case, m_context.actor());
    m_emergency->setCase(*state, offers);
    m_recording->setCase(*state, offers);
    m_forwarding->setCase(*state, offers);
    m_patient->setCase(*state);
    m_conduct->setCase(*state, offers);
    m_talk->setCase(*state);
    m_stills->setCase(*state, offers);
    // What the other side asks for, or has just sent, comes to the front once.
    const auto theirs = state->mySide == Side::Inviting ? Side::Invited : Side::Inviting;
    const auto asked = openStill(*state, theirs, m_context.desk.ledger().now());
    if (asked && std::exchange(m_stillAsked, asked->entry) != asked->entry)
        m_tabs->setCurrentIndex(1);
    const auto pictures = sharedPictures(*state).size();
    if (std::exchange(m_pictures, pictures) < pictures && m_knowsPictures)
        m_tabs->setCurrentIndex(1);
    m_knowsPictures = true;
}

QString RoomScreen::title() const
{
    return tr("Room");
}

void RoomScreen::openCase(const QByteArray &id)
{
    if (id != m_case) {
        m_knowsPictures = false;
        m_tabs->setCurrentIndex(0);
    }
    m_case = id;
    m_ends->clear();
    m_preCheck->setCase(id);
    read();
    refresh();
}

void RoomScreen::activated()
{
    read();
    refresh();
}

QWidget *RoomScreen::firstFocus()
{
    return m_call->isEnabled() ? m_call : m_end;
}

void RoomScreen::retranslate()
{
    m_emergency->retranslate();
    m_recording->retranslate();
    m_forwarding->retranslate();
    m_patient->retranslate();
    m_conduct->retranslate();
    m_talk->retranslate();
    m_stills->retranslate();
    m_tabs->setTabText(0, tr("Picture"));
    m_tabs->setTabText(1, tr("Stills"));
    m_tabs->setAccessibleName(tr("What both sides look at"));
    refresh();
}

bool RoomScreen::isHere() const
{
    return m_context.calls && m_context.calls->view().caseId == m_case;
}

void RoomScreen::callAnswerOrJoin()
{
    if (!m_context.calls)
        return;
    auto &calls = *m_context.calls;
    const bool rings = isHere() && calls.view().stage == CallStage::Ringing;
    const bool runs = calls.running(m_case).joinable;
    if (const auto done = rings ? calls.answer(m_case) : runs ? calls.join(m_case) : calls.call(m_case); !done)
        Q_EMIT failed(done.error());
    refresh();
}

QString RoomScreen::words() const
{
    const auto running = m_context.calls ? m_context.calls->running(m_case) : RunningCall();
    if (!running.ends.isEmpty()) {
        QStringList names;
        for (const auto &end : running.ends)
            names.append(CallText::name(end, m_context.language()));
        const auto all = QLocale().createSeparatedList(names);
        return running.full ? tr("A call of this case is running and no place is left: %1").arg(all)
                            : tr("A call of this case is running: %1").arg(all);
    }
    if (!m_context.calls || !isHere())
        return CallText::stage(CallStage::Idle, false, false);
    const auto view = m_context.calls->view();
    if (view.stage == CallStage::Idle && view.ended)
        return ErrorText::of(*view.ended);
    if (view.stage == CallStage::Connected)
        return {}; // the picture says it
    return CallText::stage(view.stage, view.ringsThere, view.partnerSilent);
}

void RoomScreen::refresh()
{
    const auto view = m_context.calls ? m_context.calls->view() : CallView();
    const auto stage = isHere() ? view.stage : CallStage::Idle;
    const bool elsewhere = !isHere() && view.stage != CallStage::Idle;
    const auto &partner = view.partner;
    const bool named = partner && stage != CallStage::Idle;
    const auto language = m_context.language ? m_context.language() : u"en"_s;
    const auto keys = isHere() ? CallText::keys(view, language) : QString();
    m_keys->setText(keys.isEmpty() ? tr("Picture and sound go encrypted from station to station. Nobody in between holds a key.")
                                   : keys);
    if (stage == CallStage::Idle || view.ends.isEmpty())
        m_ends->setAlone(named ? tr("%1, %2").arg(partner->person.name.in(language), partner->station.name) : QString(),
                         words());
    else
        showEnds();
    const bool joins = stage == CallStage::Idle && m_context.calls && m_context.calls->running(m_case).joinable;
    showMedia();
    setKeyWords(m_call, stage == CallStage::Ringing ? tr("Answer") : joins ? tr("Join the call") : tr("Call the partner"));
    const bool full = m_context.calls && m_context.calls->running(m_case).full;
    m_call->setEnabled(m_context.calls && !elsewhere && !full && (stage == CallStage::Idle || stage == CallStage::Ringing));
    setKeyWords(m_end,
                stage == CallStage::Ringing  ? tr("Decline")
                    : view.ends.size() > 1 ? tr("Leave the call")
                                           : tr("End the call"));
    m_end->setEnabled(stage != CallStage::Idle);
    if (stage != CallStage::Connected)
        m_small->clear();
    placeSmall();
    showCounts();
}

void RoomScreen::showEnds()
{
    const auto view = m_context.calls->view();
    QList<EndsView::End> ends;
    for (const auto &end : view.ends) {
        const auto person = end.person.name.in(m_context.language());
        const bool interprets = end.capacity == RoomEnd::Capacity::Interpreter;
        ends.append({end.station, CallText::name(end, m_context.language()),
                     interprets ? tr("%1, interpreter").arg(person) : person, interprets, CallText::stage(end),
                     end.stage == CallStage::Interrupted, delayOf(end)});
    }
    for (const auto &end : view.ends)
        if (end.sending && end.sending->detail == StreamState::On && end.stage == CallStage::Connected)
            ends.append({detailOf(end.station), tr("%1, tongue camera").arg(CallText::name(end, m_context.language())),
                         tr("%1, tongue camera").arg(end.person.name.in(m_context.language())), true, {}, false, {}});
    m_ends->setEnds(ends);
    const auto large = std::ranges::find(view.ends, m_ends->largeStation(), &RoomEnd::station);
    m_small->setName(large == view.ends.end() ? QString() : large->person.name.in(m_context.language()));
}

void RoomScreen::showCounts()
{
    if (!isHere() || m_context.calls->view().stage != CallStage::Connected) {
        m_quality->clear();
        m_sending->clear();
        return;
    }
    const auto received = m_context.calls->view().received;
    showEnds();
    m_sending->setText(received.sending ? CallText::sending(*received.sending) : QString());
    m_quality->setText(CallText::received(received));
}

void RoomScreen::placeSmall()
{
    const bool connected = isHere() && m_context.calls->view().stage == CallStage::Connected;
    m_small->setVisible(connected && m_tabs->currentIndex() != 0);
}

void RoomScreen::showPicture(const QByteArray &station, const QVideoFrame &picture)
{
    if (!isHere() || !isVisible())
        return;
    if (m_small->isVisible() && station == m_ends->largeStation())
        m_small->setPicture(picture);
    else
        m_ends->showPicture(station, picture);
}

} // namespace sizhen
