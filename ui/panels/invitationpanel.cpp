// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/invitationpanel.h"

#include "ui/models/casereading.h"
#include "ui/models/invitationdraft.h"
#include "ui/panels/draftkeeper.h"
#include "ui/panels/labeledit.h"
#include "ui/panels/reasonrow.h"
#include "ui/panels/windowsedit.h"
#include "ui/texts/codetext.h"
#include "ui/texts/stagetext.h"

#include <QComboBox>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const QStringList &titleLevels()
{
    static const QStringList list{u"RESIDENT"_s, u"ATTENDING"_s, u"ASSOCIATE_CHIEF"_s, u"CHIEF"_s};
    return list;
}

} // namespace

InvitationPanel::InvitationPanel(ScreenContext &context, QWidget *parent)
    : CasePanel(context, u"invitation"_s, parent)
    , m_state(makeWords())
    , m_reason(new LabelEdit(u"reason"_s, 2))
    , m_purpose(new LabelEdit(u"purpose"_s, 2))
    , m_windows(new WindowsEdit)
    , m_abstract(new LabelEdit(u"abstract"_s, 8))
    , m_specialty(new LabelEdit(u"specialty"_s, 1))
    , m_title(new QComboBox)
    , m_qualification(new LabelEdit(u"qualification"_s, 2))
    , m_redraft(new QPushButton)
    , m_approval(makeWords(theme::Type::Small, theme::Role::TextMuted))
    , m_withdrawal(new ReasonRow(u"withdraw"_s))
    , m_keeper(new DraftKeeper(
          context.desk, [this] { return collect(); }, this))
{
    m_state->setObjectName(u"invitation.state"_s);
    m_title->setObjectName(u"titleLevel"_s);
    m_title->setMaximumWidth(theme::fieldWidth);
    m_redraft->setObjectName(u"abstract.redraft"_s);
    m_redraft->setProperty("quiet", true);
    m_approval->setObjectName(u"approval"_s);
    body()->addWidget(m_state);
    const QList<QWidget *> fields{m_reason, m_purpose, m_windows, m_abstract, m_specialty, m_title, m_qualification};
    for (auto *field : fields) {
        m_labels.append(addField(field));
        if (field == m_abstract) {
            body()->addWidget(m_approval);
            body()->addWidget(m_redraft, 0, Qt::AlignLeft);
        }
    }
    body()->addSpacing(theme::gapSection);
    body()->addWidget(m_withdrawal);
    const auto typed = [this] {
        m_edited = true;
        m_keeper->touch();
        refresh();
    };
    for (auto *edit : {m_reason, m_purpose, m_abstract, m_specialty, m_qualification})
        connect(edit, &LabelEdit::edited, this, typed);
    connect(m_windows, &WindowsEdit::edited, this, typed);
    connect(m_title, &QComboBox::activated, this, typed);
    connect(m_keeper, &DraftKeeper::failed, this, &CasePanel::failed);
    connect(m_redraft, &QPushButton::clicked, this, [this, typed] {
        m_abstract->setValue(abstractDraft(state(), this->context().forms, this->context().desk.ledger().now().date()));
        typed();
    });
    m_withdrawal->addAct(u"invitation.withdraw"_s, ActBar::Look::Danger, [this](const QString &reason) {
        act(u"invitation.withdraw"_s, {{u"reason"_s, reason}}, tr("The invitation is withdrawn."));
    });
    bar()->addAct(u"case.reinvite"_s, ActBar::Look::Plain,
                  [this] { act(u"case.reinvite"_s, {}, tr("A new invitation can be written.")); });
    bar()->addAct(u"case.complete"_s, ActBar::Look::Plain,
                  [this] { act(u"case.complete"_s, {}, tr("The record is marked as prepared.")); });
    bar()->addAct(u"invitation.compose"_s, ActBar::Look::Plain, [this] { (void)composeIfChanged(); });
    bar()->addAct(u"invitation.approve_abstract"_s, ActBar::Look::Plain, [this] { approve(); });
    bar()->addAct(u"invitation.send_direct"_s, ActBar::Look::Primary, [this] { send(); });
}

