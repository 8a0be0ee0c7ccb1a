// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/forms/answersjson.h"
#include "ui/forms/chip.h"
#include "ui/forms/formview.h"

#include <QLabel>
#include <QTest>

// What the tests of form pages share.
namespace sizhen::formpages {

inline Answers answers(const char *json)
{
    return answersFromJson(QByteArray(json)).value();
}

inline Chip *chip(const QWidget &view, const QString &name)
{
    auto *found = view.findChild<Chip *>(name);
    if (!found)
        qWarning("no chip %s", qPrintable(name));
    return found;
}

inline QStringList sentencesBelow(const QWidget &view, const QString &field)
{
    QStringList texts;
    for (const auto *label : view.findChildren<QLabel *>(field + QStringLiteral(".finding")))
        texts.append(label->text());
    return texts;
}

inline void shown(QWidget &view)
{
    view.resize(680, 900);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    view.activateWindow();
}

} // namespace sizhen::formpages
