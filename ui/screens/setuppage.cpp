// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/setuppage.h"

#include "core/store/keyslots.h"
#include "ui/texts/codetext.h"
#include "ui/texts/timetext.h"
#include "ui/texts/translations.h"
#include "ui/widgets/fieldrows.h"
#include "ui/widgets/passwordfield.h"
#include "ui/widgets/textlabel.h"

#include <QComboBox>
#include <QEvent>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

SetupPage::SetupPage(QWidget *parent)
    : QWidget(parent)
    , m_title(new TextLabel(theme::Type::Title))
    , m_explained(new TextLabel(theme::Type::Body, theme::Role::TextMuted))
    , m_rows(new FieldRows)
    , m_nameEn(new QLineEdit)
    , m_nameZh(new QLineEdit)
    , m_cityEn(new QLineEdit)
    , m_cityZh(new QLineEdit)
    , m_country(new QComboBox)
    , m_zone(new QComboBox)
    , m_station(new QLineEdit)
    , m_passphrase(new PasswordField)
    , m_again(new PasswordField)
    , m_missing(new TextLabel(theme::Type::Body, theme::Role::Danger))
    , m_practiceExplained(new TextLabel(theme::Type::Small, theme::Role::TextMuted))
    , m_practice(new QPushButton)
    , m_found(new QPushButton)
{
    build();
    connect(m_country, &QComboBox::currentIndexChanged, this, &SetupPage::fillZones);
    connect(m_found, &QPushButton::clicked, this, &SetupPage::submit);
    connect(m_again, &QLineEdit::returnPressed, this, &SetupPage::submit);
    connect(m_practice, &QPushButton::clicked, this, &SetupPage::practiceRequested);
    retranslate();
    m_country->setCurrentIndex(-1);
}

void SetupPage::build()
{
    m_rows->add(m_nameEn, u"institutionNameEn"_s);
    m_rows->add(m_nameZh, u"institutionNameZh"_s);
    m_rows->add(m_cityEn, u"cityEn"_s);
    m_rows->add(m_cityZh, u"cityZh"_s);
    m_rows->add(m_country, u"country"_s);
    m_rows->add(m_zone, u"timeZone"_s);
    m_rows->add(m_station, u"stationName"_s);
    m_rows->add(m_passphrase, u"newPassphrase"_s);
    m_rows->add(m_again, u"newPassphraseAgain"_s);
    m_missing->setObjectName(u"setupMissing"_s);
    m_practice->setObjectName(u"practiseButton"_s);
    m_found->setObjectName(u"foundButton"_s);
    m_found->setProperty("primary", true);
    for (auto *label : {m_explained, m_missing, m_practiceExplained})
        label->setWordWrap(true);
    m_missing->setVisible(false);

    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_practice);
    buttons->addWidget(m_practiceExplained, 1);
    buttons->addWidget(m_found);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_title);
    column->addWidget(m_explained);
    column->addSpacing(theme::gap);
    column->addWidget(m_rows);
    column->addWidget(m_missing);
    column->addSpacing(theme::gap);
    column->addLayout(buttons);
}

QWidget *SetupPage::firstField() const
{
    return m_nameEn;
}

void SetupPage::fillZones()
{
    m_zone->clear();
    const auto country = m_country->currentData().toString();
    for (const auto &id : TimeText::zonesOf(country))
        m_zone->addItem(QString(id).replace(u'_', u' '), id);
}

QString SetupPage::whatIsMissing() const
{
    for (const auto *field : {m_nameEn, m_nameZh, m_cityEn, m_cityZh})
        if (field->text().trimmed().isEmpty())
            return tr("Write the name and the city in both languages: they stand on every document.");
    if (m_country->currentIndex() < 0 || m_zone->currentIndex() < 0)
        return tr("Choose the country and its time zone.");
    if (m_station->text().trimmed().isEmpty())
        return tr("Give this station a name, for example the room it stands in.");
    if (m_passphrase->text().size() < leastPassphraseLength)
        return tr("The passphrase needs at least %n characters. A few words are easy to remember.", nullptr,
                  leastPassphraseLength);
    if (!m_passphrase->matches(*m_again))
        return tr("The two passphrases differ. Type both again.");
    return {};
}

void SetupPage::submit()
{
    const auto missing = whatIsMissing();
    m_missing->setText(missing);
    m_missing->setVisible(!missing.isEmpty());
    if (!missing.isEmpty())
        return;
    FoundingRequest request;
    request.institution.name = Label(m_nameZh->text().trimmed(), m_nameEn->text().trimmed());
    request.institution.city = Label(m_cityZh->text().trimmed(), m_cityEn->text().trimmed());
    request.institution.country = m_country->currentData().toString();
    request.institution.timeZone = m_zone->currentData().toString();
    request.institution.stationName = m_station->text().trimmed();
    request.passphrase = m_passphrase->take();
    m_again->wipeText();
    Q_EMIT foundRequested(request);
}

void SetupPage::retranslate()
{
    m_title->setText(tr("Set up this institution"));
    m_explained->setText(tr("Done once. It makes the institution's keys and its vault on this machine."));
    m_rows->setLabel(m_nameEn, tr("Name in English"));
    m_rows->setLabel(m_nameZh, tr("Name in Chinese"));
    m_rows->setLabel(m_cityEn, tr("City in English"));
    m_rows->setLabel(m_cityZh, tr("City in Chinese"));
    m_rows->setLabel(m_country, tr("Country"));
    m_rows->setLabel(m_zone, tr("Time zone"));
    m_rows->setLabel(m_station, tr("Name of this station"));
    m_rows->setLabel(m_passphrase, tr("Passphrase"));
    m_rows->setLabel(m_again, tr("Passphrase again"));
    m_found->setText(tr("Set up"));
    m_practice->setText(tr("Practise"));
    m_practiceExplained->setText(tr("With a simulated partner, patient and instrument; no real data."));
    refill(m_country, CodeText::countries(Translations::readers()));
    if (m_missing->isVisibleTo(this))
        m_missing->setText(whatIsMissing());
}

void SetupPage::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

} // namespace sizhen
