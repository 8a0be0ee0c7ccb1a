// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/accessscreen.h"
#include "core/records/roles.h"
#include "ui/models/accessfindings.h"
#include "ui/screens/context.h"
#include "ui/screens/exceptionspanel.h"
#include "ui/texts/accesstext.h"
#include "ui/texts/timetext.h"
#include "ui/widgets/fieldrows.h"
#include "ui/widgets/textlabel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDateEdit>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardItemModel>
#include <QTableView>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int usualDays = 7;
constexpr int reviewsShown = 3;
constexpr qsizetype objectDigits = 12; // enough to tell cases apart; the whole id is in the tooltip
constexpr qsizetype leastNote = 10;

} // namespace

AccessScreen::AccessScreen(ScreenContext &context, QWidget *parent)
    : Screen(parent)
    , m_context(context)
    , m_model(new QStandardItemModel(this))
    , m_title(new TextLabel(theme::Type::Title))
    , m_fromLabel(new TextLabel)
    , m_from(new QDateEdit)
    , m_toLabel(new TextLabel)
    , m_to(new QDateEdit)
    , m_act(new QComboBox)
    , m_person(new QLineEdit)
    , m_refused(new QCheckBox)
    , m_findings(new TextLabel)
    , m_exceptions(new ExceptionsPanel(context))
    , m_table(new QTableView)
    , m_reviewsTitle(new TextLabel(theme::Type::Section))
    , m_reviews(new TextLabel(theme::Type::Body, theme::Role::TextMuted))
    , m_note(new QLineEdit)
    , m_sign(new QPushButton)
{
    setObjectName(u"accessLog"_s);
    build();
    retranslate();
    for (auto *day : {m_from, m_to})
        connect(day, &QDateEdit::dateChanged, this, &AccessScreen::refresh);
    connect(m_act, &QComboBox::currentIndexChanged, this, &AccessScreen::refresh);
    connect(m_person, &QLineEdit::editingFinished, this, &AccessScreen::refresh);
    connect(m_refused, &QCheckBox::toggled, this, &AccessScreen::refresh);
    connect(m_note, &QLineEdit::textChanged, this,
            [this](const QString &text) { m_sign->setEnabled(text.trimmed().size() >= leastNote); });
    connect(m_sign, &QPushButton::clicked, this, &AccessScreen::signReview);
    connect(m_exceptions, &ExceptionsPanel::failed, this, &Screen::failed);
    connect(m_exceptions, &ExceptionsPanel::reviewed, this, [this] {
        refresh();
        Q_EMIT said(tr("The review is signed."));
    });
}

void AccessScreen::build()
{
    const auto today = m_context.desk.ledger().now().toLocalTime().date();
    m_from->setDate(today.addDays(-usualDays));
    m_to->setDate(today);
    m_from->setObjectName(u"accessFrom"_s);
    m_to->setObjectName(u"accessTo"_s);
    m_act->setObjectName(u"accessAct"_s);
    m_person->setObjectName(u"accessPerson"_s);
    m_refused->setObjectName(u"accessRefused"_s);
    m_findings->setObjectName(u"accessFindings"_s);
    m_table->setObjectName(u"accessTable"_s);
    m_note->setObjectName(u"reviewNote"_s);
    m_sign->setObjectName(u"signReviewButton"_s);
    m_sign->setProperty("primary", true);
    m_sign->setEnabled(false);
    for (auto *day : {m_from, m_to}) {
        day->setDisplayFormat(u"yyyy-MM-dd"_s);
        day->setCalendarPopup(true);
    }
    m_fromLabel->setBuddy(m_from);
    m_toLabel->setBuddy(m_to);
    for (auto *label : {m_findings, m_reviews})
        label->setWordWrap(true);
    m_table->setModel(m_model);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->setShowGrid(false);
    m_table->verticalHeader()->hide();
    auto *filters = new QHBoxLayout;
    for (QWidget *widget : std::initializer_list<QWidget *>{m_fromLabel, m_from, m_toLabel, m_to, m_act, m_person, m_refused})
        filters->addWidget(widget);
    filters->addStretch();
    auto *sign = new QHBoxLayout;
    sign->addWidget(m_note, 1);
    sign->addWidget(m_sign);
    auto *page = new QVBoxLayout(this);
    page->addWidget(m_title);
    page->addLayout(filters);
    page->addWidget(m_exceptions);
    page->addWidget(m_findings);
    page->addWidget(m_table, 1);
    page->addWidget(m_reviewsTitle);
    page->addWidget(m_reviews);
    page->addLayout(sign);
}

