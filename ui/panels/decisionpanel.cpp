// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/decisionpanel.h"

#include "ui/models/casereading.h"
#include "ui/panels/draftchooser.h"
#include "ui/panels/draftkeeper.h"
#include "ui/panels/labeledit.h"
#include "ui/panels/prescriptionedit.h"
#include "ui/texts/codetext.h"
#include "ui/texts/stagetext.h"

#include <QCborArray>
#include <QComboBox>
#include <QLineEdit>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const QStringList &adoptions()
{
    static const QStringList list{u"FULL"_s, u"PARTIAL"_s, u"NONE"_s};
    return list;
}

QString joined(const QCborMap &row, const QStringList &keys, const QString &language)
{
    QStringList parts;
    for (const auto &key : keys)
        if (const auto words = caseread::label(row, key).in(language); !words.isEmpty())
            parts.append(words);
    return parts.join(u" · "_s);
}

} // namespace

DecisionPanel::DecisionPanel(ScreenContext &context, QWidget *parent)
    : CasePanel(context, u"decision"_s, parent)
    , m_state(makeWords())
    , m_twice(new DraftChooser)
    , m_opinionTitle(makeWords(theme::Type::Section))
    , m_opinion(new QWidget)
    , m_lines(new QVBoxLayout)
    , m_adoptAll(new QPushButton)
    , m_planTitle(makeWords(theme::Type::Section))
    , m_prescription(new PrescriptionEdit(context.terms))
    , m_planLabel(new QLabel)
    , m_plan(new LabelEdit(u"plan"_s, 3))
    , m_adoptionLabel(new QLabel)
    , m_adoption(new QComboBox)
    , m_reasonLabel(new QLabel)
    , m_reason(new LabelEdit(u"decision.reason"_s, 2))
    , m_informedLabel(new QLabel)
    , m_informed(new QLineEdit)
    , m_keeper(new DraftKeeper(
          context.desk, [this] { return collect(); }, this))
{
    m_state->setObjectName(u"decision.state"_s);
    m_adoptAll->setObjectName(u"adopt.all"_s);
    m_adoption->setObjectName(u"adoption"_s);
    m_adoption->setMaximumWidth(theme::fieldWidth);
    m_informed->setObjectName(u"informed"_s);
    body()->addWidget(m_state);
    body()->addWidget(m_twice);
    auto *left = new QVBoxLayout(m_opinion);
    left->setContentsMargins(0, 0, 0, 0);
    left->addWidget(m_opinionTitle);
    left->addWidget(m_adoptAll, 0, Qt::AlignLeft);
    left->addLayout(m_lines);
    left->addStretch();
    auto *right = new QVBoxLayout;
    right->setSpacing(theme::gap);
    right->addWidget(m_planTitle);
    right->addWidget(m_prescription);
    const QList<QPair<QLabel *, QWidget *>> fields{
        {m_planLabel, m_plan}, {m_adoptionLabel, m_adoption}, {m_reasonLabel, m_reason}, {m_informedLabel, m_informed}};
    for (const auto &[label, field] : fields) {
        label->setBuddy(field);
        right->addWidget(label);
        right->addWidget(field);
    }
    right->addStretch();
    auto *row = new QHBoxLayout;
    row->setSpacing(theme::gapSection);
    row->addWidget(m_opinion, 1);
    row->addLayout(right, 2);
    body()->addLayout(row);
    const auto typed = [this] {
        m_edited = true;
        m_keeper->touch();
        m_reason->setVisible(m_adoption->currentIndex() != 0);
        m_reasonLabel->setVisible(m_adoption->currentIndex() != 0);
    };
    connect(m_prescription, &PrescriptionEdit::edited, this, typed);
    connect(m_plan, &LabelEdit::edited, this, typed);
    connect(m_reason, &LabelEdit::edited, this, typed);
    connect(m_adoption, &QComboBox::activated, this, typed);
    connect(m_informed, &QLineEdit::textEdited, this, typed);
    connect(m_adoptAll, &QPushButton::clicked, this, [this] { adoptAll(); });
    connect(m_twice, &DraftChooser::chosen, this, &DecisionPanel::continueFrom);
    connect(m_twice, &DraftChooser::putBackRequested, this, &DecisionPanel::putBack);
    connect(m_keeper, &DraftKeeper::failed, this, &CasePanel::failed);
    bar()->addAct(u"case.decision_draft"_s, ActBar::Look::Plain, [this] { saveDraft(); });
    m_sign = bar()->addPlain(u"openDecisionPaper"_s, [this] { openPaper(); });
    m_sign->setProperty("primary", true);
}

QWidget *DecisionPanel::firstField()
{
    return m_adoptAll->isVisibleTo(this) ? static_cast<QWidget *>(m_adoptAll) : m_prescription->firstField();
}

void DecisionPanel::leave()
{
    m_keeper->flush();
}

