// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/consentpanel.h"

#include "ui/models/casereading.h"
#include "ui/models/casetimeline.h"
#include "ui/panels/penpad.h"
#include "ui/panels/reasonrow.h"
#include "ui/texts/codetext.h"
#include "ui/texts/stagetext.h"

#include <QCborArray>
#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const QStringList &itemCodes()
{
    static const QStringList list{u"SERVICE"_s,      u"FEES"_s, u"PROCESS"_s,   u"RISKS"_s,
                                  u"ALTERNATIVES"_s, u"DATA"_s, u"LIABILITY"_s, u"RECORDING"_s};
    return list;
}

const QStringList &signerCodes()
{
    static const QStringList list{u"PATIENT"_s, u"GUARDIAN"_s, u"CLOSE_RELATIVE"_s};
    return list;
}

const QStringList &documentCodes()
{
    static const QStringList list{u"ID_CARD"_s, u"PASSPORT"_s, u"OTHER"_s};
    return list;
}

void refill(QComboBox *box, const QStringList &codes, const std::function<QString(const QString &)> &words)
{
    const auto now = std::max(0, box->currentIndex());
    const QSignalBlocker quiet(box);
    box->clear();
    for (const auto &code : codes)
        box->addItem(words(code), code);
    box->setCurrentIndex(now);
}

} // namespace

ConsentPanel::ConsentPanel(ScreenContext &context, QWidget *parent)
    : CasePanel(context, u"consent"_s, parent)
    , m_state(makeWords())
    , m_explanation(new QWidget)
    , m_signing(new QWidget)
    , m_picture(new QLabel)
    , m_refusal(new ReasonRow(u"consentEnd"_s))
{
    m_state->setObjectName(u"consent.state"_s);
    m_picture->setObjectName(u"consent.picture"_s);
    body()->addWidget(m_state);
    body()->addWidget(m_picture);
    buildExplanation();
    buildSignature();
    body()->addSpacing(theme::gapSection);
    body()->addWidget(m_refusal);
    m_refusal->addAct(u"consent.refuse"_s, ActBar::Look::Plain, [this](const QString &reason) {
        act(u"consent.refuse"_s, {{u"reason"_s, reason}}, tr("It is recorded that the patient refuses."));
    });
    m_refusal->addAct(u"consent.withdraw"_s, ActBar::Look::Danger, [this](const QString &reason) {
        act(u"consent.withdraw"_s, {{u"reason"_s, reason}}, tr("It is recorded that the consent is withdrawn."));
    });
    bar()->addAct(u"consent.explain"_s, ActBar::Look::Primary, [this] { explain(); });
    bar()->addAct(u"consent.sign_patient"_s, ActBar::Look::Primary, [this] { sign(); });
    bar()->addAct(u"consent.sign_representative"_s, ActBar::Look::Primary, [this] { sign(); });
}

void ConsentPanel::buildExplanation()
{
    auto *column = new QVBoxLayout(m_explanation);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::gapTight);
    m_itemsTitle = makeWords(theme::Type::Section);
    column->addWidget(m_itemsTitle);
    for (const auto &code : itemCodes()) {
        auto *box = new QCheckBox;
        box->setObjectName(u"item."_s + code);
        m_items.append(box);
        column->addWidget(box);
    }
    auto *row = new QHBoxLayout;
    m_feeLabel = new QLabel;
    m_fee = new QLineEdit;
    m_fee->setObjectName(u"fee.amount"_s);
    m_fee->setMaximumWidth(theme::labelWidth);
    m_feeLabel->setBuddy(m_fee);
    m_currencyLabel = new QLabel;
    m_currency = new QComboBox;
    m_currency->setObjectName(u"fee.currency"_s);
    m_currency->addItems({u"EUR"_s, u"CNY"_s, u"HUF"_s, u"USD"_s, u"CHF"_s, u"GBP"_s});
    m_currencyLabel->setBuddy(m_currency);
    for (auto *widget : std::initializer_list<QWidget *>{m_feeLabel, m_fee, m_currencyLabel, m_currency})
        row->addWidget(widget);
    row->addStretch();
    column->addSpacing(theme::gap);
    column->addLayout(row);
    body()->addWidget(m_explanation);
}

