// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/recordingrow.h"

#include "core/consult/reading.h"
#include "ui/texts/errortext.h"
#include "ui/texts/timetext.h"

#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

RecordingRow::RecordingRow(ScreenContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_words(makeWords())
    , m_own(new QPushButton)
    , m_patient(new QPushButton)
    , m_how(new QLineEdit)
    , m_record(new QPushButton)
{
    setObjectName(u"recordingRow"_s);
    m_words->setObjectName(u"recording.words"_s);
    m_own->setObjectName(u"recording.own"_s);
    m_patient->setObjectName(u"recording.patient"_s);
    m_how->setObjectName(u"recording.how"_s);
    m_record->setObjectName(u"recording.record"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::gapTight);
    auto *words = new QHBoxLayout;
    words->setSpacing(theme::gapTight);
    words->addWidget(m_words, 1);
    words->addWidget(m_record);
    auto *agreements = new QHBoxLayout;
    agreements->setSpacing(theme::gapTight);
    agreements->addWidget(m_own, 1);
    agreements->addWidget(m_patient, 1);
    column->addLayout(words);
    column->addLayout(agreements);
    column->addWidget(m_how);
    connect(m_own, &QPushButton::clicked, this, &RecordingRow::toggleOwn);
    connect(m_patient, &QPushButton::clicked, this, &RecordingRow::togglePatient);
    connect(m_how, &QLineEdit::returnPressed, this, &RecordingRow::togglePatient);
    connect(m_record, &QPushButton::clicked, this, &RecordingRow::toggleRecording);
    retranslate();
}

void RecordingRow::setCase(const CaseState &state, const QList<Offer> &offers)
{
    if (state.id != m_state.id)
        m_how->clear();
    m_state = state;
    const auto *offer = offerFor(offers, u"case.recording_agreed"_s);
    m_maySay = offer && offer->allowed;
    refresh();
}

bool RecordingRow::agreed(const Act *word) const
{
    return word && word->args().value(u"agreed"_s).toBool();
}

bool RecordingRow::act(const QCborMap &args, const QString &sentence)
{
    if (const auto done = m_context.desk.act(m_state.id, u"case.recording_agreed"_s, args, m_context.actor()); !done) {
        Q_EMIT failed(done.error());
        return false;
    }
    Q_EMIT said(sentence);
    Q_EMIT acted();
    return true;
}

void RecordingRow::toggleOwn()
{
    const auto person = m_context.actor().person.person;
    const bool yes = !agreed(recordingWordOf(m_state, person));
    act(recordingWordArgs(yes, person),
        yes ? tr("You have agreed to a recording.")
            : tr("You have taken your agreement back; nothing is recorded any more."));
}

void RecordingRow::togglePatient()
{
    const bool yes = !agreed(patientsRecordingWord(m_state));
    if (act(patientsRecordingWordArgs(yes, m_how->text().trimmed()),
            yes ? tr("The patient's agreement is written down.")
                : tr("The patient has taken the agreement back; nothing is recorded any more.")))
        m_how->clear();
}

void RecordingRow::toggleRecording()
{
    if (isRecorded(m_state)) {
        m_context.endRecording();
        return;
    }
    if (const auto begun = m_context.beginRecording(m_state.id); !begun)
        Q_EMIT failed(begun.error());
    Q_EMIT acted();
}

void RecordingRow::refresh()
{
    const bool runs = isRecorded(m_state);
    const bool session = isCase(m_state, {"IN_SESSION"_L1, "PAUSED"_L1});
    setVisible(session && m_context.beginRecording);
    if (!session)
        return;
    const auto allowed = recordingAllowed(m_state);
    m_words->setText(runs          ? tr("● This session is being recorded.")
                         : allowed ? tr("Not recorded. Everybody has agreed.")
                                   : tr("Not recorded. %1").arg(ErrorText::of(allowed.error())));
    m_words->setRole(runs ? theme::Role::Danger : theme::Role::TextMuted);
    const auto say = [](QPushButton *button, const QString &text) {
        button->setText(text);
        button->setAccessibleName(text);
    };
    const bool own = agreed(recordingWordOf(m_state, m_context.actor().person.person));
    const bool patient = agreed(patientsRecordingWord(m_state));
    const bool beside = m_maySay && m_state.mySide == Side::Inviting;
    say(m_own, own ? tr("I take my agreement back") : tr("I agree to recording"));
    say(m_patient, patient ? tr("Patient takes it back") : tr("The patient agrees"));
    say(m_record, runs ? tr("Stop recording") : tr("Record"));
    m_own->setVisible(m_maySay);
    m_patient->setVisible(beside);
    m_how->setVisible(beside && !patient);
    m_record->setEnabled(runs || allowed.has_value());
}

void RecordingRow::retranslate()
{
    m_how->setPlaceholderText(tr("How the patient said it, e.g. by word of mouth"));
    m_how->setAccessibleName(m_how->placeholderText());
    refresh();
}

} // namespace sizhen
