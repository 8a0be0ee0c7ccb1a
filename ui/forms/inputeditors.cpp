// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/inputeditors.h"

#include "core/forms/formlibrary.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/textlabel.h"

#include <QCalendarWidget>
#include <QCborMap>
#include <QDateTime>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QRegularExpressionValidator>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWidgetAction>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int pageLines = 3;
constexpr auto instantShown = "yyyy-MM-dd HH:mm";

QHBoxLayout *bareRow(QWidget *owner)
{
    auto *row = new QHBoxLayout(owner);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme::gap);
    return row;
}

} // namespace

QDate dateFromTyped(const QString &text)
{
    static const QRegularExpression shape(u"^\\s*(\\d{4})[-/.年 ]?(\\d{1,2})[-/.月 ]?(\\d{1,2})日?\\s*$"_s);
    const auto match = shape.match(text);
    return match.hasMatch() ? QDate(match.captured(1).toInt(), match.captured(2).toInt(), match.captured(3).toInt())
                            : QDate();
}

QCborValue numberFromTyped(const QString &text)
{
    bool sound = false;
    const auto plain = text.trimmed().replace(u',', u'.');
    if (const auto whole = plain.toLongLong(&sound); sound)
        return whole;
    const auto number = plain.toDouble(&sound);
    return sound ? QCborValue(number) : QCborValue();
}

QString numberForTyping(const QCborValue &value)
{
    if (value.isInteger())
        return QString::number(value.toInteger());
    return value.isDouble() ? QString::number(value.toDouble(), 'g', 12) : value.toString();
}

TextEditor::TextEditor(const EditorSetting &setting, QWidget *parent)
    : FieldEditor(setting, parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::gapTight);
    if (!setting.field.bilingual) {
        addBox({});
        return;
    }
    const bool chineseFirst = setting.language.startsWith(u"zh");
    addBox(chineseFirst ? u"zh"_s : u"en"_s);
    addBox(chineseFirst ? u"en"_s : u"zh"_s);
}

void TextEditor::addBox(const QString &language)
{
    Box box{language, nullptr, nullptr};
    QWidget *control = nullptr;
    const auto name = language.isEmpty() ? QString() : language == u"zh" ? tr("Chinese") : tr("English");
    if (field().bilingual && field().maxLength == 0) {
        box.page = new QPlainTextEdit;
        box.page->setTabChangesFocus(true);
        const auto lines = QFontMetrics(box.page->font()).lineSpacing() * pageLines;
        box.page->setFixedHeight(lines + theme::gapGroup);
        box.page->setPlaceholderText(name);
        connect(box.page, &QPlainTextEdit::textChanged, this, &FieldEditor::edited);
        control = box.page;
    } else {
        box.line = new QLineEdit;
        box.line->setPlaceholderText(name);
        connect(box.line, &QLineEdit::textEdited, this, &FieldEditor::edited);
        control = box.line;
    }
    nameControl(control, language, name);
    layout()->addWidget(control);
    m_boxes.append(box);
}

QString TextEditor::textOf(const Box &box)
{
    return (box.line ? box.line->text() : box.page->toPlainText()).trimmed();
}

void TextEditor::setText(const Box &box, const QString &text)
{
    const QSignalBlocker quiet(box.line ? static_cast<QObject *>(box.line) : box.page);
    if (box.line)
        box.line->setText(text);
    else
        box.page->setPlainText(text);
}

QCborValue TextEditor::value() const
{
    const auto &first = m_boxes.constFirst();
    if (m_boxes.size() == 1 && m_others.isEmpty()) {
        const auto text = textOf(first);
        return text.isEmpty() ? QCborValue() : QCborValue(text);
    }
    auto texts = m_others;
    for (const auto &box : m_boxes)
        if (const auto text = textOf(box); !text.isEmpty())
            texts.insert(box.language.isEmpty() ? setting().language.section(u'-', 0, 0) : box.language, text);
    return texts.isEmpty() ? QCborValue() : QCborValue(texts);
}

