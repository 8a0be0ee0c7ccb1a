// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/patientpanel.h"

#include "ui/models/casereading.h"
#include "ui/panels/formpane.h"
#include "ui/panels/reasonrow.h"
#include "ui/texts/codetext.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int digitsShown = 4; // of a document's number, in a record that is shared

const QStringList &methods()
{
    static const QStringList list{u"SIGHT"_s, u"READER"_s, u"SYSTEM"_s};
    return list;
}

const QStringList &documents()
{
    static const QStringList list{u"PASSPORT"_s, u"ID_CARD"_s, u"OTHER"_s};
    return list;
}

} // namespace

PatientPanel::PatientPanel(ScreenContext &context, QWidget *parent)
    : CasePanel(context, u"patient"_s, parent)
    , m_facts(makeWords())
    , m_complaint(makeWords())
    , m_identity(new QWidget)
    , m_methodLabel(new QLabel)
    , m_method(new QComboBox)
    , m_documentLabel(new QLabel)
    , m_document(new QComboBox)
    , m_digitsLabel(new QLabel)
    , m_digits(new QLineEdit)
    , m_intake(new FormPane(context, u"intake"_s, FormPane::Scroll::No))
    , m_cancel(new ReasonRow(u"cancel"_s))
{
    m_facts->setObjectName(u"facts"_s);
    m_method->setObjectName(u"identity.method"_s);
    m_document->setObjectName(u"identity.document"_s);
    m_digits->setObjectName(u"identity.digits"_s);
    m_digits->setMaxLength(digitsShown);
    body()->addWidget(m_facts);
    body()->addWidget(m_complaint);
    m_identityTitle = addSection();
    m_identityState = makeWords(theme::Type::Body, theme::Role::Good);
    m_identityState->setObjectName(u"identity.state"_s);
    body()->addWidget(m_identityState);
    auto *grid = new QGridLayout(m_identity);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(theme::gapTight);
    const QList<QPair<QLabel *, QWidget *>> cells{
        {m_methodLabel, m_method}, {m_documentLabel, m_document}, {m_digitsLabel, m_digits}};
    for (int i = 0; i < cells.size(); ++i) {
        cells.at(i).first->setBuddy(cells.at(i).second);
        grid->addWidget(cells.at(i).first, 0, i);
        grid->addWidget(cells.at(i).second, 1, i);
        grid->setColumnStretch(i, 1);
    }
    body()->addWidget(m_identity);
    m_intakeTitle = addSection();
    body()->addWidget(m_intake);
    body()->addSpacing(theme::gapSection);
    body()->addWidget(m_cancel);
    m_cancel->addAct(u"case.cancel"_s, ActBar::Look::Danger, [this](const QString &reason) {
        act(u"case.cancel"_s, {{u"reason"_s, reason}}, tr("The case is cancelled."));
    });
    m_save = bar()->addPlain(u"intake.save"_s, [this] { m_intake->save(); });
    bar()->addAct(u"case.reopen"_s, ActBar::Look::Plain,
                  [this] { act(u"case.reopen"_s, {}, tr("The case can be changed again.")); });
    bar()->addAct(u"case.identity_checked"_s, ActBar::Look::Primary, [this] { verify(); });
    connect(m_intake, &FormPane::failed, this, &CasePanel::failed);
    connect(m_intake, &FormPane::said, this, &CasePanel::said);
    connect(m_intake, &FormPane::acted, this, &CasePanel::acted);
}

QWidget *PatientPanel::firstField()
{
    return m_identity->isVisibleTo(this) ? static_cast<QWidget *>(m_method) : nullptr;
}

void PatientPanel::leave()
{
    m_intake->leave();
}

void PatientPanel::load()
{
    m_digits->clear();
    const auto patients = context().desk.patients();
    if (!patients)
        return; // the invited side keeps no cards of another house's patients
    const auto id = QString::fromLatin1(state().id.toHex());
    for (const auto &card : *patients)
        if (card.cases.contains(id)) {
            m_digits->setText(card.documentNumber.right(digitsShown));
            m_document->setCurrentIndex(std::max(0, int(documents().indexOf(card.documentType))));
        }
}

