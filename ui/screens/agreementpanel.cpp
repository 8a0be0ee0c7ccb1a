// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/agreementpanel.h"
#include "ui/models/agreementtemplate.h"
#include "ui/panels/labeledit.h"
#include "ui/panels/reasonrow.h"
#include "ui/screens/context.h"
#include "ui/texts/codetext.h"
#include "ui/texts/stagetext.h"
#include "ui/texts/timetext.h"
#include "ui/widgets/fieldrows.h"
#include "ui/widgets/mark.h"
#include "ui/widgets/passwordprompt.h"
#include "ui/widgets/textlabel.h"

#include <QCborArray>
#include <QCheckBox>
#include <QDateEdit>
#include <QEvent>
#include <QLineEdit>
#include <QSpinBox>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int sectionLines = 5;
constexpr int longestHours = 24 * 14;

QStringList typeCodes()
{
    return {u"CONSULTATION"_s, u"DIAGNOSIS"_s, u"GUIDANCE"_s};
}

QSpinBox *hoursField()
{
    auto *field = new QSpinBox;
    field->setRange(1, longestHours);
    return field;
}

QDateEdit *dateField()
{
    auto *field = new QDateEdit;
    field->setDisplayFormat(u"yyyy-MM-dd"_s);
    return field;
}

} // namespace

AgreementPanel::AgreementPanel(ScreenContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_title(new TextLabel(theme::Type::Section))
    , m_state(new StatusDot)
    , m_signed(new TextLabel(theme::Type::Body, theme::Role::TextMuted))
    , m_text(new QWidget)
    , m_rows(new FieldRows)
    , m_number(new QLineEdit)
    , m_name(new LabelEdit(u"agreementTitle"_s, 1))
    , m_from(dateField())
    , m_to(dateField())
    , m_respond(hoursField())
    , m_opinion(hoursField())
    , m_report(hoursField())
    , m_typeRow(new QWidget)
    , m_foot(new QWidget)
    , m_prompt(new PasswordPrompt)
    , m_reason(new ReasonRow(u"agreementReason"_s))
    , m_acts(new ActBar)
{
    build();
    buildActs();
    retranslate();
    connect(m_prompt, &PasswordPrompt::given, this, &AgreementPanel::onPassword);
    connect(&context.desk, &Desk::agreementChanged, this, [this](const QByteArray &root) {
        if (root == m_partner.institution.root)
            refresh();
    });
}

void AgreementPanel::build()
{
    m_state->setObjectName(u"agreementState"_s);
    m_signed->setWordWrap(true);
    auto *types = new QHBoxLayout(m_typeRow);
    types->setContentsMargins({});
    for (const auto &code : typeCodes()) {
        auto *box = new QCheckBox;
        box->setObjectName(u"service."_s + code);
        types->addWidget(box);
        m_types.append(box);
    }
    types->addStretch();
    m_rows->add(m_number, u"agreementNumber"_s);
    m_rows->add(m_name, u"agreementTitle"_s);
    m_rows->add(m_from, u"validFrom"_s);
    m_rows->add(m_to, u"validTo"_s);
    m_rows->add(m_typeRow, u"serviceTypes"_s);
    m_rows->add(m_respond, u"hoursRespond"_s);
    m_rows->add(m_opinion, u"hoursOpinion"_s);
    m_rows->add(m_report, u"hoursReport"_s);
    auto *text = new QVBoxLayout(m_text);
    text->setContentsMargins({});
    text->addWidget(m_rows);
    for (const auto &id : AgreementTemplate::sectionIds()) {
        auto *title = new TextLabel(theme::Type::Body, theme::Role::TextMuted);
        auto *edit = new LabelEdit(u"section."_s + id, sectionLines);
        m_sectionTitles.insert(id, title);
        m_sections.insert(id, edit);
        text->addWidget(title);
        text->addWidget(edit);
    }
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_title);
    column->addWidget(m_state);
    column->addWidget(m_signed);
    column->addWidget(m_text);
    auto *foot = new QVBoxLayout(m_foot);
    foot->setContentsMargins(theme::gapGroup, theme::gap, theme::gapGroup, theme::gapGroup);
    foot->addWidget(m_reason);
    foot->addWidget(m_prompt);
    foot->addWidget(m_acts);
}

