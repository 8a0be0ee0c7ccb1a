// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QScrollBar>
#include <QStringList>
#include <QWidget>

namespace sizhen::test {

using namespace Qt::Literals::StringLiterals;

inline QString pathOf(const QWidget *widget)
{
    QStringList parts;
    for (; widget; widget = widget->parentWidget())
        parts.prepend(widget->objectName().isEmpty() ? QString::fromLatin1(widget->metaObject()->className())
                                                     : widget->objectName());
    return parts.mid(std::max<qsizetype>(0, parts.size() - 4)).join(u'/');
}

inline bool isInner(const QWidget *widget) // a part that Qt makes inside a control
{
    const auto *parent = widget->parentWidget();
    return widget->objectName().startsWith(u"qt_"_s) || qobject_cast<const QScrollBar *>(widget)
        || (qobject_cast<const QLineEdit *>(widget)
            && (qobject_cast<const QComboBox *>(parent) || qobject_cast<const QAbstractSpinBox *>(parent)));
}

inline bool hasBuddy(const QWidget *widget)
{
    for (const auto *label : widget->window()->findChildren<QLabel *>())
        if (label->buddy() == widget && !label->text().isEmpty())
            return true;
    return false;
}

// Controls below `root` that take the keyboard and that a screen reader could not name, or a test not find.
inline QStringList namelessControls(const QWidget *root)
{
    QStringList bad;
    for (const auto *widget : root->findChildren<QWidget *>()) {
        if (!(widget->focusPolicy() & Qt::TabFocus) || isInner(widget) || !widget->isVisible())
            continue;
        const auto *button = qobject_cast<const QAbstractButton *>(widget);
        if (widget->accessibleName().isEmpty() && !hasBuddy(widget) && !(button && !button->text().isEmpty()))
            bad.append(u"no accessible name: "_s + pathOf(widget));
        if (widget->objectName().isEmpty())
            bad.append(u"no object name: "_s + pathOf(widget));
    }
    return bad;
}

// Words that do not fit where they stand.
inline QStringList clippedWords(const QWidget *root)
{
    QStringList bad;
    for (const auto *button : root->findChildren<QAbstractButton *>())
        if (button->isVisible() && !button->text().isEmpty() && button->width() < button->minimumSizeHint().width())
            bad.append(u"button too narrow: %1 (%2)"_s.arg(pathOf(button), button->text()));
    for (const auto *label : root->findChildren<QLabel *>()) {
        if (!label->isVisible() || label->text().isEmpty())
            continue;
        const auto need
            = label->wordWrap() ? QSize(0, label->heightForWidth(label->width())) : label->minimumSizeHint();
        if (label->width() < need.width() || label->height() + 1 < need.height())
            bad.append(u"label too small: %1 (%2)"_s.arg(pathOf(label), label->text().left(40)));
    }
    return bad;
}

// Words that a reader of Chinese would not expect to find untranslated; object names and figures are no words.
inline QStringList latinWords(const QWidget *root, const QStringList &allowed)
{
    QStringList bad;
    static const QRegularExpression caseCode(u"[0-9A-F]{4}-[0-9A-F]{4}"_s);
    const auto look = [&](QString text, const QWidget *where) {
        text.remove(caseCode);
        for (const auto &word : text.split(QRegularExpression(u"[^A-Za-z]+"_s), Qt::SkipEmptyParts))
            if (word.size() > 2 && !allowed.contains(word))
                bad.append(u"%1: %2"_s.arg(pathOf(where), text.left(60)));
    };
    for (const auto *widget : root->findChildren<QWidget *>()) {
        if (!widget->isVisible() || isInner(widget))
            continue;
        if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
            look(button->text(), widget);
        if (const auto *label = qobject_cast<const QLabel *>(widget))
            look(label->text(), widget);
        look(widget->accessibleName(), widget);
    }
    bad.removeDuplicates();
    return bad;
}

// Keeps a picture when SIZHEN_SHOTS names a folder: somebody looks at them.
inline void keepPicture(QWidget &widget, const QString &name)
{
    const auto folder = qEnvironmentVariable("SIZHEN_SHOTS");
    if (!folder.isEmpty() && QDir().mkpath(folder))
        widget.grab().save(QDir(folder).filePath(name + u".png"_s));
}

} // namespace sizhen::test
