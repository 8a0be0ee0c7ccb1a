// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/rootscreen.h"
#include "core/base/async.h"
#include "core/consult/sharepaper.h"
#include "ui/screens/context.h"
#include "ui/screens/loststationpanel.h"
#include "ui/screens/shareinput.h"
#include "ui/texts/codetext.h"
#include "ui/texts/timetext.h"
#include "ui/widgets/card.h"
#include "ui/widgets/mark.h"
#include "ui/widgets/textlabel.h"

#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QGridLayout>
#include <QProcess>
#include <QPushButton>
#include <QScrollArea>
#include <QStandardPaths>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

using RootPlace = Ledger::RootState::Place;
constexpr int warnDays = 60;

// Straight to its place, never over something else, for the owner alone: no temporary copy of a share.
Result<> writeSecretFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (file.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFileDevice::ReadOwner | QFileDevice::WriteOwner)
        && file.write(bytes) == bytes.size() && file.flush())
        return {};
    return tl::unexpected(Error{Fault::Io, file.errorString(), {}, u"file.unwritable"_s, {{u"file"_s, path}}});
}

QString printer()
{
    return QStandardPaths::findExecutable(u"lp"_s);
}

} // namespace

RootScreen::RootScreen(ScreenContext &context, QWidget *parent)
    : Screen(parent)
    , m_context(context)
    , m_title(new TextLabel(theme::Type::Title))
    , m_place(new StatusDot)
    , m_explained(new TextLabel(theme::Type::Body, theme::Role::TextMuted))
    , m_sharesSaid(new TextLabel(theme::Type::Body, theme::Role::TextMuted))
    , m_make(new QPushButton)
    , m_print(new QPushButton)
    , m_forget(new QPushButton)
    , m_inputs(new QWidget)
    , m_one(new ShareInput(u"shareOne"_s))
    , m_other(new ShareInput(u"shareTwo"_s))
    , m_both(new QPushButton)
    , m_certificatesTitle(new TextLabel(theme::Type::Section))
    , m_certificates(new QGridLayout)
    , m_renew(new QPushButton)
    , m_lost(new LostStationPanel(context))
{
    build();
    auto &ledger = context.desk.ledger();
    connect(&ledger, &Ledger::rootChanged, this, &RootScreen::refresh);
    connect(m_make, &QPushButton::clicked, this, &RootScreen::askWhereTo);
    connect(m_print, &QPushButton::clicked, this, &RootScreen::printShares);
    connect(m_forget, &QPushButton::clicked, this, [this] { m_context.desk.ledger().forgetRoot(); });
    connect(m_both, &QPushButton::clicked, this, &RootScreen::withBoth);
    connect(m_renew, &QPushButton::clicked, this, &RootScreen::renew);
    for (auto *input : {m_one, m_other})
        connect(input, &ShareInput::changed, this,
                [this] { m_both->setEnabled(m_one->isGood() && m_other->isGood()); });
    connect(m_lost, &LostStationPanel::failed, this, &Screen::failed);
    connect(m_lost, &LostStationPanel::said, this, &Screen::said);
    connect(m_lost, &LostStationPanel::done, this, &RootScreen::refreshCertificates);
    m_second.setInterval(std::chrono::seconds(5));
    connect(&m_second, &QTimer::timeout, this, &RootScreen::refresh);
    retranslate();
}

void RootScreen::build()
{
    m_place->setObjectName(u"rootPlace"_s);
    m_make->setObjectName(u"makeSharesButton"_s);
    m_print->setObjectName(u"printSharesButton"_s);
    m_forget->setObjectName(u"forgetRootButton"_s);
    m_both->setObjectName(u"presentSharesButton"_s);
    m_both->setProperty("primary", true);
    m_both->setEnabled(false);
    m_renew->setObjectName(u"renewCertificatesButton"_s);
    for (auto *label : {m_explained, m_sharesSaid})
        label->setWordWrap(true);
    auto *sharesRow = new QHBoxLayout;
    sharesRow->addWidget(m_sharesSaid, 1);
    sharesRow->addWidget(m_print);
    sharesRow->addWidget(m_make);
    auto *officers = new QHBoxLayout;
    officers->setSpacing(theme::gapSection);
    officers->addWidget(m_one);
    officers->addWidget(m_other);
    auto *inputs = new QVBoxLayout(m_inputs);
    inputs->setContentsMargins({});
    inputs->addLayout(officers);
    inputs->addWidget(m_both, 0, Qt::AlignRight);
    auto *place = new QHBoxLayout;
    place->addWidget(m_place, 1);
    place->addWidget(m_forget);
    auto *root = new Panel;
    auto *rootColumn = new QVBoxLayout(root);
    rootColumn->setContentsMargins(theme::gapGroup, theme::gapGroup, theme::gapGroup, theme::gapGroup);
    rootColumn->addLayout(place);
    rootColumn->addWidget(m_explained);
    rootColumn->addLayout(sharesRow);
    rootColumn->addSpacing(theme::gap);
    rootColumn->addWidget(m_inputs);

    auto *certificates = new Panel;
    auto *certificatesColumn = new QVBoxLayout(certificates);
    certificatesColumn->setContentsMargins(theme::gapGroup, theme::gapGroup, theme::gapGroup, theme::gapGroup);
    m_certificates->setHorizontalSpacing(theme::gapSection);
    m_certificates->setColumnStretch(2, 1);
    certificatesColumn->addLayout(m_certificates);
    certificatesColumn->addWidget(m_renew, 0, Qt::AlignRight);

    auto *inside = new QWidget;
    auto *column = new QVBoxLayout(inside);
    column->addWidget(m_title);
    column->addWidget(root);
    column->addSpacing(theme::gap);
    column->addWidget(m_certificatesTitle);
    column->addWidget(certificates);
    column->addSpacing(theme::gap);
    column->addWidget(m_lost);
    column->addStretch();
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidgetResizable(true);
    scroll->setWidget(inside);
    auto *page = new QVBoxLayout(this);
    page->setContentsMargins({});
    page->addWidget(scroll);
}