void ConsentPanel::buildSignature()
{
    auto *column = new QVBoxLayout(m_signing);
    column->setContentsMargins(0, theme::gap, 0, 0);
    column->setSpacing(theme::gapTight);
    m_signTitle = makeWords(theme::Type::Section);
    column->addWidget(m_signTitle);
    auto *grid = new QGridLayout;
    grid->setVerticalSpacing(theme::gapTight);
    m_signerLabel = new QLabel;
    m_signer = new QComboBox;
    m_signer->setObjectName(u"signer"_s);
    m_signerLabel->setBuddy(m_signer);
    m_languageLabel = new QLabel;
    m_formLanguage = new QComboBox;
    m_formLanguage->setObjectName(u"formLanguage"_s);
    m_languageLabel->setBuddy(m_formLanguage);
    grid->addWidget(m_signerLabel, 0, 0);
    grid->addWidget(m_languageLabel, 0, 1);
    grid->addWidget(m_signer, 1, 0);
    grid->addWidget(m_formLanguage, 1, 1);
    column->addLayout(grid);
    m_representative = new QWidget;
    auto *fields = new QGridLayout(m_representative);
    fields->setContentsMargins(0, 0, 0, 0);
    fields->setVerticalSpacing(theme::gapTight);
    const QStringList names{u"rep.name"_s, u"rep.relation"_s, u"rep.reason"_s, u"rep.number"_s};
    for (int i = 0; i < names.size(); ++i) {
        auto *label = new QLabel;
        auto *line = new QLineEdit;
        line->setObjectName(names.at(i));
        label->setBuddy(line);
        fields->addWidget(label, 2 * (i / 2), i % 2);
        fields->addWidget(line, 2 * (i / 2) + 1, i % 2);
        m_representativeFields.append({label, line});
    }
    m_documentLabel = new QLabel;
    m_document = new QComboBox;
    m_document->setObjectName(u"rep.document"_s);
    m_documentLabel->setBuddy(m_document);
    fields->addWidget(m_documentLabel, 4, 0);
    fields->addWidget(m_document, 5, 0);
    column->addWidget(m_representative);
    m_padLabel = new QLabel;
    m_pad = new PenPad;
    m_pad->setObjectName(u"pad"_s);
    m_padLabel->setBuddy(m_pad);
    m_clear = new QPushButton;
    m_clear->setObjectName(u"pad.clear"_s);
    m_clear->setProperty("quiet", true);
    column->addSpacing(theme::gap);
    column->addWidget(m_padLabel);
    column->addWidget(m_pad);
    column->addWidget(m_clear, 0, Qt::AlignLeft);
    body()->addWidget(m_signing);
    connect(m_clear, &QPushButton::clicked, m_pad, &PenPad::clear);
    connect(m_signer, &QComboBox::currentIndexChanged, this, [this] { refresh(); });
}

QWidget *ConsentPanel::firstField()
{
    if (m_explanation->isVisibleTo(this))
        return m_fee;
    return m_signing->isVisibleTo(this) ? static_cast<QWidget *>(m_pad) : nullptr;
}

bool ConsentPanel::byRepresentative() const
{
    return m_signer->currentIndex() > 0;
}

void ConsentPanel::load()
{
    for (int i = 0; i < m_items.size(); ++i)
        m_items.at(i)->setChecked(itemCodes().at(i) != u"RECORDING"); // wanted by nobody until somebody says so
    m_fee->clear();
    m_pad->clear();
    m_signer->setCurrentIndex(0);
    for (const auto &field : std::as_const(m_representativeFields))
        field.second->clear();
    m_refusal->clear();
    const auto who = caseread::patient(state(), context().desk.ledger().now().date());
    QStringList tags{who.language, u"en"_s, u"zh"_s};
    tags.removeAll(QString());
    tags.removeDuplicates();
    m_formLanguage->clear();
    for (const auto &tag : std::as_const(tags))
        m_formLanguage->addItem(CodeText::languageName(tag), tag);
}

void ConsentPanel::explain()
{
    QCborArray items;
    for (int i = 0; i < m_items.size(); ++i)
        if (m_items.at(i)->isChecked())
            items.append(itemCodes().at(i));
    const QCborMap fee{{u"amount"_s, m_fee->text().trimmed()}, {u"currency"_s, m_currency->currentText()}};
    act(u"consent.explain"_s, {{u"items"_s, items}, {u"fee"_s, fee}}, tr("The explanation is recorded."));
}

void ConsentPanel::sign()
{
    QCborMap args{{u"form"_s,
                   QCborMap{{u"id"_s, u"consent"_s},
                            {u"version"_s, 1},
                            {u"language"_s, m_formLanguage->currentData().toString()}}}};
    if (const auto png = m_pad->png(); !png.isEmpty()) {
        const auto attachment = context().desk.attach(png, u"image/png"_s, u"consent-signature.png"_s);
        if (!attachment) {
            Q_EMIT failed(attachment.error());
            return;
        }
        args.insert(u"signature"_s, QCborMap{{u"attachment"_s, attachment->toCbor()}});
    }
    if (!byRepresentative()) {
        act(u"consent.sign_patient"_s, args, tr("The consent is signed."));
        return;
    }
    const auto typed = [this](int i) { return m_representativeFields.at(i).second->text().trimmed(); };
    args.insert(u"signerType"_s, signerCodes().value(m_signer->currentIndex()));
    args.insert(u"name"_s, typed(0));
    args.insert(u"relation"_s, typed(1));
    args.insert(u"reason"_s, typed(2));
    args.insert(u"document"_s,
                QCborMap{{u"type"_s, documentCodes().value(m_document->currentIndex())},
                         {u"number"_s, typed(3)},
                         {u"country"_s, context().desk.ledger().institution().country}});
    act(u"consent.sign_representative"_s, args, tr("The consent is signed."));
}

