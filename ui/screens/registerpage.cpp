// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/registerpage.h"

#include "ui/texts/codetext.h"
#include "ui/texts/translations.h"
#include "ui/widgets/fieldrows.h"
#include "ui/widgets/textlabel.h"

#include <QComboBox>
#include <QDateEdit>
#include <QEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QList<QPair<QString, QString>> words(const QStringList &codes, QString (*say)(const QString &))
{
    QList<QPair<QString, QString>> rows;
    for (const auto &code : codes)
        rows.append({code, say(code)});
    return rows;
}

} // namespace

RegisterPage::RegisterPage(QWidget *parent)
    : QWidget(parent)
    , m_title(new TextLabel(theme::Type::Title))
    , m_rows(new FieldRows)
    , m_name(new QLineEdit)
    , m_birth(new QDateEdit)
    , m_sex(new QComboBox)
    , m_country(new QComboBox)
    , m_language(new QComboBox)
    , m_document(new QComboBox)
    , m_number(new QLineEdit)
    , m_issuer(new QComboBox)
    , m_missing(new TextLabel(theme::Type::Body, theme::Role::Danger))
    , m_cancel(new QPushButton)
    , m_register(new QPushButton)
{
    build();
    connect(m_register, &QPushButton::clicked, this, &RegisterPage::submit);
    connect(m_cancel, &QPushButton::clicked, this, &RegisterPage::cancelled);
    connect(m_country, &QComboBox::activated, this, [this] {
        if (m_issuer->currentIndex() < 0)
            m_issuer->setCurrentIndex(m_issuer->findData(m_country->currentData()));
    });
    retranslate();
    clear({});
}

void RegisterPage::build()
{
    m_rows->add(m_name, u"patientName"_s);
    m_rows->add(m_birth, u"birthDate"_s);
    m_rows->add(m_sex, u"sex"_s);
    m_rows->add(m_country, u"patientCountry"_s);
    m_rows->add(m_language, u"patientLanguage"_s);
    m_rows->add(m_document, u"documentType"_s);
    m_rows->add(m_number, u"documentNumber"_s);
    m_rows->add(m_issuer, u"documentCountry"_s);
    m_birth->setDisplayFormat(u"yyyy-MM-dd"_s);
    m_birth->setMinimumDate({1900, 1, 1});
    m_missing->setObjectName(u"registerMissing"_s);
    m_missing->setWordWrap(true);
    m_cancel->setObjectName(u"cancelRegister"_s);
    m_register->setObjectName(u"registerButton"_s);
    m_register->setProperty("primary", true);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_register);
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_title);
    column->addSpacing(theme::gap);
    column->addWidget(m_rows);
    column->addWidget(m_missing);
    column->addStretch();
    column->addLayout(buttons);
}

void RegisterPage::clear(const QString &country)
{
    m_name->clear();
    m_number->clear();
    m_birth->setDate({1980, 1, 1});
    m_sex->setCurrentIndex(-1);
    m_language->setCurrentIndex(-1);
    m_document->setCurrentIndex(0);
    for (auto *combo : {m_country, m_issuer})
        combo->setCurrentIndex(combo->findData(country));
    m_missing->setVisible(false);
}

void RegisterPage::setToday(const QDate &today)
{
    m_birth->setMaximumDate(today);
}

QWidget *RegisterPage::firstField() const
{
    return m_name;
}

QString RegisterPage::whatIsMissing() const
{
    if (m_name->text().trimmed().isEmpty())
        return tr("Write the patient's name as it stands in the document.");
    if (m_sex->currentIndex() < 0 || m_country->currentIndex() < 0 || m_language->currentIndex() < 0)
        return tr("Choose sex, country and the language the patient reads.");
    if (m_number->text().trimmed().isEmpty() || m_issuer->currentIndex() < 0)
        return tr("Write the document's number and choose the country that issued it.");
    return {};
}

void RegisterPage::submit()
{
    const auto missing = whatIsMissing();
    m_missing->setText(missing);
    m_missing->setVisible(!missing.isEmpty());
    if (!missing.isEmpty())
        return;
    Q_EMIT registerRequested({{u"name"_s, m_name->text().trimmed()},
                              {u"birth"_s, m_birth->date().toString(Qt::ISODate)},
                              {u"sex"_s, m_sex->currentData().toString()},
                              {u"country"_s, m_country->currentData().toString()},
                              {u"language"_s, m_language->currentData().toString()},
                              {u"document"_s,
                               QCborMap{{u"type"_s, m_document->currentData().toString()},
                                        {u"number"_s, m_number->text().trimmed()},
                                        {u"country"_s, m_issuer->currentData().toString()}}}});
}

void RegisterPage::retranslate()
{
    m_title->setText(tr("Register a patient"));
    m_rows->setLabel(m_name, tr("Name"));
    m_rows->setLabel(m_birth, tr("Date of birth"));
    m_rows->setLabel(m_sex, tr("Sex"));
    m_rows->setLabel(m_country, tr("Country"));
    m_rows->setLabel(m_language, tr("Language"));
    m_rows->setLabel(m_document, tr("Document"));
    m_rows->setLabel(m_number, tr("Number"));
    m_rows->setLabel(m_issuer, tr("Issued in"));
    m_cancel->setText(tr("Cancel"));
    m_register->setText(tr("Register"));
    refill(m_sex, words({u"F"_s, u"M"_s, u"X"_s}, &CodeText::sex));
    refill(m_document, words({u"PASSPORT"_s, u"ID_CARD"_s, u"OTHER"_s}, &CodeText::heading));
    const auto countries = CodeText::countries(Translations::readers());
    refill(m_country, countries);
    refill(m_issuer, countries);
    refill(m_language, CodeText::languages(Translations::readers()));
    if (m_missing->isVisibleTo(this))
        m_missing->setText(whatIsMissing());
}

void RegisterPage::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

} // namespace sizhen
