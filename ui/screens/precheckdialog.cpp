// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/precheckdialog.h"

#include "ui/panels/words.h"
#include "ui/texts/checktext.h"
#include "ui/texts/errortext.h"
#include "ui/texts/timetext.h"
#include "ui/widgets/mark.h"

#include <QEvent>
#include <QGridLayout>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

Mark markOf(PreCallItem::State state)
{
    switch (state) {
    case PreCallItem::State::Good:
        return Mark::Good;
    case PreCallItem::State::Warning:
        return Mark::Warning;
    case PreCallItem::State::Fault:
        return Mark::Fault;
    case PreCallItem::State::Untried:
        return Mark::Unknown;
    }
    Q_UNREACHABLE();
}

} // namespace

PreCheckDialog::PreCheckDialog(PreCallCheck &check, const QByteArray &caseId, QWidget *parent)
    : QDialog(parent)
    , m_check(check)
    , m_case(caseId)
    , m_verdict(new StatusDot)
    , m_words(makeWords(theme::Type::Section))
    , m_grid(new QGridLayout)
    , m_pending(makeWords(theme::Type::Body, theme::Role::TextMuted))
    , m_again(new QPushButton)
    , m_stop(new QPushButton)
    , m_close(new QPushButton)
{
    setObjectName(u"preCheckDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    build();
    connect(m_again, &QPushButton::clicked, this, &PreCheckDialog::run);
    connect(m_stop, &QPushButton::clicked, &m_check, &PreCallCheck::cancel);
    connect(m_close, &QPushButton::clicked, this, &QDialog::accept);
    connect(&m_check, &PreCallCheck::changed, this, &PreCheckDialog::refresh);
    retranslate();
    run();
}

void PreCheckDialog::build()
{
    m_verdict->setObjectName(u"preCheck.mark"_s);
    m_words->setObjectName(u"preCheck.verdict"_s);
    m_pending->setObjectName(u"preCheck.pending"_s);
    m_again->setObjectName(u"preCheck.run"_s);
    m_stop->setObjectName(u"preCheck.stop"_s);
    m_close->setObjectName(u"preCheck.close"_s);
    m_again->setProperty("primary", true);
    m_again->setDefault(true);
    for (auto *button : {m_again, m_stop, m_close}) {
        button->setMinimumHeight(theme::touchHeight);
        button->setAutoDefault(button == m_again); // Enter checks again, wherever the focus is
    }
    m_grid->setHorizontalSpacing(theme::gapGroup);
    m_grid->setVerticalSpacing(theme::gap);
    m_grid->setColumnStretch(1, 1);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(theme::gap);
    foot->addWidget(m_close);
    foot->addStretch();
    foot->addWidget(m_stop);
    foot->addWidget(m_again);
    auto *column = new QVBoxLayout(this);
    column->setSpacing(theme::gap);
    column->addWidget(m_verdict);
    column->addWidget(m_words);
    column->addLayout(m_grid);
    column->addWidget(m_pending);
    column->addStretch();
    column->addLayout(foot);
    setMinimumWidth(theme::formWidth);
}

void PreCheckDialog::run()
{
    if (const auto begun = m_check.start(m_case); !begun && begun.error().message != u"check.runs") {
        Q_EMIT failed(begun.error());
        m_pending->setText(ErrorText::of(begun.error()));
        m_pending->show();
    }
}

void PreCheckDialog::done(int result)
{
    m_check.cancel();
    QDialog::done(result);
}

void PreCheckDialog::refresh()
{
    const bool runs = m_check.isRunning();
    m_again->setVisible(!runs);
    m_stop->setVisible(runs);
    m_pending->setVisible(runs);
    QStringList parts;
    for (const auto &part : m_check.pending())
        parts.append(CheckText::pending(part));
    m_pending->setText(parts.join(u'\n'));
    const auto last = m_check.last();
    m_verdict->setVisible(!runs && last);
    m_words->setVisible(runs || last);
    if (runs) {
        m_words->setText(tr("Please be quiet for a moment."));
        m_words->setRole(theme::Role::Text);
        return showItems({});
    }
    if (!last)
        return showItems({});
    const auto *worst = last->worst();
    const auto mark = worst ? markOf(worst->state) : Mark::Good;
    m_verdict->set(mark, tr("Checked at %1").arg(TimeText::moment(last->at)));
    m_words->setText(CheckText::verdict(*last));
    m_words->setRole(roleOf(mark));
    showItems(last->items);
}

void PreCheckDialog::showItems(const QList<PreCallItem> &items)
{
    qDeleteAll(m_shown);
    m_shown.clear();
    for (int row = 0; row < items.size(); ++row) {
        const auto &item = items[row];
        auto *name = new StatusDot;
        name->setObjectName(u"preCheck."_s + item.id);
        name->set(markOf(item.state), CheckText::name(item));
        auto *words = makeWords();
        words->setText(CheckText::sentence(item));
        m_grid->addWidget(name, row, 0, Qt::AlignTop);
        m_grid->addWidget(words, row, 1);
        for (auto *each : {static_cast<QWidget *>(name), static_cast<QWidget *>(words)}) {
            each->show(); // a layout counts what is shown
            m_shown.append(each);
        }
    }
    // Sentences that wrap need their height for this width; a dialog that is open does not ask for it.
    layout()->activate();
    setMinimumHeight(layout()->totalHeightForWidth(width()));
}

void PreCheckDialog::resizeEvent(QResizeEvent *event)
{
    QDialog::resizeEvent(event);
    setMinimumHeight(layout()->totalHeightForWidth(width()));
}

void PreCheckDialog::retranslate()
{
    setWindowTitle(m_case.isEmpty() ? tr("Morning check") : tr("Check before the call"));
    m_again->setText(tr("Check again"));
    m_stop->setText(tr("Stop the check"));
    m_close->setText(tr("Close"));
    refresh();
}

void PreCheckDialog::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QDialog::changeEvent(event);
}

} // namespace sizhen