QString RootScreen::title() const
{
    return tr("Root key");
}

QWidget *RootScreen::firstFocus()
{
    return m_make->isVisibleTo(this) ? static_cast<QWidget *>(m_make) : m_one;
}

void RootScreen::deactivated()
{
    m_one->clear();
    m_other->clear();
}

void RootScreen::refresh()
{
    const auto state = m_context.desk.ledger().rootState();
    const bool inVault = state.place == RootPlace::Vault;
    const bool present = state.place == RootPlace::Present;
    m_second.stop();
    if (inVault) {
        m_place->set(Mark::Warning, tr("In this vault"));
        m_explained->setText(tr("Whoever opens this vault can certify people and stations. Make three shares for three "
                                "officers, let two of "
                                "them prove theirs here, and the root key leaves this machine."));
        m_both->setText(tr("Take the root key off this machine"));
    } else if (present) {
        const auto left = m_context.desk.ledger().now().secsTo(state.until);
        m_place->set(Mark::Working, tr("Presented by two officers; %n minutes left", nullptr, int((left + 59) / 60)));
        m_explained->setText(
            tr("People, stations, cards and revocations can be certified now. It is wiped from memory by itself."));
        m_second.start();
    } else {
        m_place->set(Mark::Good, tr("Off this machine, with the officers"));
        m_explained->setText(tr("Ordinary work needs no root key. To certify or revoke, two officers present their "
                                "shares; the root key then "
                                "stays in memory for 15 minutes."));
        m_both->setText(tr("Present both shares"));
    }
    const auto zone = TimeText::zone(m_context.desk.ledger().institution().timeZone);
    m_sharesSaid->setText(state.sharesMade.isValid() ? tr("Set %1, made on %2.")
                                                           .arg(state.shareSet, 4, 10, QLatin1Char('0'))
                                                           .arg(TimeText::moment(state.sharesMade, zone))
                                                     : tr("No shares were made yet."));
    m_make->setVisible(inVault);
    m_print->setVisible(inVault && !printer().isEmpty());
    m_inputs->setVisible(!present && state.sharesMade.isValid());
    m_forget->setVisible(present);
    m_renew->setEnabled(m_context.desk.ledger().rootAtHand().has_value());
    refreshCertificates();
}

void RootScreen::refreshCertificates()
{
    qDeleteAll(m_rows);
    m_rows.clear();
    auto &ledger = m_context.desk.ledger();
    int row = 0;
    const auto add = [&](int column, QWidget *widget) {
        m_certificates->addWidget(widget, row, column);
        m_rows.append(widget);
    };
    const auto line = [&](const QString &name, Mark mark, const QString &words, const QString &more) {
        auto *what = new TextLabel;
        what->setText(name);
        auto *state = new StatusDot;
        state->set(mark, words);
        auto *detail = new TextLabel(theme::Type::Body, theme::Role::TextMuted);
        detail->setText(more);
        detail->setWordWrap(true);
        add(0, what);
        add(1, state);
        add(2, detail);
        ++row;
    };
    const auto now = ledger.now();
    for (const auto &certified : ledger.stationCertificates()) {
        const auto one = openStationCertificate(certified);
        if (!one)
            continue;
        const auto days = now.daysTo(one->validTo);
        const bool mine = one->station == ledger.station().station;
        line(one->name,
             days > warnDays ? Mark::Good
                 : days > 0  ? Mark::Warning
                             : Mark::Fault,
             tr("until %1").arg(TimeText::date(one->validTo.date())), mine ? tr("this station") : QString());
    }
    for (const auto &revoked : ledger.revocations()) {
        if (revoked.institution != ledger.institution().root)
            continue;
        const auto name = revoked.kind == Revocation::Kind::Station ? tr("A station") : tr("A person");
        line(name + u' ' + QString::fromLatin1(revoked.key.toHex().left(8)), Mark::Fault,
             tr("revoked on %1").arg(TimeText::date(revoked.fromTime().date())),
             CodeText::of(revoked.reason) + (revoked.text.isEmpty() ? QString() : u": "_s + revoked.text));
    }
}

