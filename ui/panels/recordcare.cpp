// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/recordcare.h"

#include "core/consult/reading.h"
#include "ui/models/casetimeline.h"
#include "ui/panels/reasonrow.h"
#include "ui/panels/words.h"
#include "ui/texts/codetext.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const QStringList &dispositions()
{
    static const QStringList list{u"ARCHIVE"_s, u"RESTRICTED"_s, u"DESTROYED"_s};
    return list;
}

const QStringList &classes()
{
    static const QStringList list{u"OUTPATIENT"_s, u"INPATIENT"_s};
    return list;
}

bool isOffered(const QList<Offer> &offers, const QString &kind)
{
    const auto *offer = offerFor(offers, kind);
    return offer && offer->allowed;
}

QString nameIn(const PersonCertificate &person, const QString &language)
{
    const auto name = person.name.in(language);
    return name.isEmpty() ? person.id : name;
}

} // namespace

RecordCare::RecordCare(Desk &desk, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_keepTitle(makeWords(theme::Type::Section))
    , m_keep(makeWords())
    , m_holds(makeWords(theme::Type::Body, theme::Role::Caution))
    , m_answer(new QWidget)
    , m_class(new QComboBox)
    , m_reasons(new ReasonRow(u"recordCare"_s))
    , m_destroy(new QWidget)
    , m_disclosuresTitle(makeWords(theme::Type::Section))
    , m_disclosures(new QTableWidget(0, 4))
{
    m_keep->setObjectName(u"record.keep"_s);
    m_holds->setObjectName(u"record.holds"_s);
    m_class->setObjectName(u"record.class"_s);
    m_disclosures->setObjectName(u"record.disclosures"_s);
    buildAnswer();
    buildDestroy();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, theme::gapGroup, 0, 0);
    column->setSpacing(theme::gap);
    column->addWidget(m_answer);
    column->addWidget(m_keepTitle);
    column->addWidget(m_keep);
    column->addWidget(m_class, 0, Qt::AlignLeft);
    column->addWidget(m_holds);
    column->addWidget(m_reasons);
    column->addWidget(m_destroy);
    column->addWidget(m_disclosuresTitle);
    column->addWidget(m_disclosures);
    m_disclosures->verticalHeader()->hide();
    m_disclosures->verticalHeader()->setDefaultSectionSize(theme::rowHeight);
    m_disclosures->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_disclosures->horizontalHeader()->setStretchLastSection(true);
    m_disclosures->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_disclosures->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_disclosures->setTabKeyNavigation(false);
    m_disclosures->setMinimumHeight(5 * theme::rowHeight);
    const auto add = [this](const QString &kind, ActBar::Look look, const std::function<QString()> &sentence) {
        m_reasons->addAct(kind, look, [this, kind, sentence](const QString &reason) {
            Q_EMIT actRequested(kind, {{u"reason"_s, reason}, {u"text"_s, reason}}, sentence());
        });
    };
    add(u"case.supplement"_s, ActBar::Look::Plain, [] { return tr("The supplement is kept."); });
    add(u"case.hold"_s, ActBar::Look::Plain, [] { return tr("The hold is placed."); });
    add(u"case.hold_lifted"_s, ActBar::Look::Plain, [] { return tr("The hold is lifted."); });
    add(u"case.destruction_approved"_s, ActBar::Look::Danger, [] { return tr("Your approval is recorded."); });
    connect(m_class, &QComboBox::activated, this, [this] {
        if (const auto code = m_class->currentData().toString(); !code.isEmpty())
            Q_EMIT actRequested(u"case.record_class"_s, {{u"class"_s, code}}, tr("The class of the record is stated."));
    });
}

