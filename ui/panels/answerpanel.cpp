// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/answerpanel.h"

#include "ui/models/casereading.h"
#include "ui/panels/labeledit.h"
#include "ui/panels/reasonrow.h"
#include "ui/texts/acttext.h"
#include "ui/texts/codetext.h"
#include "ui/texts/stagetext.h"

#include <QComboBox>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const QStringList &declineCodes()
{
    static const QStringList list{
        u"NO_CAPACITY"_s, u"NO_SPECIALTY"_s, u"NOT_SUITABLE_REMOTE"_s, u"DATA_INSUFFICIENT"_s, u"LEGAL"_s,
        u"CONFLICT"_s,    u"OTHER"_s};
    return list;
}

} // namespace

AnswerPanel::AnswerPanel(ScreenContext &context, QWidget *parent)
    : CasePanel(context, u"answer"_s, parent)
    , m_state(makeWords())
    , m_answer(makeWords())
    , m_asked(makeWords())
    , m_abstractOne(makeWords())
    , m_abstractTwo(makeWords(theme::Type::Body, theme::Role::TextMuted))
    , m_words(new LabelEdit(u"words"_s, 2))
    , m_codeLabel(new QLabel)
    , m_code(new QComboBox)
    , m_other(new ReasonRow(u"answerOther"_s))
{
    m_state->setObjectName(u"answer.state"_s);
    m_answer->setObjectName(u"answer.words"_s);
    m_asked->setObjectName(u"answer.asked"_s);
    m_abstractOne->setObjectName(u"answer.abstract"_s);
    m_code->setObjectName(u"decline.code"_s);
    m_code->setMaximumWidth(theme::fieldWidth);
    m_codeLabel->setBuddy(m_code);
    body()->addWidget(m_state);
    body()->addWidget(m_answer);
    m_abstractTitle = addSection();
    body()->addWidget(m_abstractOne);
    body()->addWidget(m_abstractTwo);
    m_askedTitle = addSection();
    body()->addWidget(m_asked);
    m_wordsLabel = addField(m_words);
    m_otherTitle = addSection();
    body()->addWidget(m_codeLabel);
    body()->addWidget(m_code);
    body()->addWidget(m_other);
    m_other->addAct(u"invitation.ask"_s, ActBar::Look::Plain, [this](const QString &reason) {
        act(u"invitation.ask"_s, {{u"reason"_s, reason}}, tr("The question is on its way."));
    });
    m_other->addAct(u"invitation.decline"_s, ActBar::Look::Danger, [this](const QString &reason) { decline(reason); });
    bar()->addAct(u"invitation.open"_s, ActBar::Look::Plain, [this] {
        act(u"invitation.open"_s, {{u"text"_s, QCborMap()}}, tr("The inviting side sees that you review it."));
    });
    bar()->addAct(u"invitation.reply"_s, ActBar::Look::Primary, [this] {
        act(u"invitation.reply"_s, {{u"text"_s, m_words->value().toCbor()}}, tr("The reply is on its way."));
    });
    bar()->addAct(u"invitation.accept"_s, ActBar::Look::Primary, [this] {
        act(u"invitation.accept"_s, {{u"text"_s, m_words->value().toCbor()}}, tr("The invitation is accepted."));
    });
}

QWidget *AnswerPanel::firstField()
{
    auto *accept = bar()->button(u"invitation.accept"_s);
    return accept->isVisibleTo(this) && accept->isEnabled() ? accept : nullptr;
}

void AnswerPanel::load()
{
    m_words->setValue({});
    m_other->clear();
    m_code->setCurrentIndex(0);
}

void AnswerPanel::decline(const QString &reason)
{
    act(u"invitation.decline"_s, {{u"code"_s, declineCodes().value(m_code->currentIndex())}, {u"reason"_s, reason}},
        tr("The invitation is declined, with the reason."));
}