void DecisionPanel::load()
{
    m_edited = false;
    m_before.clear();
    m_shownOpinion = {};
    m_keeper->setPlace(draftPlace(u"decision"_s));
    const Act *written = state().latest(u"case.decide"_s);
    if (!written)
        written = state().latest(u"case.decision_draft"_s);
    const auto kept = m_keeper->read();
    m_twice->restore(kept.value(u"resolves"_s).toArray());
    m_edited = !kept.isEmpty();
    show(m_edited ? kept : written ? written->args() : QCborMap());
}

void DecisionPanel::show(const QCborMap &args)
{
    m_prescription->setValue(args);
    m_plan->setValue(caseread::label(args, u"plan"_s));
    m_adoption->setCurrentIndex(std::max(0, int(adoptions().indexOf(caseread::text(args, u"adoption"_s)))));
    m_reason->setValue(caseread::label(args, u"reason"_s));
    m_informed->setText(caseread::text(args.value(u"informed"_s).toMap(), u"whom"_s));
    m_reason->setVisible(m_adoption->currentIndex() != 0);
    m_reasonLabel->setVisible(m_adoption->currentIndex() != 0);
}

// FOU-12: what is written next takes the place of all versions that are shown.
void DecisionPanel::continueFrom(const QCborMap &args)
{
    if (m_edited)
        m_before.append(collect());
    show(args);
    m_edited = true;
    m_keeper->touch();
    m_twice->offerPutBack(!m_before.isEmpty());
    m_prescription->firstField()->setFocus();
}

void DecisionPanel::putBack()
{
    const auto before = m_before.takeLast();
    show(before);
    m_twice->restore(before.value(u"resolves"_s).toArray());
    m_twice->offerPutBack(!m_before.isEmpty());
    m_keeper->touch();
    m_prescription->firstField()->setFocus();
}

QCborMap DecisionPanel::collect() const
{
    auto args = m_prescription->value();
    args.insert(u"plan"_s, m_plan->value().toCbor());
    args.insert(u"adoption"_s, adoptions().value(m_adoption->currentIndex()));
    args.insert(u"reason"_s, m_reason->value().toCbor());
    const auto now = context().desk.ledger().now().toTimeZone(TimeText::zone(here().timeZone));
    args.insert(u"informed"_s,
                QCborMap{{u"whom"_s, m_informed->text().trimmed()}, {u"at"_s, caseread::instantText(now)}});
    if (!m_twice->resolves().isEmpty())
        args.insert(u"resolves"_s, m_twice->resolves());
    return args;
}

void DecisionPanel::addLine(const QString &part, const QCborValue &value, const QString &heading, const QString &words)
{
    if (words.isEmpty())
        return;
    auto *head = makeWords(theme::Type::Small, theme::Role::TextMuted, m_opinion);
    head->setText(heading);
    auto *text = makeWords(theme::Type::Body, theme::Role::Text, m_opinion);
    text->setText(words);
    auto *adopt = new QPushButton(tr("Adopt"), m_opinion);
    adopt->setObjectName(u"adopt.%1.%2"_s.arg(part).arg(m_lines->count()));
    adopt->setAccessibleName(tr("Adopt: %1, %2").arg(heading, words));
    adopt->setProperty("quiet", true);
    adopt->setEnabled(isOffered(u"case.decision_draft"_s));
    connect(adopt, &QPushButton::clicked, this, [this, part, value] {
        if (part == u"plan")
            m_plan->setValue(Label::fromCbor(value.toMap()));
        else
            m_prescription->adopt(part, value);
        m_edited = true;
        m_keeper->touch();
    });
    auto *column = new QVBoxLayout;
    column->setSpacing(0);
    column->addWidget(head);
    column->addWidget(text);
    auto *row = new QHBoxLayout;
    row->addLayout(column, 1);
    row->addWidget(adopt, 0, Qt::AlignTop);
    m_lines->addLayout(row);
}

void DecisionPanel::fillOpinion()
{
    const auto *released = state().latest(u"report.release_opinion"_s);
    m_opinion->setVisible(released);
    if (!released || (caseread::same(m_shownOpinion, released->args()) && m_shownLanguage == language()))
        return;
    m_shownOpinion = released->args();
    m_shownLanguage = language();
    while (auto *item = m_lines->takeAt(0)) {
        if (auto *inner = item->layout())
            while (auto *child = inner->takeAt(0)) {
                if (auto *column = child->layout())
                    while (auto *leaf = column->takeAt(0)) {
                        delete leaf->widget();
                        delete leaf;
                    }
                delete child->widget();
                delete child;
            }
        delete item;
    }
    const auto &args = m_shownOpinion;
    const auto named
        = [&](const QString &key) { return caseread::label(args.value(key).toMap(), u"text"_s).in(language()); };
    addLine(u"disease"_s, args.value(u"disease"_s), tr("TCM disease"), named(u"disease"_s));
    addLine(u"pattern"_s, args.value(u"pattern"_s), tr("Pattern"), named(u"pattern"_s));
    addLine(u"principle"_s, args.value(u"principle"_s), tr("Principle of treatment"),
            caseread::label(args, u"principle"_s).in(language()));
    addLine(u"plan"_s, args.value(u"advice"_s), tr("Advice"), caseread::label(args, u"advice"_s).in(language()));
    for (const auto &herb : args.value(u"herbs"_s).toArray())
        addLine(u"herbs"_s, herb, tr("Herb"), joined(herb.toMap(), {u"name"_s, u"dose"_s, u"note"_s}, language()));
    for (const auto &point : args.value(u"points"_s).toArray())
        addLine(u"points"_s, point, tr("Point"),
                joined(point.toMap(), {u"name"_s, u"side"_s, u"method"_s}, language()));
}