void RootScreen::makeShares(const std::function<Result<>(int number, const QByteArray &pdf)> &take)
{
    auto &desk = m_context.desk;
    auto made = desk.makeRootShares(m_context.actor());
    if (!made) {
        Q_EMIT failed(made.error());
        return;
    }
    m_make->setEnabled(false);
    m_print->setEnabled(false);
    using Shares = std::vector<RootShare>;
    const auto shares = std::make_shared<Shares>(*std::move(made)); // runThen copies its work; one owner in effect
    runThen(
        this,
        [shares, institution = desk.ledger().institution(), now = desk.ledger().now()] {
            QList<Result<QByteArray>> sheets;
            for (const auto &share : *shares)
                sheets.append(renderSharePaper(institution, share, now));
            return sheets;
        },
        [this, take](QList<Result<QByteArray>> sheets) {
            m_make->setEnabled(true);
            m_print->setEnabled(true);
            Result<> all;
            for (int i = 0; i < sheets.size(); ++i) {
                if (all)
                    all = sheets[i] ? take(i + 1, *sheets[i]) : tl::unexpected(sheets[i].error());
                if (sheets[i])
                    wipe(*sheets[i]);
            }
            refresh();
            if (!all)
                Q_EMIT failed(all.error());
            else
                Q_EMIT said(
                    tr("Three sheets are made. Give each to one officer; then two of them type their words here."));
        });
}

void RootScreen::askWhereTo()
{
    auto *dialog = new QFileDialog(window(), tr("A folder for the three sheets (a stick, not this machine's disk)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    connect(dialog, &QFileDialog::fileSelected, this, &RootScreen::writeShares);
    dialog->open();
}

void RootScreen::writeShares(const QString &folder)
{
    makeShares([&folder](int number, const QByteArray &pdf) {
        return writeSecretFile(QDir(folder).filePath(u"root-share-%1-of-3.pdf"_s.arg(number)), pdf);
    });
}

// Through the standard input of the printing system: no file in between.
void RootScreen::printShares()
{
    makeShares([this](int, const QByteArray &pdf) -> Result<> {
        auto *process = new QProcess(this);
        connect(process, &QProcess::finished, this, [this, process](int code) {
            process->deleteLater();
            if (code != 0)
                Q_EMIT failed(Error{Fault::Io, u"printing"_s, {}, u"root.not_printed"_s, {}});
        });
        process->start(printer(), {u"-o"_s, u"job-sheets=none"_s});
        process->write(pdf);
        process->closeWriteChannel();
        return {};
    });
}

void RootScreen::withBoth()
{
    if (!m_one->isGood() || !m_other->isGood())
        return;
    auto &desk = m_context.desk;
    const bool offline = desk.ledger().rootState().place == RootPlace::Vault;
    const auto done = offline
        ? desk.takeRootOffline(*m_one->share(), *m_other->share(), m_context.actor())
        : desk.presentRoot(*m_one->share(), *m_other->share(), m_context.actor()).map([](const QDateTime &) {});
    if (!done) {
        Q_EMIT failed(done.error());
        return;
    }
    m_one->clear();
    m_other->clear();
    refresh();
    Q_EMIT said(offline ? tr("The root key is off this machine. Delete the sheets' files and make a fresh backup; "
                             "older backups still hold it.")
                        : tr("The root key is here for 15 minutes."));
}

void RootScreen::renew()
{
    if (const auto done = m_context.desk.ledger().renewCertificates(); !done) {
        Q_EMIT failed(done.error());
        return;
    }
    refresh();
    Q_EMIT said(tr("The certificates are renewed; partners are told."));
}

void RootScreen::retranslate()
{
    m_title->setText(tr("The institution's root key"));
    m_make->setText(tr("Make three shares…"));
    m_print->setText(tr("Print three shares"));
    m_forget->setText(tr("Wipe it now"));
    m_one->setTitle(tr("First officer"));
    m_other->setTitle(tr("Second officer"));
    m_certificatesTitle->setText(tr("Certificates"));
    m_renew->setText(tr("Renew for five years"));
    refresh();
    Q_EMIT titleChanged();
}

} // namespace sizhen