QWidget *InvitationPanel::firstField()
{
    return m_reason->firstField();
}

void InvitationPanel::leave()
{
    m_keeper->flush();
}

void InvitationPanel::load()
{
    m_edited = false;
    m_withdrawal->clear();
    m_windows->setPlaces(here(), there(), language());
    m_keeper->setPlace(draftPlace(u"invitation"_s));
    const auto *written = state().latest(u"invitation.compose"_s);
    if (const auto kept = m_keeper->read(); !kept.isEmpty()) {
        show(kept);
        m_edited = true;
    } else if (written) {
        show(written->args());
    } else if (state().mySide == Side::Inviting) {
        show(invitationDraft(state(), context().forms, context().desk.ledger().now(), TimeText::zone(here().timeZone)));
    }
}

void InvitationPanel::show(const QCborMap &args)
{
    m_reason->setValue(caseread::label(args, u"reason"_s));
    m_purpose->setValue(caseread::label(args, u"purpose"_s));
    m_windows->setValue(args.value(u"windows"_s).toArray());
    m_abstract->setValue(caseread::label(args, u"abstract"_s));
    m_specialty->setValue(caseread::label(args, u"specialty"_s));
    m_title->setCurrentIndex(int(titleLevels().indexOf(caseread::text(args, u"titleLevel"_s))));
    m_qualification->setValue(caseread::label(args, u"qualification"_s));
}

QCborMap InvitationPanel::collect() const
{
    const auto *opened = state().latest(u"case.opened"_s);
    const auto who = caseread::patient(state(), context().desk.ledger().now().date());
    QCborMap args;
    args.insert(u"reason"_s, m_reason->value().toCbor());
    args.insert(u"purpose"_s, m_purpose->value().toCbor());
    args.insert(u"windows"_s, m_windows->value());
    args.insert(u"abstract"_s, m_abstract->value().toCbor());
    args.insert(u"specialty"_s, m_specialty->value().toCbor());
    args.insert(u"titleLevel"_s, titleLevels().value(m_title->currentIndex()));
    args.insert(u"qualification"_s, m_qualification->value().toCbor());
    args.insert(u"type"_s, opened ? caseread::text(opened->args(), u"type"_s) : QString());
    args.insert(u"mode"_s, opened ? caseread::text(opened->args(), u"mode"_s) : QString());
    args.insert(u"patient"_s, QCborMap{{u"sex"_s, who.sex}, {u"age"_s, who.age}});
    args.insert(u"case"_s, state().id);
    return args;
}

bool InvitationPanel::composeIfChanged()
{
    const auto *written = state().latest(u"invitation.compose"_s);
    const auto args = collect();
    if (written && caseread::same(written->args(), args))
        return true;
    if (!act(u"invitation.compose"_s, args, tr("The invitation is written.")))
        return false;
    m_edited = false;
    m_keeper->drop();
    return true;
}

// What is approved is what stands in the window, so it is written first.
void InvitationPanel::approve()
{
    if (composeIfChanged())
        act(u"invitation.approve_abstract"_s, {}, tr("The abstract is approved."));
}

void InvitationPanel::send()
{
    if (composeIfChanged() && act(u"invitation.send_direct"_s, sendArgs(), tr("The invitation is on its way.")))
        if (context().syncNow)
            context().syncNow();
}

// The sender's signed word on what the receiver cannot see yet: which signature of the consent, which of the agreement.
QCborMap InvitationPanel::sendArgs() const
{
    QCborMap args;
    for (const auto &kind : {u"consent.sign_patient"_s, u"consent.sign_representative"_s})
        if (const auto *signedAct = state().latest(kind)) {
            const auto type = caseread::text(signedAct->args(), u"signerType"_s);
            args.insert(u"consent"_s,
                        QCborMap{{u"entry"_s, signedAct->event.hash},
                                 {u"at"_s, caseread::instantText(signedAct->event.at)},
                                 {u"by"_s, type.isEmpty() ? u"PATIENT"_s : type}});
        }
    if (const auto agreement = context().desk.agreement(state().invited); agreement)
        if (const auto *signedAct = agreement->latest(u"agreement.sign"_s))
            args.insert(u"agreement"_s, signedAct->event.hash);
    return args;
}

