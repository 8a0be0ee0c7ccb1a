// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pulsesitegrid.h"
#include "core/pulse/pulseblock.h"
#include "ui/theme/theme.h"
#include "ui/widgets/mark.h"
#include "ui/widgets/pulsebands.h"
#include "ui/widgets/pulsetext.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// From the hand to the elbow.
const QStringList &rows()
{
    static const QStringList list{u"cun"_s, u"guan"_s, u"chi"_s};
    return list;
}

constexpr double leastBeatShape = 0.3; // height by width at which a beat can still be recognised

Mark markOf(PulseSiteState::Kind kind)
{
    switch (kind) {
    case PulseSiteState::Kind::Untouched:
        return Mark::Unknown;
    case PulseSiteState::Kind::Taking:
        return Mark::Working;
    case PulseSiteState::Kind::Good:
        return Mark::Good;
    case PulseSiteState::Kind::Poor:
        return Mark::Warning;
    }
    return Mark::Unknown;
}

Mark markOf(PulseSiteState::Level level)
{
    switch (level) {
    case PulseSiteState::Level::Open:
        return Mark::Unknown;
    case PulseSiteState::Level::Taking:
        return Mark::Working;
    case PulseSiteState::Level::Counts:
        return Mark::Good;
    case PulseSiteState::Level::Failed:
        return Mark::Warning;
    }
    return Mark::Unknown;
}

QString levelWord(PulseSiteState::Level level)
{
    switch (level) {
    case PulseSiteState::Level::Open:
        return PulseSiteCell::tr("open", "one depth of a place");
    case PulseSiteState::Level::Taking:
        return PulseSiteCell::tr("being taken", "one depth of a place");
    case PulseSiteState::Level::Counts:
        return PulseSiteCell::tr("counts", "one depth of a place");
    case PulseSiteState::Level::Failed:
        return PulseSiteCell::tr("failed", "one depth of a place");
    }
    return {};
}

} // namespace

PulseSiteCell::PulseSiteCell(const QString &site, QWidget *parent)
    : QAbstractButton(parent)
    , m_site(site)
{
    setObjectName(u"site."_s + site);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    retranslate();
}

QSize PulseSiteCell::sizeHint() const
{
    return {theme::labelWidth, theme::labelWidth};
}

QString PulseSiteCell::stateWord() const
{
    switch (m_state.kind) {
    case PulseSiteState::Kind::Untouched:
        return tr("not taken");
    case PulseSiteState::Kind::Taking:
        return tr("taking");
    case PulseSiteState::Kind::Good:
        return tr("good");
    case PulseSiteState::Kind::Poor:
        return tr("poor, repeat");
    }
    return {};
}

QString PulseSiteCell::levelWords() const
{
    using Level = PulseSiteState::Level;
    if (std::all_of(m_state.levels.begin(), m_state.levels.end(), [](Level level) { return level == Level::Open; }))
        return {};
    const auto word = [this](int band) {
        return tr("%1: %2").arg(PulseBands::name(band), levelWord(m_state.levels.at(std::size_t(band))));
    };
    return tr("%1, %2, %3").arg(word(0), word(1), word(2));
}

void PulseSiteCell::retranslate()
{
    auto words = tr("%1: %2").arg(PulseText::site(m_site), stateWord());
    if (m_state.perMinute)
        words = tr("%1, %2 per minute").arg(words, QLocale().toString(*m_state.perMinute, 'f', 0));
    if (const auto levels = levelWords(); !levels.isEmpty())
        words = tr("%1. %2").arg(words, levels);
    setAccessibleName(words);
    setToolTip(words);
    update();
}

void PulseSiteCell::setState(const PulseSiteState &state)
{
    m_state = state;
    retranslate();
}

void PulseSiteCell::paintBeat(QPainter &painter, const QRectF &area) const
{
    if (m_state.beat.size() < 2)
        return;
    const auto [low, high] = std::minmax_element(m_state.beat.begin(), m_state.beat.end());
    const double range = std::max(1e-9, *high - *low);
    QPainterPath path;
    for (qsizetype i = 0; i < m_state.beat.size(); ++i) {
        const QPointF at(area.left() + area.width() * double(i) / double(m_state.beat.size() - 1),
                         area.bottom() - (m_state.beat[i] - *low) / range * area.height());
        i == 0 ? path.moveTo(at) : path.lineTo(at);
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme::color(theme::Role::Accent), theme::focusEdge));
    painter.drawPath(path);
}

