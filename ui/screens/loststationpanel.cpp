// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/loststationpanel.h"
#include "ui/screens/context.h"
#include "ui/texts/codetext.h"
#include "ui/texts/timetext.h"
#include "ui/widgets/fieldrows.h"
#include "ui/widgets/textlabel.h"

#include <QComboBox>
#include <QDateTimeEdit>
#include <QEvent>
#include <QFileDialog>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int reportLines = 12;

} // namespace

LostStationPanel::LostStationPanel(ScreenContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_title(new TextLabel(theme::Type::Section))
    , m_explained(new TextLabel(theme::Type::Body, theme::Role::TextMuted))
    , m_rows(new FieldRows)
    , m_station(new QComboBox)
    , m_reason(new QComboBox)
    , m_from(new QDateTimeEdit)
    , m_text(new QLineEdit)
    , m_look(new QPushButton)
    , m_report(new QPlainTextEdit)
    , m_sure(new TextLabel(theme::Type::Body, theme::Role::Danger))
    , m_revoke(new QPushButton)
    , m_keep(new QPushButton)
{
    build();
    connect(m_look, &QPushButton::clicked, this, &LostStationPanel::look);
    connect(m_revoke, &QPushButton::clicked, this, &LostStationPanel::revoke);
    connect(m_station, &QComboBox::currentIndexChanged, this, [this] {
        m_held.reset();
        retranslate();
    });
    connect(m_keep, &QPushButton::clicked, this, [this] {
        auto *dialog = new QFileDialog(window(), tr("Keep the report"), {}, tr("Text (*.txt)"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setAcceptMode(QFileDialog::AcceptSave);
        dialog->setDefaultSuffix(u"txt"_s);
        connect(dialog, &QFileDialog::fileSelected, this, &LostStationPanel::keepReport);
        dialog->open();
    });
    retranslate();
}

void LostStationPanel::build()
{
    m_rows->add(m_station, u"lostStation"_s);
    m_rows->add(m_reason, u"lostReason"_s);
    m_rows->add(m_from, u"lostFrom"_s);
    m_rows->add(m_text, u"lostText"_s);
    m_from->setCalendarPopup(true);
    m_from->setDisplayFormat(u"yyyy-MM-dd HH:mm"_s);
    m_text->setMaxLength(500);
    m_look->setObjectName(u"lookAtLostButton"_s);
    m_report->setObjectName(u"lostReport"_s);
    m_report->setReadOnly(true);
    m_report->setTabChangesFocus(true);
    m_report->setFixedHeight(m_report->fontMetrics().lineSpacing() * reportLines);
    m_revoke->setObjectName(u"revokeLostButton"_s);
    m_revoke->setProperty("danger", true);
    m_keep->setObjectName(u"keepReportButton"_s);
    for (auto *label : {m_explained, m_sure})
        label->setWordWrap(true);
    auto *foot = new QHBoxLayout;
    foot->addWidget(m_sure, 1);
    foot->addWidget(m_keep);
    foot->addWidget(m_revoke);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_title);
    column->addWidget(m_explained);
    column->addWidget(m_rows);
    column->addWidget(m_look, 0, Qt::AlignLeft);
    column->addWidget(m_report);
    column->addLayout(foot);
}

void LostStationPanel::refill()
{
    QList<QPair<QString, QString>> others;
    const auto &ledger = m_context.desk.ledger();
    for (const auto &certified : ledger.stationCertificates()) {
        const auto one = openStationCertificate(certified);
        if (one && one->station != ledger.station().station)
            others.append({QString::fromLatin1(one->station.toHex()), one->name});
    }
    sizhen::refill(m_station, others);
    if (m_station->currentIndex() < 0 && m_station->count() > 0)
        m_station->setCurrentIndex(0);
}

void LostStationPanel::look()
{
    const auto held = m_context.desk.holdings(QByteArray::fromHex(m_station->currentData().toString().toLatin1()));
    if (!held) {
        Q_EMIT failed(held.error());
        return;
    }
    m_held = *held;
    retranslate();
}

void LostStationPanel::revoke()
{
    if (!m_held)
        return;
    const auto lost = m_context.desk.stationLost(m_held->key, m_from->dateTime(), m_reason->currentData().toString(),
                                                 m_text->text(), m_context.actor());
    if (!lost) {
        Q_EMIT failed(lost.error());
        return;
    }
    m_held = *lost;
    retranslate();
    Q_EMIT said(tr("%1 is revoked. Partners are told; keep the report.").arg(lost->name));
    Q_EMIT done();
}

QString LostStationPanel::reportText(const StationHoldings &held) const
{
    const auto zone = TimeText::zone(m_context.desk.ledger().institution().timeZone);
    QStringList open;
    QStringList over;
    for (const auto &one : held.cases)
        (one.open ? open : over).append(one.code);
    QStringList partners;
    for (const auto &name : held.partners)
        partners.append(name.in(m_context.language()));
    const auto list = [](const QStringList &words) { return words.isEmpty() ? u"–"_s : words.join(u", "_s); };
    QStringList lines{tr("Station: %1, certified on %2").arg(held.name, TimeText::moment(held.since, zone))};
    if (held.revokedFrom.isValid())
        lines.append(tr("Revoked from %1; what it wrote before stands").arg(TimeText::moment(held.revokedFrom, zone)));
    lines.append(tr("Open cases (%1), sealed with a new key from now on: %2").arg(open.size()).arg(list(open)));
    lines.append(tr("Closed cases it held (%1): %2").arg(over.size()).arg(list(over)));
    lines.append(tr("Patients registered here (%1), by code: %2").arg(held.patients.size()).arg(list(held.patients)));
    lines.append(tr("People whose sealed keys it held; they choose new passwords at their next log-in: %1")
                     .arg(list(held.people)));
    lines.append(tr("Partners told: %1").arg(list(partners)));
    lines.append(tr("Still to do: change the vault's passphrase, tell the data protection officer, look for the "
                    "machine's network access."));
    return lines.join(u'\n');
}

void LostStationPanel::keepReport(const QString &path)
{
    QSaveFile file(path);
    const auto text = m_report->toPlainText().toUtf8();
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit())
        Q_EMIT failed(Error{Fault::Io, u"report"_s, {}, u"file.unwritable"_s, {{u"file"_s, path}}});
    else
        Q_EMIT said(tr("The report is written."));
}

void LostStationPanel::retranslate()
{
    const bool revoked = m_held && m_held->revokedFrom.isValid();
    if (!revoked)
        refill();
    m_title->setText(tr("A station was lost or stolen"));
    m_explained->setText(
        m_station->count() == 0 ? tr(
            "This institution has one station. If it is lost, two officers restore the institution on a new machine "
            "from their shares.")
                                : tr("Its certificate is revoked, open cases and the institution get new keys, and "
                                     "partners refuse it from then "
                                     "on. The root key must be here."));
    m_rows->setVisible(m_station->count() > 0 && !revoked);
    m_look->setVisible(m_station->count() > 0 && !revoked);
    m_rows->setLabel(m_station, tr("Station"));
    m_rows->setLabel(m_reason, tr("What happened"));
    m_rows->setLabel(m_from, tr("Last seen safe"));
    m_rows->setLabel(m_text, tr("In your words"));
    const auto chosen = m_reason->currentData();
    sizhen::refill(m_reason,
                   {{u"LOST"_s, tr("It was lost")},
                    {u"STOLEN"_s, tr("It was stolen")},
                    {u"COMPROMISED"_s, tr("Somebody else could use it")},
                    {u"REPLACED"_s, tr("It was replaced")}});
    if (!chosen.isValid())
        m_reason->setCurrentIndex(0);
    m_look->setText(tr("See what it held"));
    m_report->setVisible(m_held.has_value());
    m_report->setAccessibleName(tr("What the station held"));
    if (m_held)
        m_report->setPlainText(reportText(*m_held));
    m_sure->setVisible(m_held && !revoked);
    m_sure->setText(tr("This cannot be taken back: the station must be set up anew."));
    m_revoke->setVisible(m_held && !revoked);
    m_revoke->setText(m_held ? tr("Revoke %1").arg(m_held->name) : tr("Revoke"));
    m_keep->setVisible(revoked);
    m_keep->setText(tr("Keep the report…"));
}

void LostStationPanel::showEvent(QShowEvent *event)
{
    if (!m_held) {
        const auto now = m_context.desk.ledger().now();
        m_from->setDateTimeRange(now.addDays(-revocationGraceDays).addSecs(60), now);
        m_from->setDateTime(now);
        retranslate();
    }
    QWidget::showEvent(event);
}

void LostStationPanel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

} // namespace sizhen
