// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/pairingpanel.h"
#include "core/base/async.h"
#include "ui/screens/context.h"
#include "ui/texts/codetext.h"
#include "ui/texts/fingerprinttext.h"
#include "ui/texts/timetext.h"
#include "ui/widgets/fieldrows.h"
#include "ui/widgets/mark.h"
#include "ui/widgets/passwordfield.h"
#include "ui/widgets/textlabel.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

PairingPanel::PairingPanel(ScreenContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_name(new TextLabel(theme::Type::Title))
    , m_other(new TextLabel(theme::Type::Body, theme::Role::TextMuted))
    , m_facts(new TextLabel(theme::Type::Body, theme::Role::TextMuted))
    , m_state(new StatusDot)
    , m_show(new QPushButton)
    , m_compare(new QWidget)
    , m_explained(new TextLabel)
    , m_digits(new TextLabel(theme::Type::Figures))
    , m_compared(new TextLabel(theme::Type::Body, theme::Role::TextMuted))
    , m_rows(new FieldRows)
    , m_officers{{{new QComboBox, new PasswordField}, {new QComboBox, new PasswordField}}}
    , m_same(new QPushButton)
{
    build();
    for (const auto &officer : m_officers) {
        connect(officer.who, &QComboBox::currentIndexChanged, this, &PairingPanel::judge);
        connect(officer.password, &QLineEdit::textChanged, this, &PairingPanel::judge);
    }
    connect(m_same, &QPushButton::clicked, this, &PairingPanel::confirm);
    connect(m_show, &QPushButton::clicked, this, [this] {
        m_compare->setVisible(!m_compare->isVisibleTo(this));
        retranslate();
    });
}

void PairingPanel::build()
{
    m_name->setObjectName(u"partnerName"_s);
    m_name->setWordWrap(true);
    m_facts->setWordWrap(true);
    m_state->setObjectName(u"partnerState"_s);
    m_show->setObjectName(u"showFingerprintButton"_s);
    m_show->setProperty("quiet", true);
    m_explained->setWordWrap(true);
    m_digits->setObjectName(u"fingerprint"_s);
    m_digits->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_same->setObjectName(u"confirmPartnerButton"_s);
    m_same->setProperty("primary", true);
    m_compared->setObjectName(u"comparedBy"_s);
    m_compared->setWordWrap(true);
    m_rows->add(m_officers[0].who, u"officerOne"_s);
    m_rows->add(m_officers[0].password, u"officerOnePassword"_s);
    m_rows->add(m_officers[1].who, u"officerTwo"_s);
    m_rows->add(m_officers[1].password, u"officerTwoPassword"_s);
    auto *state = new QHBoxLayout;
    state->addWidget(m_state, 1);
    state->addWidget(m_show);
    auto *compare = new QVBoxLayout(m_compare);
    compare->setContentsMargins({});
    compare->addWidget(m_explained);
    compare->addSpacing(theme::gap);
    compare->addWidget(m_digits, 0, Qt::AlignHCenter);
    compare->addSpacing(theme::gap);
    compare->addWidget(m_rows);
    compare->addWidget(m_same, 0, Qt::AlignRight);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_name);
    column->addWidget(m_other);
    column->addWidget(m_facts);
    column->addLayout(state);
    column->addWidget(m_compared);
    column->addWidget(m_compare);
}

void PairingPanel::setPartner(const Ledger::Partner &partner)
{
    const bool same = partner.institution.root == m_partner.institution.root && partner.verified == m_partner.verified;
    m_partner = partner;
    if (!same)
        m_compare->setVisible(!partner.verified);
    m_digits->setText(
        FingerprintText::lines(fingerprint(m_context.desk.ledger().institution().root, partner.institution.root)));
    retranslate();
}

void PairingPanel::refillOfficers()
{
    QList<QPair<QString, QString>> officers;
    const auto people = m_context.desk.ledger().people().value_or(QList<PersonCertificate>());
    for (const auto &person : people)
        if (Desk::mayCompareFingerprints(person))
            officers.append({person.id, person.name.in(m_context.language())});
    for (const auto &officer : m_officers)
        sizhen::refill(officer.who, officers);
    auto *first = m_officers[0].who;
    if (first->currentIndex() < 0) // who is logged in is one of them, as a rule
        first->setCurrentIndex(first->findData(m_context.actor().person.id));
}

