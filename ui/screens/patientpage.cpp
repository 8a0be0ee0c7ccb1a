// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/patientpage.h"
#include "ui/models/patientmodel.h"
#include "ui/panels/labeledit.h"
#include "ui/screens/context.h"
#include "ui/texts/codetext.h"
#include "ui/texts/stagetext.h"
#include "ui/texts/timetext.h"
#include "ui/widgets/card.h"
#include "ui/widgets/fieldrows.h"
#include "ui/widgets/mark.h"
#include "ui/widgets/textlabel.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int complaintLines = 2;

QList<QPair<QString, QString>> codeRows(const QStringList &codes)
{
    QList<QPair<QString, QString>> rows;
    for (const auto &code : codes)
        rows.append({code, CodeText::heading(code)});
    return rows;
}

} // namespace

PatientPage::PatientPage(ScreenContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_name(new TextLabel(theme::Type::Title))
    , m_facts(new TextLabel(theme::Type::Body, theme::Role::TextMuted))
    , m_identity(new StatusDot)
    , m_method(new QComboBox)
    , m_verify(new QPushButton)
    , m_casesTitle(new TextLabel(theme::Type::Section))
    , m_cases(new QVBoxLayout)
    , m_newTitle(new TextLabel(theme::Type::Section))
    , m_rows(new FieldRows)
    , m_partner(new QComboBox)
    , m_type(new QComboBox)
    , m_mode(new QComboBox)
    , m_complaint(new LabelEdit(u"complaint"_s, complaintLines))
    , m_missing(new TextLabel(theme::Type::Body, theme::Role::Danger))
    , m_open(new QPushButton)
{
    build();
    connect(m_verify, &QPushButton::clicked, this, &PatientPage::verify);
    connect(m_open, &QPushButton::clicked, this, &PatientPage::openCase);
    retranslate();
    m_type->setCurrentIndex(0);
    m_mode->setCurrentIndex(0);
}

void PatientPage::build()
{
    m_name->setObjectName(u"patientTitle"_s);
    m_identity->setObjectName(u"identityState"_s);
    m_method->setObjectName(u"identityMethod"_s);
    m_verify->setObjectName(u"verifyIdentityButton"_s);
    m_rows->add(m_partner, u"casePartner"_s);
    m_rows->add(m_type, u"caseType"_s);
    m_rows->add(m_mode, u"caseMode"_s);
    m_rows->add(m_complaint, u"complaint"_s);
    m_missing->setObjectName(u"openCaseMissing"_s);
    m_missing->setWordWrap(true);
    m_missing->setVisible(false);
    m_open->setObjectName(u"openCaseButton"_s);
    m_open->setProperty("primary", true);

    auto *identity = new QHBoxLayout;
    identity->addWidget(m_identity, 1);
    identity->addWidget(m_method);
    identity->addWidget(m_verify);
    auto *foot = new QHBoxLayout;
    foot->addStretch();
    foot->addWidget(m_open);
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_name);
    column->addWidget(m_facts);
    column->addLayout(identity);
    column->addSpacing(theme::gap);
    column->addWidget(m_casesTitle);
    column->addLayout(m_cases);
    column->addSpacing(theme::gap);
    column->addWidget(m_newTitle);
    column->addWidget(m_rows);
    column->addWidget(m_missing);
    column->addStretch();
    column->addLayout(foot);
}

void PatientPage::setPatient(const QByteArray &id)
{
    if (id != m_id) {
        m_complaint->setValue({});
        m_missing->setVisible(false);
    }
    m_id = id;
    refresh();
}

QWidget *PatientPage::firstField() const
{
    return m_verify->isVisibleTo(this) ? static_cast<QWidget *>(m_verify) : m_partner;
}

void PatientPage::refresh()
{
    if (m_id.isEmpty())
        return;
    const auto card = m_context.desk.patient(m_id);
    if (!card) {
        Q_EMIT failed(card.error());
        return;
    }
    m_name->setText(card->name);
    m_facts->setText(tr("%1 · born %2 · reads %3 · %4 %5", "facts, birth date, language, document type and number")
                         .arg(PatientText::facts(*card, m_context.language(), m_context.desk.ledger().now().date()),
                              TimeText::date(QDate::fromString(card->birthDate, Qt::ISODate)),
                              CodeText::languageName(card->language, m_context.language()),
                              CodeText::of(card->documentType), card->documentNumber));
    showIdentity(*card);
    showCases(*card);
    fillPartners();
}

void PatientPage::showIdentity(const PatientCard &card)
{
    m_identity->set(card.identityVerified ? Mark::Good : Mark::Warning,
                    card.identityVerified ? tr("Identity document seen")
                                          : tr("The identity document has not been seen yet"));
    m_method->setVisible(!card.identityVerified);
    m_verify->setVisible(!card.identityVerified);
}

