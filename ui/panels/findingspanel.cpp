// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/findingspanel.h"

#include "ui/forms/findingsview.h"
#include "ui/models/casereading.h"
#include "ui/models/casesteps.h"
#include "ui/panels/conflictchooser.h"

#include <QCborArray>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const QStringList &comparedForms()
{
    static const QStringList list{u"tongue"_s, u"look"_s, u"listen_smell"_s, u"ask"_s, u"palpate"_s, u"synthesis"_s};
    return list;
}

QString methodOfForm(const QString &form)
{
    for (const auto &step : {u"look"_s, u"listen"_s, u"ask"_s, u"palpate"_s})
        if (formsOfStep(step).contains(form))
            return methodOfStep(step);
    return {};
}

void addAll(QCborMap &to, const QCborMap &from)
{
    for (auto it = from.constBegin(); it != from.constEnd(); ++it)
        to.insert(it.key(), it.value());
}

} // namespace

FindingsPanel::FindingsPanel(ScreenContext &context, QWidget *parent)
    : CasePanel(context, u"findings"_s, parent)
    , m_covered(makeWords(theme::Type::Body, theme::Role::Caution))
    , m_twice(new ConflictChooser(context.forms))
    , m_view(new FindingsView(context.forms, context.language()))
{
    setScrolls(false);
    m_covered->setObjectName(u"findings.covered"_s);
    body()->addWidget(m_covered);
    body()->addWidget(m_twice);
    body()->addWidget(m_view, 1);
    connect(m_twice, &ConflictChooser::chosen, this, &FindingsPanel::decide);
}

QWidget *FindingsPanel::firstField()
{
    return m_view;
}

// Once the session is over nothing is led any more. A form that this side cannot fill at all is never covered.
bool FindingsPanel::isCovered(const QString &form) const
{
    static const QStringList open{u"AWAITING_REPORT"_s, u"REPORTED"_s, u"DECIDED"_s, u"ARCHIVING"_s, u"CLOSED"_s};
    if (open.contains(state().stage()) || !state().plainAnswers(form, state().mySide).isEmpty()
        || !caseread::notDone(state(), methodOfForm(form), state().mySide).isEmpty())
        return false;
    const auto *spec = context().forms.form(form);
    const auto who = caseread::formContext(state(), context().desk.ledger().now().date());
    for (const auto &section : spec->sections)
        for (const auto &field : section.fields)
            if (context().forms.mayAnswer(field, who))
                return true;
    return false;
}

// The chosen value is written anew by an event that names them all.
void FindingsPanel::decide(const FieldConflict &conflict, int value)
{
    QCborArray named;
    for (const auto &one : conflict.values)
        named.append(one.entry);
    act(u"case.form_saved"_s,
        {{u"form"_s, conflict.form},
         {u"answers"_s, QCborMap{{conflict.field, conflict.values.at(value).value}}},
         {u"resolves"_s, named},
         {u"reason"_s, tr("Two values were written at the same time; this one was chosen.")}},
        tr("The value is chosen."));
}

void FindingsPanel::refresh()
{
    QCborMap inviting;
    QCborMap invited;
    QStringList covered;
    for (const auto &id : comparedForms()) {
        const auto *form = context().forms.form(id);
        if (!form)
            continue;
        const auto ours = state().plainAnswers(id, Side::Inviting);
        const auto theirs = state().plainAnswers(id, Side::Invited);
        const auto &other = state().mySide == Side::Inviting ? theirs : ours;
        const bool hide = isCovered(id) && !other.isEmpty();
        if (hide)
            covered.append(form->label.in(language()));
        if (!hide || state().mySide == Side::Inviting)
            addAll(inviting, ours);
        if (!hide || state().mySide == Side::Invited)
            addAll(invited, theirs);
    }
    m_covered->setText(tr("Covered until your own reading is saved: %1").arg(covered.join(u" · "_s)));
    m_covered->setVisible(!covered.isEmpty());
    auto conflicts = state().conflicts();
    conflicts.removeIf([this](const FieldConflict &one) { return one.side != state().mySide && isCovered(one.form); });
    const auto *offer = offerFor(offers(), u"case.form_saved"_s);
    m_twice->show(conflicts, state().mySide, offer && offer->allowed, language(), here().timeZone);
    m_view->setFindings(comparedForms(), inviting, invited);
}

void FindingsPanel::retranslate()
{
    setTitle(tr("Findings of both sides"));
    m_view->setLanguages(language());
}

} // namespace sizhen
