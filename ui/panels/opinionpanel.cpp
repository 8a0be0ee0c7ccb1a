// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/opinionpanel.h"

#include "ui/models/casereading.h"
#include "ui/panels/draftchooser.h"
#include "ui/panels/draftkeeper.h"
#include "ui/panels/prescriptionedit.h"
#include "ui/panels/rowsedit.h"
#include "ui/texts/stagetext.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// What every examination from afar cannot do; the physician adds to it or strikes it out.
QCborArray usualLimits()
{
    return {
        Label(
            u"受邀方未能亲自切诊，脉象与按诊以邀请方所见及脉图为准"_s,
            u"The invited side could not palpate: pulse and palpation rest on the inviting side's findings and recordings"_s)
            .toCbor(),
        Label(u"受邀方不能远程嗅诊"_s, u"The invited side cannot smell from afar"_s).toCbor()};
}

} // namespace

OpinionPanel::OpinionPanel(ScreenContext &context, QWidget *parent)
    : CasePanel(context, u"opinion"_s, parent)
    , m_state(makeWords())
    , m_twice(new DraftChooser)
    , m_analysis(new LabelEdit(u"analysis"_s, 4))
    , m_prescription(new PrescriptionEdit(context.terms))
    , m_advice(new LabelEdit(u"advice"_s, 3))
    , m_cautions(new RowsEdit(u"cautions"_s, {{QString(), true, 1}}))
    , m_limits(new RowsEdit(u"limits"_s, {{QString(), true, 1}}))
    , m_differences(new LabelEdit(u"differences"_s, 2))
    , m_keeper(new DraftKeeper(
          context.desk, [this] { return collect(); }, this))
{
    m_state->setObjectName(u"opinion.state"_s);
    body()->addWidget(m_state);
    body()->addWidget(m_twice);
    m_analysisLabel = addField(m_analysis);
    body()->addWidget(m_prescription);
    m_adviceLabel = addField(m_advice);
    m_cautionsLabel = addField(m_cautions);
    m_limitsLabel = addField(m_limits);
    m_differencesLabel = addField(m_differences);
    const auto typed = [this] {
        m_edited = true;
        m_keeper->touch();
    };
    for (auto *edit : {m_analysis, m_advice, m_differences})
        connect(edit, &LabelEdit::edited, this, typed);
    for (auto *rows : {m_cautions, m_limits})
        connect(rows, &RowsEdit::edited, this, typed);
    connect(m_prescription, &PrescriptionEdit::edited, this, typed);
    connect(m_twice, &DraftChooser::chosen, this, &OpinionPanel::continueFrom);
    connect(m_twice, &DraftChooser::putBackRequested, this, &OpinionPanel::putBack);
    connect(m_keeper, &DraftKeeper::failed, this, &CasePanel::failed);
    m_report = bar()->addPlain(u"openReport"_s, [this] { Q_EMIT openScreenRequested(u"report"_s); });
    bar()->addAct(u"report.release_opinion"_s, ActBar::Look::Primary, [this] { release(); });
}

QWidget *OpinionPanel::firstField()
{
    return isOffered(u"report.release_opinion"_s) ? m_analysis->firstField() : m_report;
}

void OpinionPanel::leave()
{
    m_keeper->flush();
}

void OpinionPanel::load()
{
    m_edited = false;
    m_before.clear();
    m_keeper->setPlace(draftPlace(u"opinion"_s));
    const auto *released = state().latest(u"report.release_opinion"_s);
    const auto kept = m_keeper->read();
    m_twice->restore(kept.value(u"resolves"_s).toArray());
    if (!kept.isEmpty()) {
        show(kept);
        m_edited = true;
    } else {
        show(released ? released->args() : QCborMap{{u"limits"_s, usualLimits()}});
    }
}

void OpinionPanel::show(const QCborMap &args)
{
    m_analysis->setValue(caseread::label(args, u"analysis"_s));
    m_prescription->setValue(args);
    m_advice->setValue(caseread::label(args, u"advice"_s));
    m_cautions->setValue(args.value(u"cautions"_s).toArray());
    m_limits->setValue(args.value(u"limits"_s).toArray());
    m_differences->setValue(caseread::label(args, u"differences"_s));
}