// The three depths as they lie under the skin: floating on top.
void PulseSiteCell::paintLevels(QPainter &painter, const QRectF &area) const
{
    const auto metrics = painter.fontMetrics();
    const double sign = theme::gap + theme::focusEdge;
    const double line = area.height() / PulseBands::count;
    for (int band = 0; band < PulseBands::count; ++band) {
        const double middle = area.top() + (band + 0.5) * line;
        drawMark(&painter, QRectF(area.left(), middle - sign / 2, sign, sign),
                 markOf(m_state.levels.at(std::size_t(band))));
        painter.setPen(theme::color(theme::Role::TextMuted));
        painter.drawText(QRectF(area.left() + sign + theme::gapTight, middle - metrics.height() / 2.0, area.width(),
                                metrics.height()),
                         Qt::AlignLeft | Qt::AlignVCenter, PulseBands::shortName(band));
    }
}

void PulseSiteCell::paintFrame(QPainter &painter) const
{
    const bool chosen = isChecked();
    const qreal edge = chosen || hasFocus() ? theme::focusEdge : theme::edge;
    const auto frame = QRectF(rect()).adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2);
    painter.setBrush(theme::color(theme::Role::Surface));
    painter.setPen(QPen(theme::color(chosen || hasFocus() ? theme::Role::Accent : theme::Role::Border), edge));
    painter.drawRoundedRect(frame, theme::radius, theme::radius);
    if (chosen) // colour alone would not do
        painter.fillRect(
            QRectF(frame.left(), frame.top() + theme::radius, theme::gapTight, frame.height() - 2 * theme::radius),
            theme::color(theme::Role::Accent));
}

// The state's shape and word at the foot.
void PulseSiteCell::paintState(QPainter &painter, const QRectF &foot) const
{
    const double sign = theme::gapGroup - theme::focusEdge;
    drawMark(&painter, QRectF(foot.left(), foot.center().y() - sign / 2, sign, sign), markOf(m_state.kind));
    painter.setPen(theme::color(theme::Role::TextMuted));
    painter.drawText(foot.adjusted(theme::gapGroup + theme::gapTight, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(stateWord(), Qt::ElideRight,
                                                      int(foot.width()) - theme::gapGroup - theme::gapTight));
}

void PulseSiteCell::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintFrame(painter);
    const auto inner = QRectF(rect()).adjusted(theme::gap + theme::gapTight + theme::edge, theme::gap + theme::edge,
                                               -theme::gap - theme::edge, -theme::gap - theme::edge);
    painter.setFont(theme::font(theme::Type::Body));
    painter.setPen(theme::color(theme::Role::Text));
    const auto name = PulseText::shortSite(m_site);
    const double head = painter.fontMetrics().height();
    const double nameWide = painter.fontMetrics().horizontalAdvance(name) + theme::gap;
    painter.drawText(inner, Qt::AlignLeft | Qt::AlignTop, name);
    painter.setFont(theme::font(theme::Type::Small));
    const auto metrics = painter.fontMetrics();
    const double line = metrics.height();
    paintState(painter, {inner.left(), inner.bottom() - line, inner.width(), line});
    QRectF body(inner.left(), inner.top() + head + theme::gapTight, inner.width(),
                inner.height() - head - line - theme::gap);
    // A tall cell has the depths and numbers below the beat, a flat one at its right.
    const bool tall = body.height() - PulseBands::count * line - theme::gap > leastBeatShape * body.width();
    double side = 0;
    for (int band = 0; band < PulseBands::count; ++band)
        side = std::max(side, double(metrics.horizontalAdvance(PulseBands::shortName(band))));
    side += theme::gapGroup + theme::focusEdge;
    const double rows = std::min(line, body.height() / PulseBands::count);
    const QRectF levels = tall ? QRectF(body.left(), body.bottom() - 3 * rows, body.width(), 3 * rows)
                               : QRectF(body.right() - side, body.top(), side, 3 * rows);
    paintLevels(painter, levels);
    painter.setPen(theme::color(theme::Role::TextMuted));
    if (m_state.perMinute) {
        const auto words = tr("%1/min").arg(QLocale().toString(*m_state.perMinute, 'f', 0));
        const bool fits = nameWide + metrics.horizontalAdvance(words) <= inner.width();
        const QRectF row = fits || !tall ? QRectF(inner.left(), inner.top(), inner.width(), line)
                                         : QRectF(levels.left(), levels.top(), levels.width(), rows);
        painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter, words);
    }
    if (m_state.pressure) {
        const auto words
            = tr("%1 %2").arg(QLocale().toString(*m_state.pressure, 'f', std::abs(*m_state.pressure) < 10 ? 1 : 0),
                              PulseText::unit(m_state.pressureUnit));
        // Beside a depth whose name leaves room for it, from the lowest up.
        int band = PulseBands::count - 1;
        const auto taken = [&](int at) {
            return theme::gapGroup + theme::focusEdge + metrics.horizontalAdvance(PulseBands::shortName(at));
        };
        while (band > 1 && taken(band) + metrics.horizontalAdvance(words) > levels.width())
            --band;
        const QRectF row = tall ? QRectF(levels.left(), levels.top() + band * rows, levels.width(), rows)
                                : QRectF(inner.left(), inner.bottom() - line, inner.width(), line);
        painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter, words);
    }
    if (tall)
        body.setBottom(levels.top() - theme::gap);
    else
        body.setRight(levels.left() - theme::gap);
    paintBeat(painter, body);
}

