// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/patientscreenrow.h"

#include "core/call/callmedia.h"
#include "core/consult/reading.h"
#include "ui/panels/words.h"
#include "ui/widgets/keybutton.h"
#include "ui/panels/patientwindow.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

PatientScreenRow::PatientScreenRow(ScreenContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_open(new QPushButton)
    , m_next(new QPushButton)
    , m_words(makeWords(theme::Type::Small, theme::Role::Caution))
{
    setObjectName(u"patientScreenRow"_s);
    m_open->setObjectName(u"patientScreen.open"_s);
    m_open->setCheckable(true);
    m_next->setObjectName(u"patientScreen.next"_s);
    m_next->setShortcut(QKeySequence(Qt::Key_F8));
    m_words->setObjectName(u"patientScreen.words"_s);
    auto *row = new QHBoxLayout;
    row->setSpacing(theme::gapTight);
    row->addWidget(m_open, 1);
    row->addWidget(m_next, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::gapTight);
    column->addLayout(row);
    column->addWidget(m_words);
    connect(m_open, &QPushButton::clicked, this, &PatientScreenRow::toggleWindow);
    connect(m_next, &QPushButton::clicked, this, &PatientScreenRow::next);
    if (context.media)
        connect(context.media, &CallMedia::changed, this, &PatientScreenRow::mediaChanged);
    retranslate();
}

PatientScreenRow::~PatientScreenRow() = default;

void PatientScreenRow::setCase(const CaseState &state)
{
    if (state.id != m_state.id)
        closeWindow();
    m_state = state;
    if (m_window)
        m_window->setCase(state);
    refresh();
}

void PatientScreenRow::toggleWindow()
{
    m_window ? closeWindow() : open();
    refresh();
}

void PatientScreenRow::open()
{
    m_window = std::make_unique<PatientWindow>(m_context);
    m_window->setCase(m_state);
    m_window->setDisplay(m_display);
    m_window->setStopped(m_stopped);
    connect(m_window.get(), &PatientWindow::stopRequested, this, &PatientScreenRow::stop);
    // It is deleted when its event is over.
    connect(m_window.get(), &PatientWindow::closed, this, &PatientScreenRow::toggleWindow, Qt::QueuedConnection);
    m_window->placeBeside(QWidget::window());
}

// Without that screen there is nobody to be kept from hearing.
void PatientScreenRow::closeWindow()
{
    m_window.reset();
    if (m_display != PatientDisplay::Full)
        use(PatientDisplay::Full);
}

void PatientScreenRow::next()
{
    use(PatientDisplay((int(m_display) + 1) % 3));
}

void PatientScreenRow::use(PatientDisplay display)
{
    m_display = display;
    if (m_context.media)
        m_context.media->setSilent(display != PatientDisplay::Full);
    if (m_window)
        m_window->setDisplay(display);
    const auto offers = m_context.desk.offers(m_state.id, m_context.actor());
    const auto *offer = offerFor(offers, u"case.patient_display"_s);
    refresh();
    if (!offer || !offer->allowed)
        return; // there is no session whose record it would belong to
    if (const auto done = m_context.desk.act(m_state.id, offer->kind, patientDisplayArgs(display), m_context.actor());
        !done)
        Q_EMIT failed(done.error());
}

// At once, and without a question; what it means for the session is for the physician to hear.
void PatientScreenRow::stop()
{
    if (m_context.media) {
        m_context.media->setMuted(true);
        m_context.media->setCameraOff(true);
    }
    m_stopped = true;
    if (m_window)
        m_window->setStopped(true);
    refresh();
}

// Who switches microphone or camera on again has spoken with the patient.
void PatientScreenRow::mediaChanged()
{
    const auto view = m_context.media->view();
    if (!m_stopped || (view.muted && view.cameraOff))
        return;
    m_stopped = false;
    if (m_window)
        m_window->setStopped(false);
    refresh();
}

void PatientScreenRow::refresh()
{
    setVisible(!m_state.id.isEmpty() && m_state.mySide == Side::Inviting);
    m_open->setChecked(m_window != nullptr);
    m_next->setVisible(m_window != nullptr);
    m_words->setText(m_stopped ? tr("The patient has pressed STOP: microphone and camera are off. Ask what the patient "
                                    "wishes; then pause, or switch them on again.")
                         : m_display != PatientDisplay::Full
                         ? tr("Physicians only: the loudspeaker is silent. F8 switches on.")
                         : QString());
    m_words->setVisible(!m_words->text().isEmpty());
}

void PatientScreenRow::retranslate()
{
    m_open->setText(tr("Patient's screen"));
    m_open->setAccessibleName(m_open->text());
    m_open->setToolTip(tr("A window for the patient: who is here, what happens, STOP"));
    setKeyWords(m_next, tr("Physicians only"));
    refresh();
}

} // namespace sizhen