void TextEditor::setValue(const QCborValue &value)
{
    m_others = value.toMap();
    for (const auto &box : std::as_const(m_boxes)) {
        const auto language = box.language.isEmpty() ? setting().language.section(u'-', 0, 0) : box.language;
        setText(box, value.isString() ? QString() : m_others.take(language).toString());
    }
    // A text that names no language is in the reader's own, until somebody says otherwise.
    if (value.isString())
        setText(m_boxes.constFirst(), value.toString());
}

QWidget *TextEditor::firstControl()
{
    const auto &box = m_boxes.constFirst();
    return box.line ? static_cast<QWidget *>(box.line) : box.page;
}

NumberEditor::NumberEditor(const EditorSetting &setting, QWidget *parent)
    : FieldEditor(setting, parent)
    , m_line(new QLineEdit)
{
    nameControl(m_line, {}, {});
    m_line->setFixedWidth(theme::labelWidth);
    m_line->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    static const QRegularExpression digits(u"-?[0-9]*[.,]?[0-9]*"_s);
    m_line->setValidator(new QRegularExpressionValidator(digits, m_line));
    auto *row = bareRow(this);
    row->addWidget(m_line);
    if (!setting.field.unit.isEmpty()) {
        auto *unit = new TextLabel(theme::Type::Body, theme::Role::TextMuted);
        unit->setText(setting.field.unit);
        row->addWidget(unit);
        m_line->setAccessibleDescription(setting.field.unit);
    }
    row->addStretch();
    connect(m_line, &QLineEdit::textEdited, this, &FieldEditor::edited);
}

QCborValue NumberEditor::value() const
{
    return numberFromTyped(m_line->text());
}

void NumberEditor::setValue(const QCborValue &value)
{
    m_line->setText(numberForTyping(value));
}

QWidget *NumberEditor::firstControl()
{
    return m_line;
}

DateEditor::DateEditor(const EditorSetting &setting, QWidget *parent)
    : FieldEditor(setting, parent)
    , m_withTime(setting.field.kind == u"datetime")
    , m_line(new QLineEdit)
    , m_calendar(new QToolButton)
{
    nameControl(m_line);
    nameControl(m_calendar, u"calendar"_s, tr("Calendar"));
    m_line->setFixedWidth(theme::labelWidth + (m_withTime ? theme::labelWidth / 3 : 0));
    m_line->setPlaceholderText(m_withTime ? tr("YYYY-MM-DD hh:mm") : tr("YYYY-MM-DD"));
    m_calendar->setText(tr("Calendar"));
    m_calendar->setAutoRaise(true);
    m_calendar->setFocusPolicy(Qt::TabFocus);
    auto *row = bareRow(this);
    row->addWidget(m_line);
    row->addWidget(m_calendar);
    row->addStretch();
    connect(m_line, &QLineEdit::textEdited, this, [this] {
        m_stored.clear();
        Q_EMIT edited();
    });
    connect(m_line, &QLineEdit::editingFinished, this, [this] {
        if (!m_withTime && dateFromTyped(m_line->text()).isValid())
            m_line->setText(dateFromTyped(m_line->text()).toString(Qt::ISODate));
    });
    connect(m_calendar, &QToolButton::clicked, this, &DateEditor::openCalendar);
}

void DateEditor::openCalendar()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    auto *calendar = new QCalendarWidget;
    calendar->setObjectName(field().id + u"/days"_s);
    calendar->setVerticalHeaderFormat(QCalendarWidget::NoVerticalHeader);
    if (const auto day = dateFromTyped(m_line->text().left(10)); day.isValid())
        calendar->setSelectedDate(day);
    auto *action = new QWidgetAction(menu);
    action->setDefaultWidget(calendar);
    menu->addAction(action);
    const auto choose = [this, menu](const QDate &day) {
        const auto time = m_withTime ? m_line->text().mid(10) : QString();
        m_line->setText(day.toString(Qt::ISODate) + time);
        m_stored.clear();
        menu->close();
        m_line->setFocus();
        Q_EMIT edited();
    };
    connect(calendar, &QCalendarWidget::activated, this, choose);
    connect(calendar, &QCalendarWidget::clicked, this, choose);
    menu->popup(m_calendar->mapToGlobal(QPoint(0, m_calendar->height())));
    calendar->setFocus();
}

