// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/caserail.h"

#include "ui/panels/words.h"
#include "ui/texts/errortext.h"
#include "ui/theme/pieces.h"

#include <QKeyEvent>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

theme::Role roleOf(StepState state)
{
    switch (state) {
    case StepState::Done:
        return theme::Role::Good;
    case StepState::Now:
        return theme::Role::Accent;
    case StepState::Stopped:
        return theme::Role::Danger;
    case StepState::Waiting:
    case StepState::Later:
        return theme::Role::TextMuted;
    }
    Q_UNREACHABLE();
}

} // namespace

StepButton::StepButton(const QString &step, QWidget *parent)
    : QAbstractButton(parent)
    , m_step{step, StepState::Later, {}}
{
    setObjectName(u"step."_s + step);
    setCheckable(true);
    setAutoExclusive(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void StepButton::set(const CaseStep &step)
{
    m_step = step;
    setText(StepText::title(step.id));
    setAccessibleName(tr("%1, %2", "step, its state").arg(text(), StepText::word(step.state)));
    setAccessibleDescription(step.why.isEmpty() ? QString() : ErrorText::of(step.why.first()));
    update();
}

QSize StepButton::sizeHint() const
{
    return {theme::railWidth, theme::touchHeight};
}

void StepButton::drawShape(QPainter &painter, const QRectF &box) const
{
    const auto color = theme::color(roleOf(m_step.state));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1.5));
    painter.setBrush(Qt::NoBrush);
    const auto c = box.center();
    const auto r = box.width() / 2;
    switch (m_step.state) {
    case StepState::Done:
        painter.setBrush(color);
        painter.drawEllipse(box);
        painter.setPen(QPen(palette().color(QPalette::Window), 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPolyline(
            QPolygonF{c + QPointF(-r * .5, 0), c + QPointF(-r * .1, r * .4), c + QPointF(r * .5, -r * .4)});
        break;
    case StepState::Now:
        painter.setBrush(color);
        painter.drawPolygon(QPolygonF{box.topLeft(), QPointF(box.right(), c.y()), box.bottomLeft()});
        break;
    case StepState::Waiting:
        painter.drawRect(box.adjusted(1, 1, -1, -1));
        painter.drawLine(c - QPointF(r * .5, 0), c + QPointF(r * .5, 0));
        break;
    case StepState::Later:
        painter.drawEllipse(box);
        break;
    case StepState::Stopped:
        painter.drawLine(box.topLeft(), box.bottomRight());
        painter.drawLine(box.topRight(), box.bottomLeft());
        break;
    }
}

void StepButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const auto area = rect();
    if (isChecked()) {
        painter.fillRect(area, theme::faint(palette().color(QPalette::Link), theme::faintAlpha * 2));
        painter.fillRect(QRect(area.left(), area.top(), 3, area.height()), palette().color(QPalette::Link));
    } else if (underMouse()) {
        painter.fillRect(area, theme::faint(palette().color(QPalette::Text)));
    }
    const qreal side = theme::iconSize * 0.7;
    drawShape(painter, QRectF(area.left() + theme::gap + theme::gapTight, area.center().y() - side / 2, side, side));
    const auto words = area.adjusted(theme::gapSection + theme::gapGroup - theme::gapTight, theme::gapTight,
                                     -theme::gapTight, -theme::gapTight);
    painter.setPen(palette().color(QPalette::WindowText));
    auto font = theme::font(theme::Type::Body);
    font.setBold(isChecked());
    painter.setFont(font);
    painter.drawText(words, Qt::AlignLeft | Qt::AlignTop,
                     QFontMetrics(font).elidedText(text(), Qt::ElideRight, words.width()));
    const auto small = theme::font(theme::Type::Small);
    painter.setFont(small);
    painter.setPen(theme::color(roleOf(m_step.state)));
    painter.drawText(words, Qt::AlignLeft | Qt::AlignBottom, StepText::word(m_step.state));
    if (hasFocus())
        theme::drawFrame(&painter, area, Qt::transparent, palette().color(QPalette::Link), theme::focusEdge);
}

void StepButton::focusInEvent(QFocusEvent *event)
{
    QAbstractButton::focusInEvent(event);
    Q_EMIT focused();
}

void StepButton::enterEvent(QEnterEvent *event)
{
    QAbstractButton::enterEvent(event);
    Q_EMIT focused();
}

CaseRail::CaseRail(QWidget *parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
    , m_why(makeWords(theme::Type::Small, theme::Role::TextMuted))
    , m_emergency(new QPushButton)
{
    setObjectName(u"caseRail"_s);
    m_column->setContentsMargins(0, theme::gap, 0, theme::gap);
    m_column->setSpacing(0);
    m_column->addStretch();
    m_why->setObjectName(u"rail.why"_s);
    m_why->setContentsMargins(theme::gap, theme::gap, theme::gap, theme::gap);
    m_column->addWidget(m_why);
    m_emergency->setObjectName(u"rail.emergency"_s);
    m_emergency->setProperty("danger", true);
    m_emergency->setMinimumHeight(theme::touchHeight);
    m_column->addWidget(m_emergency);
    m_why->hide();
    m_emergency->hide();
    connect(m_emergency, &QPushButton::clicked, this, &CaseRail::emergencyPressed);
    retranslate();
}

void CaseRail::setSteps(const QList<CaseStep> &steps)
{
    for (int i = 0; i < steps.size(); ++i) {
        if (i >= m_buttons.size()) {
            auto *button = new StepButton(steps.at(i).id);
            connect(button, &StepButton::clicked, this, [this, button] { Q_EMIT stepChosen(button->value().id); });
            connect(button, &StepButton::focused, this, [this, button] { showWhy(button->value()); });
            m_column->insertWidget(i, button);
            m_buttons.append(button);
        }
        m_buttons.at(i)->set(steps.at(i));
        m_buttons.at(i)->setChecked(steps.at(i).id == m_current);
        if (steps.at(i).id == m_current)
            showWhy(steps.at(i));
    }
}

void CaseRail::setCurrent(const QString &step)
{
    m_current = step;
    for (auto *button : std::as_const(m_buttons))
        if (button->value().id == step) {
            button->setChecked(true);
            showWhy(button->value());
        }
}

void CaseRail::setEmergency(bool shown)
{
    m_emergency->setVisible(shown);
}

void CaseRail::showWhy(const CaseStep &step)
{
    QString words;
    if (!step.why.isEmpty()) {
        const auto rule = ErrorText::rule(step.why.first());
        words = ErrorText::of(step.why.first()) + (rule.isEmpty() ? QString() : u"  "_s + rule);
    }
    m_why->setText(words);
    m_why->setVisible(!words.isEmpty());
}

void CaseRail::retranslate()
{
    m_emergency->setText(tr("■ EMERGENCY"));
    m_emergency->setAccessibleName(tr("Emergency: stop the session now"));
    for (auto *button : std::as_const(m_buttons))
        button->set(button->value());
}

void CaseRail::walk(int by)
{
    for (int i = 0; i < m_buttons.size(); ++i)
        if (m_buttons.at(i)->hasFocus()) {
            m_buttons.at(std::clamp(i + by, 0, int(m_buttons.size()) - 1))->setFocus(Qt::TabFocusReason);
            return;
        }
}

void CaseRail::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Up:
        walk(-1);
        return;
    case Qt::Key_Down:
        walk(1);
        return;
    case Qt::Key_Home:
        walk(-int(m_buttons.size()));
        return;
    case Qt::Key_End:
        walk(int(m_buttons.size()));
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        for (auto *button : std::as_const(m_buttons))
            if (button->hasFocus()) {
                button->click();
                return;
            }
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

} // namespace sizhen
