// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pulsebeatview.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr double reachOfMark = theme::gap + theme::gapTight; // pixels from a mark at which the mouse takes it
constexpr int wideMove = 5; // samples

} // namespace

PulseBeatView::PulseBeatView(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"pulseBeat"_s);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    say();
}

QSize PulseBeatView::sizeHint() const
{
    return {theme::fieldWidth, theme::railWidth + theme::headerHeight};
}

QSize PulseBeatView::minimumSizeHint() const
{
    return {theme::railWidth, theme::railWidth - theme::gapGroup};
}

void PulseBeatView::setBeat(const std::optional<AverageBeat> &beat, const QString &otherwise)
{
    m_beat = beat && beat->wave.size() > 2 ? beat : std::nullopt;
    m_otherwise = otherwise;
    m_marks = m_beat ? PulseBeatMarks(*m_beat) : PulseBeatMarks();
    m_marks.setCorrections(m_mine, m_partners);
    m_dragged.clear();
    m_hovered.clear();
    fit();
    say();
}

void PulseBeatView::setUnit(const QString &ucum)
{
    m_unit = ucum;
    say();
}

void PulseBeatView::setCorrections(const QMap<QString, double> &mine, const QMap<QString, double> &partners)
{
    m_mine = mine;
    m_partners = partners;
    m_marks.setCorrections(mine, partners);
    say();
}

void PulseBeatView::setEarlier(const QVector<EarlierBeat> &earlier)
{
    m_earlier = earlier;
    fit();
    update();
}

void PulseBeatView::setMovable(bool movable)
{
    m_movable = movable;
    m_dragged.clear();
}

void PulseBeatView::setNormalised(bool normalised)
{
    m_normalised = normalised;
    fit();
    update();
}

void PulseBeatView::select(const QString &key)
{
    m_selected = hasMarks() && PulseBeatMarks::keys().contains(key) ? key : QString();
    say();
}

void PulseBeatView::fit()
{
    if (!m_beat)
        return;
    const auto widen = [this](const QVector<double> &wave, double times) {
        const auto [low, high] = std::minmax_element(wave.begin(), wave.end());
        m_low = std::min(m_low, *low * times);
        m_high = std::max(m_high, *high * times);
    };
    m_low = 0;
    m_high = 1e-9;
    widen(m_beat->wave, 1);
    if (m_normalised)
        return; // all are as high as this one
    for (const auto &earlier : m_earlier)
        if (!earlier.beat.wave.isEmpty())
            widen(earlier.beat.wave, 1);
}

QString PulseBeatView::infoWords() const
{
    if (!hasMarks())
        return {};
    const auto key = !m_dragged.isEmpty() ? m_dragged : !m_hovered.isEmpty() ? m_hovered : m_selected;
    return key.isEmpty() ? QString() : m_marks.words(key, m_unit);
}

void PulseBeatView::say()
{
    setAccessibleName(m_beat ? tr("Average of %n beats", nullptr, m_beat->beats)
                             : (m_otherwise.isEmpty() ? tr("Average beat") : m_otherwise));
    auto words = m_selected.isEmpty() ? QString() : m_marks.words(m_selected, m_unit);
    if (!m_selected.isEmpty() && m_marks.mine().contains(m_selected))
        words = tr("%1 (moved by me)").arg(words);
    setAccessibleDescription(hasMarks() ? words : QString());
    update();
}

void PulseBeatView::move(const QString &key, double index)
{
    m_marks.moveMine(key, index);
    m_mine = m_marks.mine();
    say();
}

void PulseBeatView::reset(const QString &key)
{
    if (!m_movable || !m_marks.resetMine(key))
        return;
    m_mine = m_marks.mine();
    say();
    Q_EMIT markReset(key);
}

bool PulseBeatView::stepMark(int by)
{
    const auto &keys = PulseBeatMarks::keys();
    const auto to = m_selected.isEmpty() ? (by > 0 ? 0 : keys.size() - 1) : keys.indexOf(m_selected) + by;
    if (to < 0 || to >= keys.size())
        return false;
    select(keys[to]);
    return true;
}

bool PulseBeatView::focusNextPrevChild(bool next)
{
    return (hasMarks() && hasFocus() && stepMark(next ? 1 : -1)) || QWidget::focusNextPrevChild(next);
}

void PulseBeatView::focusInEvent(QFocusEvent *event)
{
    if (event->reason() == Qt::TabFocusReason)
        select(PulseBeatMarks::keys().first());
    else if (event->reason() == Qt::BacktabFocusReason)
        select(PulseBeatMarks::keys().last());
    update();
}

void PulseBeatView::focusOutEvent(QFocusEvent *)
{
    update();
}

void PulseBeatView::keyPressEvent(QKeyEvent *event)
{
    const bool wide = event->modifiers().testFlag(Qt::ShiftModifier);
    const auto at = hasMarks() && !m_selected.isEmpty() ? m_marks.valid(m_selected) : std::nullopt;
    switch (event->key()) {
    case Qt::Key_N:
        setNormalised(!m_normalised);
        return;
    case Qt::Key_Up:
    case Qt::Key_Down:
        if (hasMarks())
            stepMark(event->key() == Qt::Key_Down ? 1 : -1);
        return;
    case Qt::Key_Left:
    case Qt::Key_Right:
        if (!at || !m_movable)
            return;
        move(m_selected, *at + (event->key() == Qt::Key_Right ? 1 : -1) * (wide ? wideMove : 1));
        Q_EMIT markMoved(m_selected, m_marks.mine().value(m_selected));
        return;
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        reset(m_selected);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (at || !m_movable || !hasMarks() || m_selected.isEmpty())
            break;
        move(m_selected, m_marks.guess(m_selected));
        Q_EMIT markMoved(m_selected, m_marks.mine().value(m_selected));
        return;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

QString PulseBeatView::keyNear(const QPointF &at) const
{
    QString best;
    double least = reachOfMark;
    for (const auto &key : PulseBeatMarks::keys()) {
        const auto index = hasMarks() ? m_marks.valid(key) : std::nullopt;
        if (!index)
            continue;
        if (const double away = QLineF(at, markPlace(key)).length(); away < least) {
            least = away;
            best = key;
        }
    }
    return best;
}

void PulseBeatView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !hasMarks())
        return;
    const auto key = keyNear(event->position());
    select(key);
    m_dragged = m_movable ? key : QString();
    m_hasMoved = false;
}

void PulseBeatView::mouseMoveEvent(QMouseEvent *event)
{
    if (!hasMarks())
        return;
    if (!m_dragged.isEmpty()) {
        m_hasMoved = true;
        move(m_dragged, indexAt(event->position().x()));
        return;
    }
    const auto key = keyNear(event->position());
    if (key == m_hovered)
        return;
    m_hovered = key;
    setCursor(key.isEmpty() || !m_movable ? Qt::ArrowCursor : Qt::SizeHorCursor);
    update();
}

void PulseBeatView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || m_dragged.isEmpty())
        return;
    const auto key = m_dragged;
    m_dragged.clear();
    if (m_hasMoved)
        Q_EMIT markMoved(key, m_marks.mine().value(key));
    update();
}

void PulseBeatView::leaveEvent(QEvent *)
{
    m_hovered.clear();
    update();
}

void PulseBeatView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        say();
    QWidget::changeEvent(event);
}

} // namespace sizhen