void PatientPanel::verify()
{
    const QCborMap document{{u"type"_s, documents().value(m_document->currentIndex())},
                            {u"lastDigits"_s, m_digits->text().trimmed()}};
    act(u"case.identity_checked"_s,
        {{u"method"_s, methods().value(m_method->currentIndex())}, {u"document"_s, document}},
        tr("The patient's identity is verified."));
}

void PatientPanel::showFacts()
{
    const auto today = context().desk.ledger().now().date();
    const auto who = caseread::patient(state(), today);
    QStringList parts;
    if (!who.name.isEmpty())
        parts.append(who.name);
    if (!who.sex.isEmpty())
        parts.append(CodeText::sex(who.sex));
    if (who.age >= 0)
        parts.append(tr("%n year(s)", nullptr, who.age));
    if (!who.country.isEmpty())
        parts.append(CodeText::country(who.country, language()));
    if (!who.language.isEmpty())
        parts.append(tr("speaks %1").arg(CodeText::languageName(who.language)));
    m_facts->setText(parts.join(u" · "_s));
    const auto *opened = state().latest(u"case.opened"_s);
    const auto complaint = opened ? caseread::label(opened->args(), u"complaint"_s) : Label();
    m_complaint->setText(complaint.zh() == complaint.en() ? complaint.en() : complaint.zh() + u'\n' + complaint.en());
    m_complaint->setVisible(!complaint.isEmpty());
}

void PatientPanel::refresh()
{
    showFacts();
    setHint(state().held ? QString() : tr("Name and record are released when your side accepts the invitation."));
    const bool ours = state().mySide == Side::Inviting;
    const auto *checked = state().latest(u"case.identity_checked"_s);
    const bool open = ours && offerFor(offers(), u"case.identity_checked"_s);
    m_identityTitle->setVisible(state().held);
    m_identity->setVisible(open && !checked);
    m_identityState->setRole(checked ? theme::Role::Good : theme::Role::Caution);
    m_identityState->setVisible(state().held);
    if (checked)
        m_identityState->setText(tr("✓ %1, %2")
                                     .arg(CodeText::of(caseread::text(checked->args(), u"method"_s)),
                                          TimeText::moment(checked->event.at, TimeText::zone(here().timeZone))));
    else
        m_identityState->setText(tr("○ Nobody has looked at the patient's document yet."));
    m_intakeTitle->setVisible(state().held);
    m_intake->setVisible(state().held);
    if (state().held)
        m_intake->setCase(state(), offers());
    m_save->setVisible(state().held && isOffered(u"case.form_saved"_s));
    bar()->setShown(u"case.identity_checked"_s, ours && !checked);
    m_cancel->update(ours ? offers() : QList<Offer>(), language());
}

void PatientPanel::retranslate()
{
    setTitle(tr("Patient"));
    m_identityTitle->setText(tr("Identity"));
    m_intakeTitle->setText(tr("Intake"));
    m_methodLabel->setText(tr("How the document was checked"));
    m_documentLabel->setText(tr("Document"));
    m_digitsLabel->setText(tr("Last four characters"));
    m_method->setAccessibleName(m_methodLabel->text());
    m_document->setAccessibleName(m_documentLabel->text());
    m_digits->setAccessibleName(m_digitsLabel->text());
    const auto refill = [](QComboBox *box, const QStringList &codes) {
        const auto now = std::max(0, box->currentIndex());
        box->clear();
        for (const auto &code : codes)
            box->addItem(CodeText::of(code), code);
        box->setCurrentIndex(now);
    };
    refill(m_method, methods());
    refill(m_document, documents());
    m_save->setText(tr("Save the intake"));
    m_cancel->setTitle(tr("Why the case is cancelled"));
}

} // namespace sizhen