QCborArray OpinionPanel::evidence() const
{
    QCborArray fields;
    for (const auto &form : context().forms.ids())
        for (const auto side : {Side::Inviting, Side::Invited}) {
            const auto answers = state().plainAnswers(form, side);
            for (auto it = answers.constBegin(); it != answers.constEnd(); ++it) {
                const auto id = it.key().toString();
                if (!id.startsWith(u"intake.id."_s) && !fields.contains(id))
                    fields.append(id);
            }
        }
    return fields;
}

// FOU-12: what is written next takes the place of all versions that are shown.
void OpinionPanel::continueFrom(const QCborMap &args)
{
    if (m_edited)
        m_before.append(collect());
    show(args);
    m_edited = true;
    m_keeper->touch();
    m_twice->offerPutBack(!m_before.isEmpty());
    m_analysis->firstField()->setFocus();
}

void OpinionPanel::putBack()
{
    const auto before = m_before.takeLast();
    show(before);
    m_twice->restore(before.value(u"resolves"_s).toArray());
    m_twice->offerPutBack(!m_before.isEmpty());
    m_keeper->touch();
    m_analysis->firstField()->setFocus();
}

QCborMap OpinionPanel::collect() const
{
    auto args = m_prescription->value();
    args.insert(u"analysis"_s, m_analysis->value().toCbor());
    args.insert(u"advice"_s, m_advice->value().toCbor());
    args.insert(u"cautions"_s, m_cautions->value());
    args.insert(u"limits"_s, m_limits->value());
    args.insert(u"differences"_s, m_differences->value().toCbor());
    args.insert(u"evidence"_s, evidence());
    if (!m_twice->resolves().isEmpty())
        args.insert(u"resolves"_s, m_twice->resolves());
    return args;
}

void OpinionPanel::release()
{
    if (!act(u"report.release_opinion"_s, collect(), tr("The opinion is released.")))
        return;
    m_edited = false;
    m_keeper->drop();
    m_twice->restore({});
    m_report->setFocus();
}

void OpinionPanel::refresh()
{
    const auto machine = state().machines.value(u"report"_s);
    const auto *released = state().latest(u"report.release_opinion"_s);
    const bool invited = state().mySide == Side::Invited;
    if (!m_edited && released)
        show(released->args());
    const bool writes = invited && isOffered(u"report.release_opinion"_s);
    for (auto *edit : {m_analysis, m_advice, m_differences})
        edit->setReadOnly(!writes);
    m_prescription->setReadOnly(!writes);
    m_cautions->setReadOnly(!writes);
    m_limits->setReadOnly(!writes);
    const bool settled = released && state().rivals(u"report.release_opinion"_s).isEmpty();
    m_twice->show(versions(u"report.release_opinion"_s), writes, language());
    m_state->setText((settled ? u"✓ "_s : u"○ "_s) + StageText::of(u"report"_s, machine, language()));
    m_state->setRole(settled ? theme::Role::Good : theme::Role::Caution);
    setHint(invited ? tr("Advice to the inviting side, which decides. Both languages stand on the page.")
                    : tr("The invited side's opinion. The decision is yours."));
    m_report->setVisible(released);
    bar()->setShown(u"report.release_opinion"_s, invited);
    bar()->update(offers(), language());
}

void OpinionPanel::retranslate()
{
    setTitle(tr("Opinion"));
    m_analysisLabel->setText(tr("Analysis"));
    m_adviceLabel->setText(tr("Advice"));
    m_cautionsLabel->setText(tr("Cautions"));
    m_limitsLabel->setText(tr("Limits of the remote examination"));
    m_differencesLabel->setText(tr("Where the two sides' findings differ, and how it was settled"));
    m_analysis->setAccessibleWords(m_analysisLabel->text());
    m_advice->setAccessibleWords(m_adviceLabel->text());
    m_differences->setAccessibleWords(tr("Differences"));
    m_cautions->setTitles({tr("Caution")});
    m_limits->setTitles({tr("Limit")});
    m_prescription->retranslate();
    m_report->setText(tr("Open the report"));
    m_report->setAccessibleName(m_report->text());
}

} // namespace sizhen