void RecordCare::buildAnswer()
{
    m_answer->setObjectName(u"record.answer"_s);
    m_answerTitle = makeWords(theme::Type::Body, theme::Role::Caution);
    m_disposition = new QComboBox;
    m_disposition->setObjectName(u"record.disposition"_s);
    m_law = new QLineEdit;
    m_law->setObjectName(u"record.law"_s);
    m_answerButton = new QPushButton;
    m_answerButton->setObjectName(u"case.withdrawal_answered"_s);
    auto *column = new QVBoxLayout(m_answer);
    column->setContentsMargins(0, 0, 0, theme::gap);
    column->addWidget(m_answerTitle);
    auto *row = new QHBoxLayout;
    row->addWidget(m_disposition);
    row->addWidget(m_law, 1);
    row->addWidget(m_answerButton);
    column->addLayout(row);
    connect(m_answerButton, &QPushButton::clicked, this, [this] {
        Q_EMIT actRequested(u"case.withdrawal_answered"_s,
                            {{u"disposition"_s, m_disposition->currentData().toString()},
                             {u"law"_s, m_law->text().trimmed()}},
                            tr("The inviting side is told."));
    });
}

// Destroying asks once: the first press says what will happen, the second does it.
void RecordCare::buildDestroy()
{
    m_backups = new QLineEdit;
    m_backups->setObjectName(u"record.backups"_s);
    m_destroyButton = new QPushButton;
    m_destroyButton->setObjectName(u"record.destroy"_s);
    m_destroyButton->setProperty("danger", true);
    auto *row = new QHBoxLayout(m_destroy);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_backups, 1);
    row->addWidget(m_destroyButton);
    connect(m_destroyButton, &QPushButton::clicked, this, [this] {
        if (!std::exchange(m_asked, true)) {
            m_destroyButton->setText(tr("Yes, destroy it for ever"));
            return;
        }
        m_asked = false;
        Q_EMIT destroyRequested(m_backups->text().split(u';', Qt::SkipEmptyParts));
    });
}

QString RecordCare::when(const QDateTime &at) const
{
    return TimeText::moment(at, TimeText::zone(m_here.timeZone));
}

void RecordCare::showKeeping(const CaseState &state)
{
    const auto kept = m_desk.retention(state.id);
    QStringList lines;
    if (kept) {
        lines.append(kept->isOverAt(m_desk.ledger().now())
                         ? tr("✓ Had to be kept until %1; that is over.").arg(TimeText::date(kept->until))
                         : tr("Must be kept until %1.").arg(TimeText::date(kept->until)));
        lines.append(tr("%n year(s) from the last visit: %1", nullptr, kept->years).arg(kept->source));
        if (kept->recordClass.isEmpty())
            lines.append(tr("The class is not stated, so the longest period counts."));
        if (!kept->checked)
            lines.append(tr("⚠ The figures of this country are not checked yet; the records office must confirm them."));
        m_class->setCurrentIndex(int(classes().indexOf(kept->recordClass)) + 1);
    }
    if (const auto there = m_desk.destroyedByPartner(state.id); there && there->isValid())
        lines.append(tr("The partner destroyed its copy on %1.").arg(when(*there)));
    m_keep->setText(lines.join(u'\n'));

    QStringList holds;
    for (const auto *hold : holdsOf(state))
        holds.append(tr("⚠ Legal hold by %1, %2: %3")
                         .arg(TimelineText::side(hold->side), nameIn(hold->event.by, m_language),
                              textOf(hold->args(), u"reason"_s)));
    for (const auto *approval : destructionApprovals(state, state.mySide))
        holds.append(tr("Destruction approved by %1, %2")
                         .arg(nameIn(approval->event.by, m_language), when(approval->event.at)));
    if (isSealed(state))
        holds.append(tr("⚠ This record is sealed; both sides must agree to unseal it."));
    m_holds->setText(holds.join(u'\n'));
    m_holds->setVisible(!holds.isEmpty());
    const auto ready = kept && kept->isOverAt(m_desk.ledger().now()) && holdsOf(state).isEmpty()
        && destructionApprovals(state, state.mySide).size() >= 2;
    m_destroy->setVisible(ready);
}

