// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/pulserequestsbar.h"

#include "ui/forms/flowlayout.h"
#include "ui/texts/codetext.h"
#include "ui/theme/pieces.h"
#include "ui/theme/theme.h"
#include "ui/widgets/pulsetext.h"
#include "ui/widgets/textlabel.h"

#include <QApplication>
#include <QBoxLayout>
#include <QLocale>
#include <QPainter>
#include <QPushButton>
#include <QSpinBox>

#include <chrono>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace sizhen {
namespace {

constexpr int shortestHoldS = 5;
constexpr int longestHoldS = 60;
constexpr int usualHoldS = 10;

// Stands out from everything else on the page: somebody far away waits for it.
class AskedLine final : public QWidget
{
protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const auto partners = theme::color(theme::Role::Partners);
        painter.fillRect(rect(), theme::faint(partners));
        painter.fillRect(QRect(0, 0, theme::gapTight, height()), partners);
    }
};

} // namespace

PulseRequestsBar::PulseRequestsBar(ScreenContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_asks(new QWidget)
    , m_answers(new AskedLine)
    , m_words(new TextLabel(theme::Type::Title))
    , m_from(new TextLabel(theme::Type::Small, theme::Role::TextMuted))
    , m_accept(new QPushButton)
    , m_decline(new QPushButton)
    , m_last(new TextLabel(theme::Type::Small, theme::Role::TextMuted))
{
    setObjectName(u"pulse.requests"_s);
    m_last->setObjectName(u"pulse.requests.last"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::gapTight);
    buildAsks();
    buildAnswer();
    column->addWidget(m_answers);
    column->addWidget(m_asks);
    column->addWidget(m_last);
    m_stale.setInterval(1s);
    connect(&m_stale, &QTimer::timeout, this, &PulseRequestsBar::say);
    retranslate();
}

void PulseRequestsBar::buildAsks()
{
    auto *flow = new FlowLayout(m_asks, theme::gapTight);
    int number = 0;
    for (const auto &one : pulseAsks().asks) {
        auto *button = new QPushButton;
        button->setObjectName(u"pulse.ask."_s + one.ask);
        button->setShortcut(QKeySequence(Qt::Key(Qt::Key_1 + number++)));
        connect(button, &QPushButton::clicked, this, [this, &one] { ask(one); });
        m_buttons.append({one.ask, button});
        flow->addWidget(button);
        if (!one.needsSeconds)
            continue;
        m_seconds = new QSpinBox;
        m_seconds->setObjectName(u"pulse.ask.seconds"_s);
        m_seconds->setRange(shortestHoldS, longestHoldS);
        m_seconds->setSingleStep(shortestHoldS);
        m_seconds->setValue(usualHoldS);
        flow->addWidget(m_seconds);
    }
}

void PulseRequestsBar::buildAnswer()
{
    m_words->setObjectName(u"pulse.request"_s);
    m_accept->setObjectName(u"pulse.accept"_s);
    m_accept->setProperty("primary", true);
    m_decline->setObjectName(u"pulse.decline"_s);
    m_answers->setObjectName(u"pulse.answer"_s);
    auto *words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(m_words);
    words->addWidget(m_from);
    auto *row = new QHBoxLayout(m_answers);
    row->setContentsMargins(theme::gapGroup, theme::gap, theme::gapGroup, theme::gap);
    row->addLayout(words, 1);
    row->addWidget(m_accept);
    row->addWidget(m_decline);
    connect(m_accept, &QPushButton::clicked, this, [this] { answer(true); });
    connect(m_decline, &QPushButton::clicked, this, [this] { answer(false); });
}

void PulseRequestsBar::setCase(const CaseState &state)
{
    if (state.id != m_state.id) {
        m_open.reset();
        m_asked.reset();
    }
    m_state = state;
    say();
}

void PulseRequestsBar::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    say();
}

void PulseRequestsBar::ask(const PulseAsk &one)
{
    const auto args = askArgs(one.ask, one.needsSite ? m_site : QString(), one.needsSeconds ? m_seconds->value() : 0);
    if (const auto done = m_context.desk.act(m_state.id, u"case.pulse_asked"_s, args, m_context.actor()); !done)
        Q_EMIT failed(done.error());
}