void PatientPage::showCases(const PatientCard &card)
{
    qDeleteAll(m_caseButtons);
    m_caseButtons.clear();
    for (const auto &hex : card.cases) {
        const auto id = QByteArray::fromHex(hex.toLatin1());
        const auto state = m_context.desk.caseState(id);
        if (!state)
            continue; // Desk told of a damaged case where it was read first
        auto *button = new CardButton;
        button->setObjectName(u"patientCase."_s + hex);
        auto *row = new QHBoxLayout(button);
        row->setContentsMargins(theme::gapGroup, theme::gap, theme::gapGroup, theme::gap);
        auto *code = new TextLabel;
        code->setText(state->code());
        auto *stage = new TextLabel;
        stage->setText(StageText::of(u"case"_s, state->stage(), m_context.language()));
        auto *complaint = new TextLabel(theme::Type::Body, theme::Role::TextMuted);
        if (const auto *opened = state->latest(u"case.opened"_s))
            complaint->setText(Label::fromCbor(opened->args()[u"complaint"_s].toMap()).in(m_context.language()));
        row->addWidget(code);
        row->addWidget(stage);
        row->addWidget(complaint, 1);
        button->setAccessibleName(code->text() + u", "_s + stage->text() + u", "_s + complaint->text());
        connect(button, &CardButton::clicked, this, [this, id] { Q_EMIT openCaseRequested(id); });
        m_cases->addWidget(button);
        button->show();
        m_caseButtons.append(button);
    }
    if (m_caseButtons.isEmpty()) {
        auto *none = new TextLabel(theme::Type::Body, theme::Role::TextMuted);
        none->setText(tr("None yet"));
        m_cases->addWidget(none);
        m_caseButtons.append(none);
    }
}

void PatientPage::fillPartners()
{
    QList<QPair<QString, QString>> rows;
    for (const auto &partner : m_context.desk.ledger().partners().value_or(QList<Ledger::Partner>{}))
        if (partner.verified)
            rows.append({QString::fromLatin1(partner.institution.root.toHex()),
                         partner.institution.name.in(m_context.language())});
    refill(m_partner, rows);
    if (m_partner->currentIndex() < 0 && rows.size() == 1)
        m_partner->setCurrentIndex(0);
}

void PatientPage::verify()
{
    const auto done
        = m_context.desk.verifyIdentity(m_id, {{u"method"_s, m_method->currentData().toString()}}, m_context.actor());
    if (!done) {
        Q_EMIT failed(done.error());
        return;
    }
    Q_EMIT said(tr("The identity document is recorded as seen."));
    refresh();
}

void PatientPage::openCase()
{
    const auto complaint = m_complaint->value();
    QString missing;
    if (m_partner->currentIndex() < 0)
        missing = tr("Choose the partner institution. Only one whose fingerprint was compared stands in the list.");
    else if (complaint.isEmpty())
        missing = tr("Write the chief complaint, in one language at least.");
    m_missing->setText(missing);
    m_missing->setVisible(!missing.isEmpty());
    if (!missing.isEmpty())
        return;
    const QCborMap args{{u"type"_s, m_type->currentData().toString()},
                        {u"mode"_s, m_mode->currentData().toString()},
                        {u"complaint"_s, complaint.toCbor()}};
    const auto opened = m_context.desk.openCase(
        m_id, QByteArray::fromHex(m_partner->currentData().toString().toLatin1()), args, m_context.actor());
    if (!opened) {
        Q_EMIT failed(opened.error());
        return;
    }
    m_complaint->setValue({});
    Q_EMIT said(tr("The case is open."));
    Q_EMIT openCaseRequested(*opened);
}

void PatientPage::retranslate()
{
    m_verify->setText(tr("Record as seen"));
    m_method->setAccessibleName(tr("How the document was checked"));
    refill(m_method, codeRows({u"SIGHT"_s, u"READER"_s, u"SYSTEM"_s}));
    if (m_method->currentIndex() < 0)
        m_method->setCurrentIndex(0);
    m_casesTitle->setText(tr("Cases"));
    m_newTitle->setText(tr("New case"));
    m_rows->setLabel(m_partner, tr("Partner"));
    m_rows->setLabel(m_type, tr("Service"));
    m_rows->setLabel(m_mode, tr("How"));
    m_rows->setLabel(m_complaint, tr("Chief complaint"));
    m_complaint->setAccessibleWords(tr("Chief complaint"));
    refill(m_type, codeRows({u"CONSULTATION"_s, u"DIAGNOSIS"_s, u"GUIDANCE"_s}));
    refill(m_mode, codeRows({u"ONLINE"_s, u"OFFLINE"_s}));
    m_open->setText(tr("Open the case"));
    m_missing->setVisible(false);
    refresh();
}

void PatientPage::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

} // namespace sizhen
