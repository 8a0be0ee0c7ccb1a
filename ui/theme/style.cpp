// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/style.h"
#include "ui/theme/pieces.h"
#include "ui/theme/theme.h"

#include <QAbstractScrollArea>
#include <QComboBox>
#include <QPainter>
#include <QPushButton>
#include <QStyleOption>
#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen::theme {
namespace {

constexpr int scrollExtent = 12;

} // namespace

Style::Style()
    : QProxyStyle(u"Fusion"_s)
{
}

int Style::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_LayoutLeftMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutBottomMargin:
        return gapGroup;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
        return gap;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return iconSize;
    case PM_DefaultFrameWidth: // so that a square viewport stays clear of the round corners
        return qobject_cast<const QAbstractScrollArea *>(widget) ? radius - 1
                                                                 : QProxyStyle::pixelMetric(metric, option, widget);
    case PM_FocusFrameHMargin: // in a list: from the edge to the words
        return gap - 1;
    case PM_ScrollBarExtent:
        return scrollExtent;
    case PM_ScrollBarSliderMin:
        return touchHeight;
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
        return iconSize;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
        return 0;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int Style::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget, QStyleHintReturn *data) const
{
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_Widget_Animate:
        return 0;
    case SH_ComboBox_Popup: // a list below the field: the popup over it hides what was chosen
        return 0;
    case SH_UnderlineShortcut:
        return 1;
    default:
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

QSize Style::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                              const QWidget *widget) const
{
    auto result = QProxyStyle::sizeFromContents(type, option, size, widget);
    switch (type) {
    case CT_PushButton:
        result.setWidth(widget && widget->property("quiet").toBool()
                            ? std::max(result.width(), controlHeight)
                            : std::max(result.width() + gapGroup, controlHeight * 2));
        result.setHeight(std::max(controlHeight, size.height() + gap));
        break;
    case CT_LineEdit:
    case CT_ComboBox:
    case CT_SpinBox:
        result.setHeight(controlHeight);
        break;
    case CT_ToolButton:
        result.setHeight(std::max(result.height(), rowHeight));
        break;
    case CT_ItemViewItem:
    case CT_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option);
            item && item->menuItemType == QStyleOptionMenuItem::Separator)
            break;
        result.setHeight(std::max(result.height(), rowHeight));
        break;
    case CT_HeaderSection:
        result.setHeight(std::max(result.height(), rowHeight));
        break;
    case CT_TabBarTab:
        result += QSize(gapGroup, 0);
        result.setHeight(std::max(result.height(), controlHeight));
        break;
    default:
        break;
    }
    return result;
}

QRect Style::subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const
{
    const auto rect = QProxyStyle::subElementRect(element, option, widget);
    const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
    return element == SE_LineEditContents && frame && frame->lineWidth > 0 ? rect.adjusted(gapTight, 0, -gapTight, 0)
                                                                           : rect;
}