void RecordCare::showDisclosures(const CaseState &state)
{
    const auto all = disclosuresOf(state);
    m_disclosures->setRowCount(int(all.size()));
    for (int row = 0; row < all.size(); ++row) {
        const auto &one = all.at(row);
        const auto partner = m_desk.ledger().partner(one.release.to);
        const auto own = one.release.to == m_desk.ledger().institution().root;
        const auto to = own    ? m_desk.ledger().institution().name.in(m_language)
            : partner          ? partner->institution.name.in(m_language)
                               : one.release.whom;
        QStringList kinds;
        for (const auto &kind : one.release.kinds)
            kinds.append(CodeText::of(kind));
        const QStringList cells{when(one.at), nameIn(one.by, m_language), to,
                                tr("%1: %2", "way of release: what")
                                    .arg(CodeText::of(u"release."_s + one.release.way),
                                         kinds.join(tr(", ", "between names")))};
        for (int column = 0; column < cells.size(); ++column) {
            auto *item = new QTableWidgetItem(cells.at(column));
            item->setToolTip(cells.at(column));
            m_disclosures->setItem(row, column, item);
        }
    }
}

void RecordCare::showAnswer(const CaseState &state, const QList<Offer> &offers)
{
    const auto *answered = state.latest(u"case.withdrawal_answered"_s);
    const auto withdrawn = consentIsWithdrawn(state);
    const auto open = withdrawn && !answered && isOffered(offers, u"case.withdrawal_answered"_s);
    m_answer->setVisible(withdrawn);
    m_disposition->setVisible(open);
    m_law->setVisible(open);
    m_answerButton->setVisible(open);
    if (answered)
        m_answerTitle->setText(tr("✓ The invited side answered: %1 (%2)")
                                   .arg(CodeText::of(textOf(answered->args(), u"disposition"_s)),
                                        textOf(answered->args(), u"law"_s)));
    else if (state.mySide == Side::Invited)
        m_answerTitle->setText(tr("The patient has withdrawn consent. Say what is done with what you received."));
    else
        m_answerTitle->setText(tr("○ The invited side has not yet said what it does with what it received."));
}

void RecordCare::show(const CaseState &state, const QList<Offer> &offers, const QString &language, const Place &here)
{
    m_language = language;
    m_here = here;
    m_asked = false;
    retranslate();
    showAnswer(state, offers);
    showKeeping(state);
    showDisclosures(state);
    m_class->setVisible(isOffered(offers, u"case.record_class"_s));
    m_reasons->update(offers, language);
}

void RecordCare::clear()
{
    m_reasons->clear();
    m_law->clear();
    m_backups->clear();
}

void RecordCare::retranslate()
{
    m_keepTitle->setText(tr("How long it is kept"));
    m_disclosuresTitle->setText(tr("Who was given what"));
    m_disclosures->setAccessibleName(m_disclosuresTitle->text());
    m_disclosures->setHorizontalHeaderLabels({tr("When"), tr("By"), tr("To"), tr("What")});
    for (int i = 0; i < m_disclosures->columnCount(); ++i)
        m_disclosures->horizontalHeaderItem(i)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_reasons->setTitle(tr("Reason, or the words of a supplement"));
    m_law->setPlaceholderText(tr("Under which record law"));
    m_law->setAccessibleName(m_law->placeholderText());
    m_answerButton->setText(tr("Answer the withdrawal"));
    m_answerButton->setAccessibleName(m_answerButton->text());
    m_backups->setPlaceholderText(tr("Backups that still hold a copy, separated by ;"));
    m_backups->setAccessibleName(m_backups->placeholderText());
    m_destroyButton->setText(tr("Destroy the record"));
    m_destroyButton->setAccessibleName(m_destroyButton->text());
    m_disposition->setAccessibleName(tr("What is done with the data received"));
    m_class->setAccessibleName(tr("Class of the record"));
    const auto now = std::max(0, m_disposition->currentIndex());
    m_disposition->clear();
    for (const auto &code : dispositions())
        m_disposition->addItem(CodeText::of(code), code);
    m_disposition->setCurrentIndex(now);
    const auto stated = std::max(0, m_class->currentIndex());
    m_class->clear();
    m_class->addItem(tr("Class not stated"), QString());
    for (const auto &code : classes())
        m_class->addItem(CodeText::of(code), code);
    m_class->setCurrentIndex(stated);
}

} // namespace sizhen