QString AccessScreen::title() const
{
    return tr("Access log");
}

void AccessScreen::activated()
{
    // Who reads the log stands in it (SEC-07); without the line it is not shown.
    if (const auto noted = m_context.desk.ledger().noteAccess(m_context.actor(), u"access.read"_s); !noted)
        return Q_EMIT failed(noted.error());
    refresh();
    refreshReviews();
    m_exceptions->refresh();
}

QWidget *AccessScreen::firstFocus()
{
    return m_person;
}

QHash<QString, QString> AccessScreen::namesById() const
{
    QHash<QString, QString> names;
    const auto people = m_context.desk.ledger().people().value_or(QList<PersonCertificate>());
    for (const auto &person : people)
        names.insert(person.id, person.name.in(m_context.language()));
    return names;
}

// An id, or the only person whose name has what was typed.
QString AccessScreen::typedPerson() const
{
    const auto typed = m_person->text().trimmed();
    QStringList fitting;
    const auto names = namesById();
    for (auto it = names.cbegin(); it != names.cend(); ++it)
        if (it.value().contains(typed, Qt::CaseInsensitive))
            fitting.append(it.key());
    return fitting.size() == 1 && !names.contains(typed) ? fitting.first() : typed;
}

// A case by its code, a person by name, everything else by the beginning of its id.
QString AccessScreen::objectText(const Access &access, const QHash<QString, QString> &names) const
{
    const auto isCase = access.act.startsWith(u"case."_s) || access.act.startsWith(u"archive."_s);
    if (const auto card = isCase ? m_context.desk.card(QByteArray::fromHex(access.object.toLatin1())) : CaseCard(); card && isCase)
        return card->code;
    return names.value(access.object, access.object.left(objectDigits));
}

AccessFilter AccessScreen::filter() const
{
    const auto zone = TimeText::zone(m_context.desk.ledger().institution().timeZone);
    AccessFilter filter;
    filter.from = m_from->date().startOfDay(zone);
    filter.to = m_to->date().addDays(1).startOfDay(zone);
    filter.person = typedPerson();
    filter.act = m_act->currentData().toString();
    if (m_refused->isChecked())
        filter.outcome = Access::Outcome::Refused;
    return filter;
}

void AccessScreen::refresh()
{
    if (!mayDo(m_context.actor().person.roles, u"access.read"_s))
        return;
    const auto lines = m_context.desk.ledger().accessLog(filter(), mostLines);
    if (!lines)
        return Q_EMIT failed(lines.error());
    fill(*lines);
    m_findings->setText(findingsText(*lines));
}

void AccessScreen::fill(const QList<AccessEntry> &lines)
{
    const auto zone = TimeText::zone(m_context.desk.ledger().institution().timeZone);
    const auto names = namesById();
    m_model->removeRows(0, m_model->rowCount());
    for (auto line = lines.crbegin(); line != lines.crend(); ++line) {
        const auto &access = line->access;
        const auto refused = access.outcome == Access::Outcome::Refused;
        QList<QStandardItem *> row;
        for (const auto &text : {line->at.toTimeZone(zone).toString(u"yyyy-MM-dd HH:mm:ss"_s), AccessText::person(access.person, names),
                                 AccessText::act(access.act), objectText(access, names), refused ? tr("refused") : tr("done"),
                                 AccessText::reason(access.act, access.reason)})
            row.append(new QStandardItem(text));
        row[1]->setToolTip(access.person);
        row[3]->setToolTip(access.object);
        m_model->appendRow(row);
    }
    m_table->resizeColumnsToContents();
    m_table->horizontalHeader()->setStretchLastSection(true);
}

