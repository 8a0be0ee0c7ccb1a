// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/carrierpanel.h"

#include "ui/screens/context.h"
#include "ui/texts/carriertext.h"
#include "ui/widgets/mark.h"
#include "ui/widgets/textlabel.h"

#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

Mark markOf(const PartnerReach &reach)
{
    if (!reach.refusal.isEmpty())
        return Mark::Warning;
    if (reach.way == PartnerReach::Way::Waiting)
        return reach.unconfirmed > 0 ? Mark::Warning : Mark::Unknown;
    return reach.unconfirmed > 0 ? Mark::Working : Mark::Good;
}

} // namespace

CarrierPanel::CarrierPanel(ScreenContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_title(new TextLabel(theme::Type::Section))
    , m_state(new StatusDot)
    , m_write(new QPushButton)
    , m_read(new QPushButton)
    , m_said(new TextLabel(theme::Type::Body, theme::Role::TextMuted))
{
    build();
    connect(m_write, &QPushButton::clicked, this, [this] { askForFolder(true); });
    connect(m_read, &QPushButton::clicked, this, [this] { askForFolder(false); });
    connect(&context.health, &HealthBoard::changed, this, [this](const QString &id) {
        if (id == u"link"_s)
            refresh();
    });
    connect(&context.desk.ledger(), &Ledger::receiptArrived, this, &CarrierPanel::refresh);
    retranslate();
}

void CarrierPanel::build()
{
    m_state->setObjectName(u"reach"_s);
    m_write->setObjectName(u"writeStickButton"_s);
    m_read->setObjectName(u"readStickButton"_s);
    m_said->setObjectName(u"stickSaid"_s);
    m_said->setWordWrap(true);
    m_said->setVisible(false);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_write);
    buttons->addWidget(m_read);
    buttons->addStretch();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_title);
    column->addWidget(m_state);
    column->addSpacing(theme::gap);
    column->addLayout(buttons);
    column->addWidget(m_said);
}

void CarrierPanel::setPartner(const Ledger::Partner &partner)
{
    if (partner.institution.root != m_partner.institution.root)
        m_said->setVisible(false);
    m_partner = partner;
    refresh();
}

void CarrierPanel::refresh()
{
    const auto &carriers = m_context.carriers;
    setVisible(m_partner.verified && carriers.reach);
    m_write->setEnabled(!m_busy && carriers.writeStick);
    m_read->setEnabled(!m_busy && carriers.readStick);
    if (!m_partner.verified || !carriers.reach)
        return;
    const auto reach = carriers.reach(m_partner.institution.root);
    m_state->set(markOf(reach), CarrierText::reach(reach, m_context.desk.ledger().institution().timeZone));
}

void CarrierPanel::askForFolder(bool toWrite)
{
    auto *dialog = new QFileDialog(window(), toWrite ? tr("Write to a stick or folder") : tr("Read a stick or folder"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, toWrite ? &CarrierPanel::writeTo : &CarrierPanel::readFrom);
    dialog->open();
}

void CarrierPanel::begin(const QString &sentence)
{
    m_busy = true;
    m_said->setText(sentence);
    m_said->setVisible(true);
    refresh();
}

void CarrierPanel::end(const QString &sentence)
{
    m_busy = false;
    m_said->setText(sentence);
    m_said->setVisible(!sentence.isEmpty());
    refresh();
}

void CarrierPanel::writeTo(const QString &folder)
{
    begin(tr("Looking what is missing there…"));
    const auto progress = [this](int done, int of) {
        m_said->setText(tr("Writing envelope %1 of %2. Leave the stick in.").arg(QLocale().toString(done), QLocale().toString(of)));
    };
    m_context.carriers.writeStick(this, folder, m_partner.institution.root, progress,
                                  [this](const Result<Stick::Summary> &summary) {
                                      end(summary ? CarrierText::written(*summary) : QString());
                                      if (summary)
                                          Q_EMIT said(CarrierText::written(*summary));
                                      else
                                          Q_EMIT failed(summary.error());
                                  });
}

void CarrierPanel::readFrom(const QString &folder)
{
    begin(tr("Looking for envelopes for this institution…"));
    const auto progress = [this](int done, int of) {
        m_said->setText(tr("Envelope %1 of %2. Leave the stick in.").arg(QLocale().toString(done), QLocale().toString(of)));
    };
    m_context.carriers.readStick(this, folder, progress, [this](const Result<Stick::Summary> &summary) {
        end(summary ? CarrierText::read(*summary) : QString());
        if (summary)
            Q_EMIT said(CarrierText::read(*summary));
        else
            Q_EMIT failed(summary.error());
    });
}

void CarrierPanel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        m_said->setVisible(m_busy);
        retranslate();
    }
    QWidget::changeEvent(event);
}

void CarrierPanel::retranslate()
{
    m_title->setText(tr("How records travel"));
    m_write->setText(tr("Write to &stick…"));
    m_write->setToolTip(tr("Sealed files for this partner; only it can open them."));
    m_read->setText(tr("&Read stick…"));
    m_read->setToolTip(tr("Takes in what partners wrote and leaves the receipts on the stick."));
    refresh();
}

} // namespace sizhen
