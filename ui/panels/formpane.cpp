// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/formpane.h"

#include "ui/forms/formview.h"
#include "ui/models/casereading.h"
#include "ui/panels/actbar.h"
#include "ui/panels/draftkeeper.h"
#include "ui/panels/originals.h"
#include "ui/panels/words.h"

#include <QCborArray>
#include <QEvent>
#include <QLineEdit>
#include <QScrollArea>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// Null clears a value in an event; in what a view shows it is no answer at all.
bool isAnswer(const QCborValue &value)
{
    return !value.isUndefined() && !value.isNull();
}

} // namespace

FormPane::FormPane(ScreenContext &context, const QString &formId, Scroll scroll, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_formId(formId)
    , m_column(new QVBoxLayout(this))
    , m_draftNote(makeWords(theme::Type::Small, theme::Role::TextMuted))
    , m_reason(new QLineEdit)
    , m_keeper(new DraftKeeper(
          context.desk, [this] { return changes(); }, this))
{
    setObjectName(formId + u".pane"_s);
    m_reason->setObjectName(formId + u".correction"_s);
    m_draftNote->setObjectName(formId + u".draft"_s);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(theme::gap);
    if (scroll == Scroll::Yes) {
        m_scroll = new QScrollArea;
        m_scroll->setWidgetResizable(true);
        m_scroll->setFrameShape(QFrame::NoFrame);
        m_scroll->setFocusPolicy(Qt::NoFocus);
        m_column->addWidget(m_scroll, 1);
    }
    m_column->addWidget(m_reason);
    m_column->addWidget(m_draftNote);
    m_reason->hide();
    m_draftNote->hide();
    connect(m_keeper, &DraftKeeper::failed, this, &FormPane::failed);
}

void FormPane::build()
{
    delete m_view;
    const auto today = m_context.desk.ledger().now().date();
    m_view = new FormView(m_context.forms, m_formId, caseread::formContext(m_state, today), m_context.language());
    m_view->setEnabled(m_writable);
    connect(m_view, &FormView::edited, this, [this] {
        m_keeper->touch();
        showReason();
    });
    connect(m_view, &FormView::attachRequested, this, &FormPane::attach);
    if (m_scroll)
        m_scroll->setWidget(m_view);
    else
        m_column->insertWidget(0, m_view);
    retranslate();
}

void FormPane::retranslate()
{
    m_reason->setPlaceholderText(tr("Why what the partner has already seen is corrected"));
    m_reason->setAccessibleName(m_reason->placeholderText());
    m_draftNote->setText(tr("Not yet saved: what you typed here before is still in the form."));
}

// A file for a field goes into the record first; the answer names it by its sum.
void FormPane::attach(const QString &fieldId)
{
    chooseOriginal(m_context, this, m_state.id, roleOfField(fieldId),
                   [this, fieldId](const Result<Attachment> &attachment) {
                       if (!attachment) {
                           Q_EMIT failed(attachment.error());
                           return;
                       }
                       auto sums = m_view->answers().value(fieldId).toArray();
                       sums.append(QString::fromLatin1(attachment->sha256.toHex()));
                       m_view->setAnswer(fieldId, sums);
                       m_keeper->touch();
                       Q_EMIT acted();
                   });
}

// What the rules that look across forms and sides need.
void FormPane::tellOthers()
{
    const auto all = [this](Side side) {
        QCborMap merged;
        for (const auto &id : m_context.forms.ids()) {
            const auto answers = m_state.plainAnswers(id, side);
            for (auto it = answers.constBegin(); it != answers.constEnd(); ++it)
                merged.insert(it.key(), it.value());
        }
        return merged;
    };
    auto others = all(m_state.mySide);
    others.insert(u"other"_s, all(m_state.mySide == Side::Inviting ? Side::Invited : Side::Inviting));
    m_view->setOthers(others);
}

void FormPane::setCase(const CaseState &state, const QList<Offer> &offers)
{
    const auto *offer = offerFor(offers, u"case.form_saved"_s);
    const bool writable = offer && offer->allowed;
    const bool other = state.id != m_state.id;
    const bool kept = !other && m_view && isChanged();
    const auto before = m_state.plainAnswers(m_formId, m_state.mySide);
    m_state = state;
    m_writable = writable;
    if (other || !m_view) {
        m_keeper->setPlace(
            u"case/%1/form/%2/%3"_s.arg(QString::fromLatin1(state.id.toHex()), m_formId, m_context.actor().person.id));
        build();
        fill();
        tellOthers();
        return;
    }
    m_view->setEnabled(writable);
    tellOthers();
    if (!kept && !caseread::same(before, state.plainAnswers(m_formId, state.mySide)))
        fill();
    showReason();
}

void FormPane::fill()
{
    auto answers = m_state.plainAnswers(m_formId, m_state.mySide);
    const auto draft = m_keeper->read();
    for (auto it = draft.constBegin(); it != draft.constEnd(); ++it) {
        if (isAnswer(it.value()))
            answers.insert(it.key(), it.value());
        else
            answers.remove(it.key());
    }
    m_view->setAnswers(answers);
    m_draftNote->setVisible(!draft.isEmpty() && m_writable);
    showReason();
}

QCborMap FormPane::changes() const
{
    QCborMap changes;
    if (!m_view)
        return changes;
    const auto before = m_state.plainAnswers(m_formId, m_state.mySide);
    const auto now = m_view->answers();
    for (auto it = now.constBegin(); it != now.constEnd(); ++it)
        if (isAnswer(it.value()) && !caseread::same(before.value(it.key()), it.value()))
            changes.insert(it.key(), it.value());
    for (auto it = before.constBegin(); it != before.constEnd(); ++it)
        if (!isAnswer(now.value(it.key())))
            changes.insert(it.key(), nullptr);
    return changes;
}

bool FormPane::isChanged() const
{
    return !changes().isEmpty();
}

void FormPane::showField(const QString &fieldId)
{
    if (m_view)
        (void)m_view->showField(fieldId);
}

bool FormPane::correctsShared(const QCborMap &changes) const
{
    if (m_state.machines.value(u"invitation"_s) != u"ACCEPTED")
        return false;
    const auto before = m_state.plainAnswers(m_formId, m_state.mySide);
    for (auto it = changes.constBegin(); it != changes.constEnd(); ++it)
        if (isAnswer(before.value(it.key())))
            return true;
    return false;
}

void FormPane::showReason()
{
    m_reason->setVisible(m_writable && correctsShared(changes()));
}

bool FormPane::save()
{
    const auto answers = changes();
    if (answers.isEmpty()) {
        Q_EMIT said(tr("Nothing has changed."));
        return true;
    }
    QCborMap args{{u"form"_s, m_formId}, {u"answers"_s, answers}};
    if (const auto reason = m_reason->text().trimmed(); !reason.isEmpty() && correctsShared(answers))
        args.insert(u"reason"_s, reason);
    if (const auto done = m_context.desk.act(m_state.id, u"case.form_saved"_s, args, m_context.actor()); !done) {
        m_keeper->flush();
        Q_EMIT failed(done.error());
        return false;
    }
    m_keeper->drop();
    m_reason->clear();
    m_draftNote->hide();
    Q_EMIT said(tr("Saved."));
    Q_EMIT acted();
    return true;
}

void FormPane::leave()
{
    if (!m_view)
        return;
    m_keeper->flush();
    if (m_writable && isChanged())
        save();
}

void FormPane::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange && m_view) {
        m_view->setLanguages(m_context.language());
        retranslate();
    }
    QWidget::changeEvent(event);
}

} // namespace sizhen