void ConsentPanel::showSigned()
{
    const Act *signedAct = state().latest(u"consent.sign_patient"_s);
    if (const auto *other = state().latest(u"consent.sign_representative"_s))
        signedAct = other;
    const bool stands = signedAct && state().machines.value(u"consent"_s) == u"SIGNED";
    m_picture->setVisible(stands);
    if (!stands)
        return;
    const auto signer = caseread::text(signedAct->args(), u"signerType"_s);
    m_state->setText(tr("✓ Signed by: %1, %2")
                         .arg(CodeText::of(signer.isEmpty() ? u"PATIENT"_s : signer),
                              TimeText::moment(signedAct->event.at, TimeText::zone(here().timeZone))));
    const auto attachment
        = Attachment::fromCbor(signedAct->args().value(u"signature"_s).toMap().value(u"attachment"_s).toMap());
    QPixmap picture;
    if (attachment)
        if (const auto bytes = context().desk.ledger().vault().attachments().read(*attachment))
            picture.loadFromData(*bytes);
    m_picture->setVisible(!picture.isNull());
    if (!picture.isNull())
        m_picture->setPixmap(
            picture.scaled(theme::fieldWidth, theme::labelWidth, Qt::KeepAspectRatio, Qt::SmoothTransformation));
}

void ConsentPanel::refresh()
{
    const auto machine = state().machines.value(u"consent"_s);
    const bool ours = state().mySide == Side::Inviting;
    const bool stopped = machine == u"REFUSED" || machine == u"WITHDRAWN";
    m_state->setRole(machine == u"SIGNED" ? theme::Role::Good : stopped ? theme::Role::Danger : theme::Role::Caution);
    m_state->setText((machine == u"SIGNED" ? u"✓ "_s
                          : stopped        ? u"✕ "_s
                                           : u"○ "_s)
                     + StageText::of(u"consent"_s, machine, language()));
    showSigned();
    setHint(ours ? QString() : tr("The inviting side keeps the consent; you see that it stands."));
    m_explanation->setVisible(ours && machine == u"NEEDED");
    m_signing->setVisible(ours && machine == u"EXPLAINED");
    m_representative->setVisible(byRepresentative());
    bar()->setShown(u"consent.explain"_s, machine == u"NEEDED");
    bar()->setShown(u"consent.sign_patient"_s, machine == u"EXPLAINED" && !byRepresentative());
    bar()->setShown(u"consent.sign_representative"_s, machine == u"EXPLAINED" && byRepresentative());
    bar()->update(offers(), language());
    m_refusal->update(ours ? offers() : QList<Offer>(), language());
}

void ConsentPanel::retranslate()
{
    setTitle(tr("Informed consent"));
    m_itemsTitle->setText(tr("Explained to the patient, in words they understand"));
    for (int i = 0; i < m_items.size(); ++i)
        m_items.at(i)->setText(TimelineText::consentItem(itemCodes().at(i)));
    m_feeLabel->setText(tr("Fee for the patient"));
    m_currencyLabel->setText(tr("Currency"));
    m_signTitle->setText(tr("Signature"));
    m_signerLabel->setText(tr("Who signs"));
    m_languageLabel->setText(tr("Language of the form"));
    refill(m_signer, signerCodes(), [](const QString &code) { return CodeText::of(code); });
    refill(m_document, documentCodes(), [](const QString &code) { return CodeText::of(code); });
    const QStringList words{tr("Name"), tr("Relation to the patient"), tr("Why the patient does not sign"),
                            tr("Number of the document")};
    for (int i = 0; i < m_representativeFields.size(); ++i) {
        m_representativeFields.at(i).first->setText(words.at(i));
        m_representativeFields.at(i).second->setAccessibleName(words.at(i));
    }
    m_documentLabel->setText(tr("Document of the signer"));
    m_padLabel->setText(tr("Sign here with pen, finger or mouse"));
    m_pad->setAccessibleName(tr("Signature"));
    m_pad->setAccessibleDescription(tr("Arrow keys move the pen, Space sets it down and lifts it."));
    m_clear->setText(tr("Sign again"));
    m_refusal->setTitle(tr("Reason, in the patient's words"));
    m_fee->setAccessibleName(m_feeLabel->text());
    m_currency->setAccessibleName(m_currencyLabel->text());
    m_signer->setAccessibleName(m_signerLabel->text());
    m_formLanguage->setAccessibleName(m_languageLabel->text());
    m_document->setAccessibleName(m_documentLabel->text());
}

} // namespace sizhen