QRect Style::subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                            const QWidget *widget) const
{
    const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
    if ((control == CC_ComboBox && part == SC_ComboBoxEditField)
        || (control == CC_SpinBox && part == SC_SpinBoxEditField))
        return QProxyStyle::subControlRect(control, option, part, widget).adjusted(gapTight, 0, 0, 0);
    if (control != CC_ScrollBar || !bar)
        return QProxyStyle::subControlRect(control, option, part, widget);
    const bool across = bar->orientation == Qt::Horizontal;
    const int length = across ? bar->rect.width() : bar->rect.height();
    const int span = bar->maximum - bar->minimum;
    int size = length;
    if (span > 0)
        size = std::clamp(int(qint64(bar->pageStep) * length / (qint64(span) + bar->pageStep)),
                          std::min(touchHeight, length), length);
    const int start
        = sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, length - size, bar->upsideDown);
    const auto piece = [&](int from, int to) {
        const auto rect
            = across ? QRect(from, 0, to - from, bar->rect.height()) : QRect(0, from, bar->rect.width(), to - from);
        return visualRect(bar->direction, bar->rect, rect.translated(bar->rect.topLeft()));
    };
    switch (part) {
    case SC_ScrollBarSlider:
        return piece(start, start + size);
    case SC_ScrollBarSubPage:
        return piece(0, start);
    case SC_ScrollBarAddPage:
        return piece(start + size, length);
    case SC_ScrollBarGroove:
        return bar->rect;
    default:
        return {};
    }
}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                          const QWidget *widget) const
{
    switch (element) {
    case PE_PanelLineEdit:
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option); frame && frame->lineWidth > 0)
            return drawField(painter, option, option->palette.color(QPalette::Base));
        if (widget
            && (qobject_cast<const QAbstractSpinBox *>(widget->parent())
                || qobject_cast<const QComboBox *>(widget->parent())))
            return; // inside a field that is painted already
        break;
    case PE_Frame:
        return drawField(painter, option,
                         qobject_cast<const QAbstractScrollArea *>(widget) ? option->palette.color(QPalette::Base)
                                                                           : QColor(Qt::transparent));
    case PE_FrameGroupBox:
        return drawFrame(painter, option->rect, Qt::transparent,
                         faint(option->palette.color(QPalette::Mid), lineAlpha));
    case PE_PanelButtonCommand:
        return drawButton(painter, option, widget);
    case PE_PanelButtonTool:
        return drawToolButton(painter, option);
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        return drawTick(painter, option, false);
    case PE_IndicatorRadioButton:
        return drawTick(painter, option, true);
    case PE_IndicatorArrowDown:
    case PE_IndicatorArrowUp:
        return drawChevron(painter, option->rect, option->palette.color(QPalette::ButtonText),
                           element == PE_IndicatorArrowUp);
    case PE_FrameFocusRect:
        if (qobject_cast<const QPushButton *>(widget))
            return; // its frame already shows it
        return drawFrame(painter, option->rect, Qt::transparent, option->palette.color(QPalette::Link), focusEdge);
    case PE_FrameTabBarBase:
    case PE_FrameTabWidget:
        painter->fillRect(QRect(option->rect.left(), option->rect.top(), option->rect.width(), edge),
                          faint(option->palette.color(QPalette::Mid), lineAlpha));
        return;
    default:
        break;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void Style::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                        const QWidget *widget) const
{
    if (element == CE_PushButtonLabel) {
        const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
        if (button && widget && button->state & State_Enabled) {
            auto copy = *button;
            if (widget->property("primary").toBool())
                copy.palette.setColor(QPalette::ButtonText, copy.palette.color(QPalette::HighlightedText));
            else if (widget->property("danger").toBool())
                copy.palette.setColor(QPalette::ButtonText, color(Role::Danger));
            return QProxyStyle::drawControl(element, &copy, painter, widget);
        }
    }
    if (element == CE_TabBarTabShape)
        if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option))
            return drawTab(painter, tab);
    if (element == CE_HeaderSection || element == CE_HeaderEmptyArea)
        return drawHeader(painter, option);
    if (element == CE_ProgressBarGroove)
        return;
    if (element == CE_ProgressBarContents)
        if (const auto *bar = qstyleoption_cast<const QStyleOptionProgressBar *>(option))
            return drawProgress(painter, bar);
    QProxyStyle::drawControl(element, option, painter, widget);
}

void Style::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                               const QWidget *widget) const
{
    const auto text = option->palette.color(QPalette::Text);
    const auto base = option->palette.color(QPalette::Base);
    switch (control) {
    case CC_ComboBox:
        drawField(painter, option, base);
        drawChevron(painter, subControlRect(control, option, SC_ComboBoxArrow, widget), text);
        return;
    case CC_SpinBox:
        drawField(painter, option, base);
        if (const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(option);
            spin && spin->buttonSymbols == QAbstractSpinBox::NoButtons)
            return;
        drawChevron(painter, subControlRect(control, option, SC_SpinBoxUp, widget), text, true);
        drawChevron(painter, subControlRect(control, option, SC_SpinBoxDown, widget), text);
        return;
    case CC_ScrollBar:
        return drawScrollBar(option, painter, widget);
    case CC_Slider:
        return drawSlider(option, painter, widget);
    default:
        QProxyStyle::drawComplexControl(control, option, painter, widget);
    }
}

void Style::drawScrollBar(const QStyleOptionComplex *option, QPainter *painter, const QWidget *widget) const
{
    const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
    if (!bar || bar->maximum <= bar->minimum)
        return;
    const bool busy = option->state & State_MouseOver || option->activeSubControls & SC_ScrollBarSlider;
    const auto handle = subControlRect(CC_ScrollBar, option, SC_ScrollBarSlider, widget).adjusted(2, 2, -2, -2);
    auto fill = option->palette.color(QPalette::Mid);
    fill.setAlpha(busy ? 255 : 150);
    drawFrame(painter, handle, fill, Qt::transparent);
}

void Style::drawSlider(const QStyleOptionComplex *option, QPainter *painter, const QWidget *widget) const
{
    const auto *slider = qstyleoption_cast<const QStyleOptionSlider *>(option);
    if (!slider)
        return;
    const auto handle = QRectF(subControlRect(CC_Slider, option, SC_SliderHandle, widget)).center();
    const auto rect = QRectF(option->rect);
    const bool across = slider->orientation == Qt::Horizontal;
    const auto groove = across ? QRectF(rect.left(), rect.center().y() - 2, rect.width(), 4)
                               : QRectF(rect.center().x() - 2, rect.top(), 4, rect.height());
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(option->palette.color(QPalette::Mid));
    painter->drawRoundedRect(groove, 2, 2);
    painter->setBrush(option->palette.color(QPalette::Highlight));
    painter->drawEllipse(handle, gap, gap);
    if (option->state & State_HasFocus) {
        painter->setPen(QPen(option->palette.color(QPalette::Text), focusEdge));
        painter->drawEllipse(handle, gap, gap);
    }
    painter->restore();
}

} // namespace sizhen::theme