void DecisionPanel::adoptAll()
{
    const auto *released = state().latest(u"report.release_opinion"_s);
    if (!released)
        return;
    m_prescription->setValue(released->args());
    m_plan->setValue(caseread::label(released->args(), u"advice"_s));
    m_adoption->setCurrentIndex(0);
    m_edited = true;
    m_keeper->touch();
}

void DecisionPanel::saveDraft()
{
    if (!act(u"case.decision_draft"_s, collect(), tr("The plan is written. It is not signed yet.")))
        return;
    m_edited = false;
    m_keeper->drop();
    m_twice->restore({});
}

// The paper shows the plan as it was written last, so what stands in the window is written first.
void DecisionPanel::openPaper()
{
    const auto *written = state().latest(u"case.decision_draft"_s);
    if (isOffered(u"case.decision_draft"_s) && (m_edited || !written || !state().rivals(u"case.decision_draft"_s).isEmpty()))
        if (!act(u"case.decision_draft"_s, collect(), tr("The plan is written. It is not signed yet.")))
            return;
    m_edited = false;
    m_keeper->drop();
    m_twice->restore({});
    Q_EMIT openScreenRequested(u"report"_s);
}

void DecisionPanel::refresh()
{
    const auto *decided = state().latest(u"case.decide"_s);
    const Act *written = decided ? decided : state().latest(u"case.decision_draft"_s);
    const bool inviting = state().mySide == Side::Inviting;
    if (!m_edited && written)
        show(written->args());
    fillOpinion();
    const bool writes = inviting && isOffered(u"case.decision_draft"_s);
    m_twice->show(versions(u"case.decision_draft"_s), writes, language());
    m_prescription->setReadOnly(!writes);
    m_plan->setReadOnly(!writes);
    m_reason->setReadOnly(!writes);
    m_adoption->setEnabled(writes);
    m_informed->setReadOnly(!writes);
    m_adoptAll->setVisible(writes);
    const auto adoptButtons = m_opinion->findChildren<QPushButton *>();
    for (auto *button : adoptButtons)
        button->setEnabled(writes);
    m_state->setText(
        decided ? tr("✓ Signed by %1, %2").arg(decided->event.by.name.in(language()), bothTimes(decided->event.at))
            : written ? tr("○ Written, not signed yet.")
                      : tr("○ Nothing is decided yet."));
    m_state->setRole(decided ? theme::Role::Good : theme::Role::Caution);
    setHint(inviting ? tr("Diagnosis and plan are the inviting side's own; the opinion is advice.")
                     : tr("The inviting side decides; you read here what it decided."));
    m_sign->setVisible(written || writes);
    bar()->setShown(u"case.decision_draft"_s, inviting);
    bar()->update(offers(), language());
}

void DecisionPanel::retranslate()
{
    setTitle(tr("Decision and plan"));
    m_opinionTitle->setText(tr("The invited side's opinion"));
    m_adoptAll->setText(tr("Adopt all of it"));
    m_adoptAll->setAccessibleName(m_adoptAll->text());
    m_planTitle->setText(tr("Your decision"));
    m_prescription->retranslate();
    m_planLabel->setText(tr("Plan"));
    m_plan->setAccessibleWords(m_planLabel->text());
    m_adoptionLabel->setText(tr("How far the opinion is followed"));
    m_adoption->setAccessibleName(m_adoptionLabel->text());
    const auto now = std::max(0, m_adoption->currentIndex());
    m_adoption->clear();
    for (const auto &code : adoptions())
        m_adoption->addItem(CodeText::of(code), code);
    m_adoption->setCurrentIndex(now);
    m_reasonLabel->setText(tr("Why not all of it"));
    m_reason->setAccessibleWords(m_reasonLabel->text());
    m_informedLabel->setText(tr("Who was told of the decision"));
    m_informed->setAccessibleName(m_informedLabel->text());
    m_informed->setPlaceholderText(tr("The patient, or who signed the consent"));
    m_sign->setText(tr("To the paper and signature"));
    m_sign->setAccessibleName(m_sign->text());
}

} // namespace sizhen