QString AccessScreen::findingsText(const QList<AccessEntry> &lines) const
{
    const auto zone = TimeText::zone(m_context.desk.ledger().institution().timeZone);
    const auto found = findingsIn(lines, zone);
    QStringList words{tr("%n line(s)", nullptr, int(lines.size()))};
    if (lines.size() >= mostLines)
        words.append(tr("only the newest are shown: narrow the filter"));
    if (found.refusedLogins > 0)
        words.append(tr("%n refused log-in(s)", nullptr, found.refusedLogins));
    if (found.refusedElse > 0)
        words.append(tr("%n other refusal(s)", nullptr, found.refusedElse));
    if (found.exceptions > 0)
        words.append(tr("%n case(s) opened by exception", nullptr, found.exceptions));
    if (found.atNight > 0)
        words.append(tr("%n case(s) opened at night", nullptr, found.atNight));
    if (!found.mass.isEmpty())
        words.append(tr("many cases in one day: %1").arg(found.mass.join(u", "_s)));
    return words.join(u" · "_s);
}

void AccessScreen::refreshReviews()
{
    const auto reviews = m_context.desk.ledger().accessReviews();
    if (!reviews)
        return Q_EMIT failed(reviews.error());
    QStringList lines;
    for (auto review = reviews->crbegin(); review != reviews->crend() && lines.size() < reviewsShown; ++review)
        lines.append(tr("%1, %2, until %3: %4")
                         .arg(TimeText::moment(review->at), review->by, TimeText::moment(review->to), review->note));
    m_reviews->setText(lines.isEmpty() ? tr("Nobody has reviewed it yet.") : lines.join(u'\n'));
}

void AccessScreen::signReview()
{
    const auto range = filter();
    const auto done = m_context.desk.ledger().reviewAccess({range.from, qMin(range.to, m_context.desk.ledger().now()), m_note->text()},
                                                           m_context.actor());
    if (!done)
        return Q_EMIT failed(done.error());
    m_note->clear();
    refreshReviews();
    Q_EMIT said(tr("The review is signed."));
}

void AccessScreen::retranslate()
{
    m_title->setText(tr("Who saw and did what"));
    m_fromLabel->setText(tr("From"));
    m_toLabel->setText(tr("to"));
    m_person->setPlaceholderText(tr("Person"));
    m_person->setAccessibleName(tr("Person"));
    m_refused->setText(tr("Refused only"));
    m_act->setAccessibleName(tr("Kind of act"));
    refill(m_act, {{QString(), tr("Everything")},
                   {u"login"_s, tr("Log-ins")},
                   {u"case"_s, tr("Cases")},
                   {u"case.break_glass"_s, tr("Exceptions")},
                   {u"person"_s, tr("People and roles")},
                   {u"access"_s, tr("The log itself")},
                   {u"archive"_s, tr("Archives")},
                   {u"vault"_s, tr("Vault")},
                   {u"station"_s, tr("Stations")},
                   {u"root"_s, tr("Root key")},
                   {u"settings"_s, tr("Settings")}});
    if (m_act->currentIndex() < 0)
        m_act->setCurrentIndex(0);
    m_model->setHorizontalHeaderLabels({tr("When"), tr("Person"), tr("Act"), tr("Object"), tr("Outcome"), tr("Reason")});
    m_table->setAccessibleName(tr("Access log"));
    m_reviewsTitle->setText(tr("Reviews"));
    m_note->setPlaceholderText(tr("What you found, 10 characters or more"));
    m_note->setAccessibleName(tr("Note of the review"));
    m_sign->setText(tr("Sign this review"));
    refresh();
    refreshReviews();
}

} // namespace sizhen