void PairingPanel::judge()
{
    const auto one = m_officers[0].who->currentData();
    const auto other = m_officers[1].who->currentData();
    m_same->setEnabled(one.isValid() && other.isValid() && one != other && !m_officers[0].password->text().isEmpty()
                       && !m_officers[1].password->text().isEmpty());
}

void PairingPanel::confirm()
{
    using Logins = std::vector<Ledger::Login>;
    using Answer = std::shared_ptr<Result<Logins>>; // QFuture wants something it can copy
    struct Try {
        Ledger::SealedPerson person;
        SecretBytes password;
    };
    auto tries = std::make_shared<std::vector<Try>>(); // runThen copies its work; one owner in effect
    for (const auto &officer : m_officers) {
        auto sealed = m_context.desk.ledger().sealedPerson(officer.who->currentData().toString());
        auto password = officer.password->take();
        if (!sealed) {
            Q_EMIT failed(sealed.error());
            return;
        }
        tries->push_back({*std::move(sealed), std::move(password)});
    }
    m_same->setEnabled(false);
    runThen(
        this,
        [tries]() -> Answer {
            Logins logins;
            for (const auto &one : *tries) {
                auto login = Ledger::unlock(one.person, one.password);
                if (!login)
                    return std::make_shared<Result<Logins>>(tl::unexpected(login.error()));
                logins.push_back(std::move(*login));
            }
            return std::make_shared<Result<Logins>>(std::move(logins));
        },
        [this](const Answer &answer) {
            judge();
            if (!*answer)
                Q_EMIT failed(answer->error());
            else
                finish(**answer);
        });
}

void PairingPanel::finish(const std::vector<Ledger::Login> &logins)
{
    const auto &root = m_partner.institution.root;
    const auto digits = fingerprint(m_context.desk.ledger().institution().root, root);
    if (const auto done = m_context.desk.confirmPartner(root, digits, logins[0].actor(), logins[1].actor()); !done) {
        Q_EMIT failed(done.error());
        return;
    }
    Q_EMIT said(tr("The fingerprint is compared; the partner is verified here."));
    Q_EMIT confirmed();
}

void PairingPanel::retranslate()
{
    const auto language = m_context.language();
    const auto &institution = m_partner.institution;
    if (institution.root.isEmpty())
        return;
    m_name->setText(institution.name.in(language));
    const auto other = institution.name.in(language.startsWith(u"zh"_s) ? u"en"_s : u"zh"_s);
    m_other->setText(other);
    m_other->setVisible(other != m_name->text());
    const auto clock
        = m_context.desk.ledger().now().toTimeZone(TimeText::zone(institution.timeZone)).time().toString(u"HH:mm"_s);
    m_facts->setText(tr("%1, %2 · their time %3", "city, country and clock")
                         .arg(institution.city.in(language), CodeText::country(institution.country, language), clock));
    m_state->set(m_partner.verified ? Mark::Good : Mark::Warning,
                 m_partner.verified ? tr("Verified: the fingerprint was compared")
                                    : tr("Not verified yet: nothing is sent to this partner"));
    m_show->setVisible(m_partner.verified);
    m_show->setText(m_compare->isVisibleTo(this) ? tr("Hide the fingerprint") : tr("Show the fingerprint"));
    m_explained->setText(tr("Call the partner on a line you trust. One of you reads the twelve groups aloud, the other "
                            "compares. They must be the same on both screens."));
    m_digits->setAccessibleName(tr("Fingerprint: %1").arg(m_digits->text()));
    m_same->setText(tr("They are the same"));
    m_same->setVisible(!m_partner.verified);
    m_rows->setVisible(!m_partner.verified);
    m_rows->setLabel(m_officers[0].who, tr("First officer"));
    m_rows->setLabel(m_officers[0].password, tr("Password of the first"));
    m_rows->setLabel(m_officers[1].who, tr("Second officer"));
    m_rows->setLabel(m_officers[1].password, tr("Password of the second"));
    if (!m_partner.verified)
        refillOfficers();
    judge();
    sayWhoCompared();
}

void PairingPanel::sayWhoCompared()
{
    const auto &desk = m_context.desk;
    const auto &root = m_partner.institution.root;
    const auto list = [](const QStringList &names) { return names.isEmpty() ? u"–"_s : names.join(u", "_s); };
    m_compared->setVisible(m_partner.verified);
    m_compared->setText(tr("Compared here by %1; there by %2")
                            .arg(list(desk.officersWhoCompared(root, desk.ledger().institution().root)),
                                 list(desk.officersWhoCompared(root, root))));
}

void PairingPanel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

} // namespace sizhen