QCborValue DateEditor::value() const
{
    const auto text = m_line->text().trimmed();
    if (text.isEmpty())
        return {};
    if (!m_stored.isEmpty())
        return m_stored;
    if (!m_withTime) {
        const auto day = dateFromTyped(text);
        return day.isValid() ? day.toString(Qt::ISODate) : text; // what is no day is kept: the check says so beside it
    }
    auto instant = QDateTime::fromString(text, QLatin1StringView(instantShown));
    if (!instant.isValid())
        return text;
    instant = instant.toOffsetFromUtc(instant.offsetFromUtc());
    return instant.toString(Qt::ISODate);
}

void DateEditor::setValue(const QCborValue &value)
{
    m_stored = value.toString();
    const auto instant = m_withTime ? QDateTime::fromString(m_stored, Qt::ISODate) : QDateTime();
    m_line->setText(instant.isValid() ? instant.toString(QLatin1StringView(instantShown)) : m_stored);
    m_line->setToolTip(instant.isValid() ? m_stored : QString());
}

QWidget *DateEditor::firstControl()
{
    return m_line;
}

ScaleEditor::ScaleEditor(const EditorSetting &setting, QWidget *parent)
    : FieldEditor(setting, parent)
    , m_slider(new QSlider(Qt::Horizontal))
    , m_words(new TextLabel)
{
    nameControl(m_slider);
    m_slider->setRange(int(setting.field.minimum), int(setting.field.maximum));
    m_slider->setPageStep(1);
    m_slider->setMinimumHeight(theme::rowHeight);
    m_slider->setFixedWidth(theme::labelWidth + theme::labelWidth / 2);
    m_slider->installEventFilter(this);
    auto *row = bareRow(this);
    row->addWidget(m_slider);
    row->addWidget(m_words, 1);
    connect(m_slider, &QSlider::valueChanged, this, [this](int number) { set(true, number); });
    connect(m_slider, &QSlider::sliderPressed, this, [this] { set(true, m_slider->value()); });
    showWords();
}

void ScaleEditor::set(bool answered, int number)
{
    const bool changed = answered != m_answered || number != m_slider->value();
    const QSignalBlocker quiet(m_slider);
    const bool told = m_answered && sender() == m_slider; // the slider moved by itself
    m_answered = answered;
    m_slider->setValue(number);
    showWords();
    if (changed || told)
        Q_EMIT edited();
}

void ScaleEditor::showWords()
{
    const auto text = setting().library.text(field(), value());
    m_words->setText(m_answered ? setting().words(text) : tr("not graded"));
    m_slider->setAccessibleDescription(m_words->text());
}

bool ScaleEditor::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_slider || event->type() != QEvent::KeyPress)
        return FieldEditor::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    if (key->key() == Qt::Key_Delete || key->key() == Qt::Key_Backspace) {
        set(false, m_slider->minimum());
        return true;
    }
    const int digit = key->text().isEmpty() ? -1 : key->text().front().digitValue();
    if (digit >= m_slider->minimum() && digit <= m_slider->maximum()) {
        set(true, digit);
        return true;
    }
    if (key->key() == Qt::Key_Space) {
        set(true, m_slider->value());
        return true;
    }
    return false;
}

QCborValue ScaleEditor::value() const
{
    return m_answered ? QCborValue(m_slider->value()) : QCborValue();
}

void ScaleEditor::setValue(const QCborValue &value)
{
    const QSignalBlocker quiet(m_slider);
    m_answered = value.isInteger() || value.isDouble();
    m_slider->setValue(m_answered ? int(value.toDouble()) : m_slider->minimum());
    showWords();
}

QWidget *ScaleEditor::firstControl()
{
    return m_slider;
}

} // namespace sizhen