void InvitationPanel::refresh()
{
    const auto machine = state().machines.value(u"invitation"_s);
    const auto *written = state().latest(u"invitation.compose"_s);
    const bool ours = state().mySide == Side::Inviting;
    const bool editable = ours && isOffered(u"invitation.compose"_s);
    if (!m_edited && written)
        show(written->args());
    const bool ended = machine == u"DECLINED" || machine == u"WITHDRAWN";
    m_state->setText((machine == u"DRAFT" || machine.isEmpty() ? u"○ "_s
                          : ended                              ? u"✕ "_s
                                                               : u"✓ "_s)
                     + StageText::of(u"invitation"_s, machine, language()));
    m_state->setRole(machine == u"DRAFT" ? theme::Role::Caution : ended ? theme::Role::Danger : theme::Role::Good);
    for (auto *edit : {m_reason, m_purpose, m_abstract, m_specialty, m_qualification})
        edit->setReadOnly(!editable);
    m_windows->setReadOnly(!editable);
    m_title->setEnabled(editable);
    m_redraft->setVisible(editable);
    const auto *approved = state().latest(u"invitation.approve_abstract"_s);
    const bool stands
        = approved && approved->args().value(u"abstract"_s).toByteArray() == caseread::labelHash(m_abstract->value());
    m_approval->setText(stands ? tr("✓ This text is approved by %1.").arg(approved->event.by.name.in(language()))
                               : tr("○ This text is not approved yet."));
    m_approval->setRole(stands ? theme::Role::Good : theme::Role::Caution);
    m_approval->setVisible(ours);
    bar()->setShown(u"case.complete"_s, ours && state().stage() == u"DRAFT");
    bar()->setShown(u"case.reinvite"_s, ours && ended);
    bar()->setShown(u"invitation.compose"_s, ours && m_edited);
    bar()->setShown(u"invitation.approve_abstract"_s, ours && machine == u"DRAFT" && !stands);
    bar()->setShown(u"invitation.send_direct"_s, ours && machine == u"DRAFT");
    bar()->update(offers(), language());
    m_withdrawal->update(ours ? offers() : QList<Offer>(), language());
}

void InvitationPanel::retranslate()
{
    setTitle(tr("Invitation"));
    setHint(state().mySide == Side::Inviting
                ? tr("Drafted from the record. Neither name nor number of the patient goes into it.")
                : tr("What the inviting side asks for."));
    const QStringList words{
        tr("Reason"),           tr("Purpose"),      tr("Proposed times"),      tr("Record abstract"),
        tr("Specialty wanted"), tr("Title wanted"), tr("Qualification wanted")};
    for (int i = 0; i < m_labels.size(); ++i)
        m_labels.at(i)->setText(words.at(i));
    m_reason->setAccessibleWords(words.at(0));
    m_purpose->setAccessibleWords(words.at(1));
    m_abstract->setAccessibleWords(words.at(3));
    m_specialty->setAccessibleWords(words.at(4));
    m_title->setAccessibleName(words.at(5));
    m_qualification->setAccessibleWords(words.at(6));
    const auto now = m_title->currentIndex();
    m_title->clear();
    for (const auto &code : titleLevels())
        m_title->addItem(CodeText::of(code), code);
    m_title->setCurrentIndex(now);
    m_windows->setPlaces(here(), there(), language());
    m_redraft->setText(tr("Draft the abstract again from the forms"));
    m_withdrawal->setTitle(tr("Why the invitation is withdrawn"));
}

} // namespace sizhen