bool PulseRequestsBar::answer(bool yes)
{
    if (!m_open)
        return false;
    const auto request = *m_open;
    if (const auto done
        = m_context.desk.act(m_state.id, u"case.pulse_answered"_s,
                             answerArgs(request.entry, yes ? u"ACCEPTED"_s : u"DECLINED"_s), m_context.actor());
        !done) {
        Q_EMIT failed(done.error());
        return true;
    }
    m_open.reset();
    m_asked.reset();
    say();
    if (yes)
        Q_EMIT accepted(request);
    return true;
}

void PulseRequestsBar::setPressure(double pressure, double seconds, const PressureRange &range, const QString &unit)
{
    const auto running = acceptedRequest(m_state, m_context.desk.ledger().now());
    if (!running) {
        m_asked.reset();
        return;
    }
    if (!m_asked || m_asked->request() != running->entry)
        m_asked.emplace(*running, range, pressure);
    if (m_asked->feed(pressure, seconds))
        reached(pressure, range, unit);
}

void PulseRequestsBar::reached(double pressure, const PressureRange &range, const QString &unit)
{
    auto args = answerArgs(m_asked->request(), u"REACHED"_s);
    args.insert(u"pressure"_s, pressure);
    args.insert(u"share"_s, range.share(pressure));
    args.insert(u"unit"_s, unit);
    if (const auto done = m_context.desk.act(m_state.id, u"case.pulse_answered"_s, args, m_context.actor()); !done)
        Q_EMIT failed(done.error());
}

std::optional<QPair<double, double>> PulseRequestsBar::target() const
{
    return m_asked ? m_asked->target() : std::nullopt;
}

QString PulseRequestsBar::lastWords() const
{
    const auto requests = pulseRequests(m_state);
    if (requests.isEmpty())
        return {};
    const auto &last = requests.last();
    const auto words = askWords(askArgs(last.ask, last.site, last.seconds)).in(m_context.language());
    const auto locale = QLocale();
    if (last.answer == u"REACHED" && last.pressure && last.share)
        return tr("%1: reached %2 (%3 of the range)")
            .arg(words, PulseText::pressure(*last.pressure, last.unit),
                 locale.toString(100 * *last.share, 'f', 0) + u'%');
    if (!last.answer.isEmpty())
        return tr("%1: %2", "request and its answer").arg(words, CodeText::of(last.answer));
    return last.isOpen(m_context.desk.ledger().now()) ? tr("%1: not answered yet").arg(words)
                                                      : tr("%1: nobody answered").arg(words);
}

void PulseRequestsBar::say()
{
    const bool inSession = m_state.stage() == u"IN_SESSION";
    const bool takes = m_state.mySide == Side::Inviting;
    const auto before = m_open ? m_open->entry : QByteArray();
    m_open = takes && inSession ? openRequest(m_state, m_context.desk.ledger().now()) : std::nullopt;
    m_answers->setVisible(m_open.has_value());
    m_asks->setVisible(!takes && inSession);
    const auto last = inSession && !m_open ? lastWords() : QString();
    m_last->setText(last);
    m_last->setVisible(!last.isEmpty());
    if (m_open) {
        const auto words = askWords(askArgs(m_open->ask, m_open->site, m_open->seconds));
        m_words->setText(words.in(m_context.language()));
        m_words->setAccessibleName(m_words->text());
        const auto other = m_context.language().startsWith(u"zh"_s) ? words.en() : words.zh();
        m_from->setText(tr("asked from abroad · %1").arg(other));
        if (m_open->entry != before)
            QApplication::beep();
    }
    const bool waits = m_open || (!takes && openRequest(m_state, m_context.desk.ledger().now()));
    waits ? m_stale.start() : m_stale.stop();
    for (const auto &[id, button] : std::as_const(m_buttons))
        button->setEnabled(inSession);
}

void PulseRequestsBar::retranslate()
{
    int number = 0;
    for (const auto &[id, button] : std::as_const(m_buttons)) {
        const auto name = pulseAsk(id)->name.in(m_context.language());
        button->setText(tr("%1 (%2)", "request and its key").arg(name).arg(++number));
        button->setAccessibleName(name);
        button->setShortcut(QKeySequence(Qt::Key(Qt::Key_0 + number))); // setText() takes a shortcut away
    }
    m_seconds->setSuffix(tr(" s"));
    m_seconds->setAccessibleName(tr("Seconds to hold"));
    m_accept->setText(tr("Accept (A)"));
    m_decline->setText(tr("Decline (X)"));
    say();
}

} // namespace sizhen