void AgreementPanel::buildActs()
{
    for (const auto &kind :
         {u"agreement.comment"_s, u"agreement.refuse"_s, u"agreement.terminate"_s, u"agreement.abandon"_s})
        m_reason->addAct(kind, kind == u"agreement.comment"_s ? ActBar::Look::Plain : ActBar::Look::Danger,
                         [this, kind](const QString &reason) {
                             act(kind, {{u"reason"_s, reason}});
                         });
    m_acts->addAct(u"agreement.draft"_s, ActBar::Look::Plain, [this] { act(u"agreement.draft"_s, args()); });
    m_acts->addAct(u"agreement.submit"_s, ActBar::Look::Primary, [this] { act(u"agreement.submit"_s); });
    m_acts->addAct(u"agreement.approve"_s, ActBar::Look::Primary, [this] { act(u"agreement.approve"_s); });
    m_acts->addAct(u"agreement.sign"_s, ActBar::Look::Primary, [this] { sign(); });
}

void AgreementPanel::setPartner(const Ledger::Partner &partner)
{
    if (partner.institution.root != m_partner.institution.root) {
        m_shownDraft.clear();
        m_number->clear(); // an empty number: the template is filled in when there is no draft yet
        m_reason->clear();
        m_prompt->close();
    }
    m_partner = partner;
    refresh();
}

void AgreementPanel::refresh()
{
    setVisible(m_partner.verified);
    m_foot->setVisible(m_partner.verified);
    if (!m_partner.verified)
        return;
    const auto agreement = m_context.desk.agreement(m_partner.institution.root);
    if (!agreement) {
        Q_EMIT failed(agreement.error());
        return;
    }
    const auto *draft = agreement->latest(u"agreement.draft"_s);
    if (draft && draft->event.hash != m_shownDraft)
        fillFrom(*agreement);
    else if (!draft && m_number->text().isEmpty())
        fillFromTemplate();
    showState(*agreement);
    const auto offers = m_context.desk.agreementOffers(m_partner.institution.root, m_context.actor());
    const auto *editing = offerFor(offers, u"agreement.draft"_s);
    setEditable(editing && editing->allowed);
    m_acts->update(offers, m_context.language());
    m_reason->update(offers, m_context.language());
}

void AgreementPanel::showState(const AgreementState &agreement)
{
    const auto now = m_context.desk.ledger().now();
    const bool inForce = agreement.inForceAt(now);
    auto words = StageText::of(u"agreement"_s, agreement.state, m_context.language());
    if (inForce)
        words = tr("%1, in force until %2", "state of the agreement")
                    .arg(words, TimeText::date(agreement.validTo.date()));
    m_state->set(inForce ? Mark::Good : Mark::Working, words);
    QStringList who;
    const auto zone = TimeText::zone(m_context.desk.ledger().institution().timeZone);
    for (const auto &act : agreement.acts)
        if (act.kind() == u"agreement.sign"_s)
            who.append(tr("Signed by %1, %2")
                           .arg(act.event.by.name.in(m_context.language()), TimeText::moment(act.event.at, zone)));
    m_signed->setText(who.join(u'\n'));
    m_signed->setVisible(!who.isEmpty());
}

void AgreementPanel::fillFrom(const AgreementState &agreement)
{
    const auto *draft = agreement.latest(u"agreement.draft"_s);
    const auto &given = draft->args();
    m_shownDraft = draft->event.hash;
    m_number->setText(given[u"number"_s].toString());
    m_name->setValue(Label::fromCbor(given[u"title"_s].toMap()));
    m_from->setDate(QDate::fromString(given[u"validFrom"_s].toString(), Qt::ISODate));
    m_to->setDate(QDate::fromString(given[u"validTo"_s].toString(), Qt::ISODate));
    const auto hours = given[u"hours"_s].toMap();
    m_respond->setValue(int(hours[u"respond"_s].toInteger()));
    m_opinion->setValue(int(hours[u"opinion"_s].toInteger()));
    m_report->setValue(int(hours[u"report"_s].toInteger()));
    const auto types = given[u"serviceTypes"_s].toArray();
    for (int i = 0; i < m_types.size(); ++i)
        m_types[i]->setChecked(types.contains(typeCodes()[i]));
    const auto sections = given[u"sections"_s].toMap();
    for (auto it = m_sections.cbegin(); it != m_sections.cend(); ++it)
        it.value()->setValue(Label::fromCbor(sections[it.key()].toMap()));
}