void AnswerPanel::showAsked()
{
    const auto *compose = state().latest(u"invitation.compose"_s);
    const bool known = compose != nullptr;
    for (auto *widget :
         std::initializer_list<QWidget *>{m_abstractTitle, m_abstractOne, m_abstractTwo, m_askedTitle, m_asked})
        widget->setVisible(known);
    if (!known)
        return;
    const auto &args = compose->args();
    const auto word = [&](const QString &key) { return caseread::label(args, key).in(language()); };
    QStringList lines;
    lines.append(tr("Reason: %1").arg(word(u"reason"_s)));
    lines.append(tr("Purpose: %1").arg(word(u"purpose"_s)));
    const auto windows = caseread::windows(state());
    for (const auto &window : windows)
        lines.append(tr("Proposed: %1").arg(bothTimes(window.first)));
    lines.append(tr("Specialty: %1").arg(word(u"specialty"_s)));
    lines.append(tr("Title: %1, or higher").arg(CodeText::of(caseread::text(args, u"titleLevel"_s))));
    lines.append(tr("Qualification: %1").arg(word(u"qualification"_s)));
    lines.append(
        tr("Kind of service: %1, %2")
            .arg(CodeText::of(caseread::text(args, u"type"_s)), CodeText::of(caseread::text(args, u"mode"_s))));
    m_asked->setText(lines.join(u'\n'));
    const auto abstract = caseread::label(args, u"abstract"_s);
    const auto other = language() == u"zh" ? u"en"_s : u"zh"_s;
    m_abstractOne->setText(abstract.in(language()));
    m_abstractTwo->setText(abstract.has(other) ? abstract.in(other) : QString());
    m_abstractTwo->setVisible(abstract.has(other) && abstract.in(other) != abstract.in(language()));
}

void AnswerPanel::showAnswer()
{
    const auto machine = state().machines.value(u"invitation"_s);
    QString words;
    for (const auto &kind :
         {u"invitation.decline"_s, u"invitation.accept"_s, u"invitation.ask"_s, u"invitation.reply"_s})
        if (const auto *act = state().latest(kind)) {
            words = tr("%1: %2, %3")
                        .arg(ActText::of(act->event, language()), ActText::by(act->event, language()),
                             bothTimes(act->event.at));
            if (const auto detail = ActText::detail(act->event, language()); !detail.isEmpty())
                words += u'\n' + detail;
            if (kind == u"invitation.decline")
                words += u'\n' + CodeText::of(caseread::text(act->args(), u"code"_s));
            if (kind == u"invitation.decline" || kind == u"invitation.accept")
                break;
        }
    m_answer->setText(words);
    m_answer->setVisible(!words.isEmpty());
    const bool ended = machine == u"DECLINED" || machine == u"WITHDRAWN";
    m_state->setRole(machine == u"ACCEPTED" ? theme::Role::Good : ended ? theme::Role::Danger : theme::Role::Caution);
    auto word = StageText::of(u"invitation"_s, machine, language());
    if (machine == u"QUEUED" || machine == u"UNDER_REVIEW")
        word = state().mySide == Side::Invited ? tr("Waits for your answer") : tr("Waits for the partner's answer");
    m_state->setText((machine == u"ACCEPTED" ? u"✓ "_s : ended ? u"✕ "_s : u"○ "_s) + word);
}

void AnswerPanel::refresh()
{
    const bool invited = state().mySide == Side::Invited;
    const auto machine = state().machines.value(u"invitation"_s);
    const bool question = machine == u"QUESTION";
    showAsked();
    showAnswer();
    setHint(!invited && (machine == u"QUEUED" || machine == u"UNDER_REVIEW")
                ? tr("The answer is the partner's to give.")
                : QString());
    const bool answers = invited ? isOffered(u"invitation.accept"_s) : question && isOffered(u"invitation.reply"_s);
    m_wordsLabel->setVisible(answers);
    m_words->setVisible(answers);
    const bool declines = invited && isOffered(u"invitation.decline"_s);
    m_otherTitle->setVisible(declines);
    m_codeLabel->setVisible(declines);
    m_code->setVisible(declines);
    m_other->update(invited ? offers() : QList<Offer>(), language());
    bar()->setShown(u"invitation.open"_s, invited && machine == u"QUEUED");
    bar()->setShown(u"invitation.accept"_s, invited && machine != u"ACCEPTED");
    bar()->setShown(u"invitation.reply"_s, !invited && question);
    bar()->update(offers(), language());
}

void AnswerPanel::retranslate()
{
    setTitle(tr("Answer to the invitation"));
    m_abstractTitle->setText(tr("Record abstract"));
    m_askedTitle->setText(tr("What is asked"));
    m_wordsLabel->setText(tr("Words with the answer (may stay empty)"));
    m_words->setAccessibleWords(tr("Words with the answer"));
    m_otherTitle->setText(tr("Another answer"));
    m_codeLabel->setText(tr("Reason for declining"));
    m_code->setAccessibleName(m_codeLabel->text());
    const auto now = std::max(0, m_code->currentIndex());
    m_code->clear();
    for (const auto &code : declineCodes())
        m_code->addItem(CodeText::of(code), code);
    m_code->setCurrentIndex(now);
    m_other->setTitle(tr("In words, for the inviting side"));
}

} // namespace sizhen