PulseSiteGrid::PulseSiteGrid(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"pulseSites"_s);
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(theme::gap, theme::gapSection + theme::gap, theme::gap, theme::gap);
    grid->setHorizontalSpacing(theme::gapSection);
    grid->setVerticalSpacing(theme::gap);
    for (const auto &site : pulseSites()) {
        auto *cell = new PulseSiteCell(site);
        m_cells.insert(site, cell);
        grid->addWidget(cell, int(rows().indexOf(site.section(u'.', 1))), site.startsWith(u'L') ? 0 : 1);
        cell->installEventFilter(this);
        connect(cell, &QAbstractButton::clicked, this, [this, site] {
            setCurrent(site);
            Q_EMIT siteChosen(site);
        });
    }
    for (qsizetype i = 1; i < pulseSites().size(); ++i)
        setTabOrder(m_cells[pulseSites()[i - 1]], m_cells[pulseSites()[i]]);
}

void PulseSiteGrid::setState(const QString &site, const PulseSiteState &state)
{
    if (auto *cell = m_cells.value(site))
        cell->setState(state);
}

void PulseSiteGrid::setCurrent(const QString &site)
{
    auto *before = m_cells.value(m_current);
    if (before && before->hasFocus() && m_cells.contains(site)) // the keyboard goes along
        m_cells[site]->setFocus();
    m_current = site;
    for (auto it = m_cells.begin(); it != m_cells.end(); ++it)
        it.value()->setChecked(it.key() == site);
}

QString PulseSiteGrid::nextOpen() const
{
    for (const auto &site : pulseSites())
        if (m_cells[site]->state().kind == PulseSiteState::Kind::Untouched)
            return site;
    for (const auto &site : pulseSites())
        if (m_cells[site]->state().kind != PulseSiteState::Kind::Good)
            return site;
    return {};
}

QString PulseSiteGrid::neighbour(const QString &site, int key) const
{
    auto row = rows().indexOf(site.section(u'.', 1));
    bool left = site.startsWith(u'L');
    switch (key) {
    case Qt::Key_Up:
        --row;
        break;
    case Qt::Key_Down:
        ++row;
        break;
    case Qt::Key_Left:
        left = true;
        break;
    case Qt::Key_Right:
        left = false;
        break;
    default:
        return {};
    }
    row = std::clamp<qsizetype>(row, 0, rows().size() - 1);
    return (left ? u"L."_s : u"R."_s) + rows()[row];
}

bool PulseSiteGrid::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    if (key->key() == Qt::Key_Space) { // the key of the screen: begin and end, wherever the focus is
        event->ignore();
        return false;
    }
    const auto from = m_cells.key(static_cast<PulseSiteCell *>(watched));
    const auto to = neighbour(from, key->key());
    if (to.isEmpty())
        return QWidget::eventFilter(watched, event);
    m_cells[to]->setFocus();
    m_cells[to]->click();
    return true;
}

void PulseSiteGrid::retranslate()
{
    for (auto *cell : m_cells)
        cell->retranslate();
    update();
}

void PulseSiteGrid::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    auto skin = theme::color(theme::Role::Border);
    skin.setAlphaF(0.16F);
    painter.setFont(theme::font(theme::Type::Section));
    for (const bool left : {true, false}) {
        const auto *top = m_cells[left ? u"L.cun"_s : u"R.cun"_s];
        const auto *bottom = m_cells[left ? u"L.chi"_s : u"R.chi"_s];
        QRectF arm(top->geometry().united(bottom->geometry()));
        arm.adjust(-theme::gap, -theme::gapSection, theme::gap, theme::gapSection);
        painter.setPen(Qt::NoPen);
        painter.setBrush(skin);
        painter.drawRoundedRect(arm, theme::gapSection, theme::gapSection);
        painter.setPen(theme::color(theme::Role::Text));
        painter.drawText(QRectF(arm.left(), arm.top(), arm.width(), theme::gapSection), Qt::AlignCenter,
                         left ? tr("Left wrist") : tr("Right wrist"));
    }
}

} // namespace sizhen