void AgreementPanel::fillFromTemplate()
{
    const auto &ours = m_context.desk.ledger().institution();
    const auto text = AgreementTemplate::between(ours.name, m_partner.institution.name);
    if (!text) {
        Q_EMIT failed(text.error());
        return;
    }
    const auto today = m_context.desk.ledger().now().date();
    m_number->setText(u"%1-%2-01"_s.arg(ours.id().left(4).toUpper(), today.toString(u"yyyy"_s)));
    m_name->setValue(text->title);
    m_from->setDate(today);
    m_to->setDate(today.addYears(1));
    m_respond->setValue(24); // usual terms; both sides read and change them before anybody signs
    m_opinion->setValue(24);
    m_report->setValue(48);
    for (auto *box : std::as_const(m_types))
        box->setChecked(true);
    for (auto it = m_sections.cbegin(); it != m_sections.cend(); ++it)
        it.value()->setValue(text->sections.value(it.key()));
}

void AgreementPanel::setEditable(bool editable)
{
    m_number->setReadOnly(!editable);
    for (auto *field : {m_from, m_to})
        field->setEnabled(editable);
    for (auto *field : {m_respond, m_opinion, m_report})
        field->setEnabled(editable);
    m_name->setReadOnly(!editable);
    m_typeRow->setEnabled(editable);
    for (auto *edit : std::as_const(m_sections))
        edit->setReadOnly(!editable);
}

QCborMap AgreementPanel::args() const
{
    QCborMap sections;
    for (const auto &id : AgreementTemplate::sectionIds())
        if (const auto text = m_sections[id]->value(); !text.isEmpty())
            sections.insert(id, text.toCbor());
    QCborArray types;
    for (int i = 0; i < m_types.size(); ++i)
        if (m_types[i]->isChecked())
            types.append(typeCodes()[i]);
    return {{u"number"_s, m_number->text().trimmed()},
            {u"title"_s, m_name->value().toCbor()},
            {u"sections"_s, sections},
            {u"validFrom"_s, m_from->date().toString(Qt::ISODate)},
            {u"validTo"_s, m_to->date().toString(Qt::ISODate)},
            {u"serviceTypes"_s, types},
            {u"hours"_s,
             QCborMap{{u"respond"_s, m_respond->value()},
                      {u"opinion"_s, m_opinion->value()},
                      {u"report"_s, m_report->value()}}}};
}

void AgreementPanel::act(const QString &kind, const QCborMap &args)
{
    const auto done = m_context.desk.agreementAct(m_partner.institution.root, kind, args, m_context.actor());
    if (!done) {
        Q_EMIT failed(done.error());
        return;
    }
    m_reason->clear();
    Q_EMIT said(tr("Done: %1").arg(StageText::action(kind, m_context.language())));
    refresh();
}

void AgreementPanel::sign()
{
    m_prompt->ask(tr("You sign the agreement with %1 for your institution.")
                      .arg(m_partner.institution.name.in(m_context.language())));
}

void AgreementPanel::onPassword(const SecretBytes &password)
{
    // A clone: it outlives this signal on its way to another thread.
    m_context.reauthenticate(this, password.clone(), [this, root = m_partner.institution.root](const Result<> &right) {
        if (root != m_partner.institution.root)
            return; // another partner is shown by now
        if (!right) {
            m_prompt->refuse(right.error());
            return;
        }
        m_prompt->close();
        act(u"agreement.sign"_s);
    });
}

void AgreementPanel::retranslate()
{
    m_title->setText(tr("Agreement"));
    m_rows->setLabel(m_number, tr("Number"));
    m_rows->setLabel(m_name, tr("Title"));
    m_name->setAccessibleWords(tr("Title"));
    m_rows->setLabel(m_from, tr("Valid from"));
    m_rows->setLabel(m_to, tr("Valid to"));
    m_rows->setLabel(m_typeRow, tr("Services"));
    m_rows->setLabel(m_respond, tr("Hours to answer"));
    m_rows->setLabel(m_opinion, tr("Hours for the opinion"));
    m_rows->setLabel(m_report, tr("Hours for the report"));
    for (int i = 0; i < m_types.size(); ++i)
        m_types[i]->setText(CodeText::heading(typeCodes()[i]));
    const auto ids = AgreementTemplate::sectionIds();
    for (int i = 0; i < ids.size(); ++i) {
        const auto name = CodeText::heading(ids[i]);
        m_sectionTitles[ids[i]]->setText(tr("%1. %2", "number and name of a section").arg(i + 1).arg(name));
        m_sections[ids[i]]->setAccessibleWords(name);
    }
    m_reason->setTitle(tr("Reason (for sending back, refusing or ending)"));
    refresh();
}

void AgreementPanel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

} // namespace sizhen
