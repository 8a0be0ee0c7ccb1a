// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/patientwindow.h"

#include "core/call/callcontrol.h"
#include "ui/panels/words.h"
#include "ui/screens/context.h"
#include "ui/widgets/videoview.h"

#include <QCloseEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPushButton>
#include <QScreen>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr QSize usualPatientWindow{960, 720};
constexpr QSize stopSize{260, 96};

} // namespace

PatientWindow::PatientWindow(ScreenContext &context)
    : m_context(context)
    , m_face(new VideoView)
    , m_quiet(makeWords(theme::Type::Figures, theme::Role::TextMuted))
    , m_now(makeWords(theme::Type::Figures))
    , m_people(makeWords(theme::Type::Title))
    , m_recorded(makeWords(theme::Type::Title))
    , m_forwarded(makeWords(theme::Type::Body, theme::Role::TextMuted))
    , m_practice(makeWords(theme::Type::Title, theme::Role::Caution))
    , m_stop(new QPushButton)
    , m_stopMeans(makeWords(theme::Type::Body, theme::Role::TextMuted))
{
    setObjectName(u"patientWindow"_s);
    setAttribute(Qt::WA_QuitOnClose, false);
    m_face->setObjectName(u"patient.face"_s);
    m_quiet->setObjectName(u"patient.quiet"_s);
    m_quiet->setAlignment(Qt::AlignCenter);
    m_now->setObjectName(u"patient.now"_s);
    m_people->setObjectName(u"patient.people"_s);
    m_recorded->setObjectName(u"patient.recorded"_s);
    m_forwarded->setObjectName(u"patient.forwarded"_s);
    m_practice->setObjectName(u"patient.practice"_s);
    m_stop->setObjectName(u"patient.stop"_s);
    m_stop->setProperty("danger", true);
    m_stop->setFont(theme::font(theme::Type::Figures));
    m_stop->setFixedSize(stopSize);
    m_stopMeans->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_stopMeans->setFixedWidth(stopSize.width());
    connect(m_stop, &QPushButton::clicked, this, &PatientWindow::stopRequested);
    auto *said = new QVBoxLayout;
    said->setSpacing(theme::gap);
    said->addWidget(m_now);
    said->addWidget(m_people);
    said->addWidget(m_recorded);
    said->addWidget(m_forwarded);
    auto *stop = new QVBoxLayout;
    stop->setSpacing(theme::gapTight);
    stop->addWidget(m_stop);
    stop->addWidget(m_stopMeans);
    stop->addStretch();
    auto *below = new QHBoxLayout;
    below->setSpacing(theme::gapGroup);
    below->addLayout(said, 1);
    below->addLayout(stop);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(theme::gapGroup, theme::gapGroup, theme::gapGroup, theme::gapGroup);
    column->setSpacing(theme::gapGroup);
    column->addWidget(m_practice);
    column->addWidget(m_face, 1);
    column->addWidget(m_quiet, 1);
    column->addLayout(below);
    resize(usualPatientWindow);
    if (auto *calls = context.calls) {
        connect(calls, &CallControl::changed, this, &PatientWindow::callChanged);
        connect(calls, &CallControl::pictureArrived, this, &PatientWindow::showPicture);
    }
    refresh();
}

void PatientWindow::placeBeside(const QWidget *window)
{
    const auto screens = QGuiApplication::screens();
    const auto other = std::ranges::find_if(screens, [&](const QScreen *one) { return one != window->screen(); });
    if (other == screens.end())
        return show();
    setGeometry((*other)->geometry());
    showFullScreen();
}

void PatientWindow::setCase(const CaseState &state)
{
    m_state = state;
    m_view = patientView(state);
    refresh();
}

void PatientWindow::setDisplay(PatientDisplay display)
{
    m_display = display;
    refresh();
}

void PatientWindow::setStopped(bool stopped)
{
    m_stopped = stopped;
    refresh();
}

QString PatientWindow::say(const QString &id) const
{
    return patientWords().in(id, m_view.language);
}

// Who sits here needs no place; the others sit in their institution.
QString PatientWindow::people() const
{
    auto &ledger = m_context.desk.ledger();
    const auto place = [&](Side side) {
        if (side == m_state.mySide)
            return say(u"here"_s);
        const auto partner = ledger.partner(side == Side::Inviting ? m_state.inviting : m_state.invited);
        return partner ? partner->institution.name.in(m_view.language) : QString();
    };
    QStringList lines;
    for (const auto &one : m_view.people)
        lines.append(u"%1, %2, %3"_s.arg(one.name.in(m_view.language), say(one.as), place(one.side)));
    return lines.join(u'\n');
}

bool PatientWindow::isOurCall() const
{
    return m_context.calls && m_context.calls->view().caseId == m_state.id
        && m_context.calls->view().stage == CallStage::Connected;
}

void PatientWindow::callChanged()
{
    if (!isOurCall())
        m_face->clear();
    refresh();
}

void PatientWindow::showPicture(const QVideoFrame &picture)
{
    if (isVisible() && m_display != PatientDisplay::Off && isOurCall())
        m_face->setPicture(picture);
}

void PatientWindow::refresh()
{
    setWindowTitle(tr("Patient's screen"));
    const bool off = m_display == PatientDisplay::Off;
    m_face->setVisible(!off);
    m_quiet->setVisible(off);
    m_quiet->setText(say(u"between"_s));
    if (off)
        m_face->clear();
    const auto happens = say(m_view.now);
    m_face->setState(m_display == PatientDisplay::FaceOnly ? say(u"between"_s)
                         : isOurCall()                     ? QString()
                                                           : happens);
    m_now->setText(m_stopped ? say(u"stopped"_s) : happens);
    m_people->setText(people());
    m_people->setAccessibleDescription(say(u"with"_s));
    m_recorded->setText(say(m_view.recorded ? u"recorded"_s : u"notRecorded"_s));
    m_recorded->setRole(m_view.recorded ? theme::Role::Danger : theme::Role::TextMuted);
    const auto server = isOurCall() ? m_context.calls->view().forwarder : std::nullopt;
    m_forwarded->setVisible(server.has_value());
    if (server)
        m_forwarded->setText(say(u"forwarded"_s).arg(server->name.in(m_view.language)));
    m_practice->setVisible(m_context.practice);
    m_practice->setText(say(u"practice"_s));
    m_stop->setText(say(u"stop"_s));
    m_stop->setAccessibleName(say(u"stop"_s));
    m_stop->setAccessibleDescription(say(u"stopMeans"_s));
    m_stop->setVisible(!m_stopped);
    m_stopMeans->setText(m_stopped ? QString() : say(u"stopMeans"_s));
}

void PatientWindow::closeEvent(QCloseEvent *event)
{
    QWidget::closeEvent(event);
    Q_EMIT closed();
}

} // namespace sizhen
