// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTranslator>

namespace sizhen {

// The language the program speaks, changed while it runs: our sentences, Qt's own and the locale of numbers and dates.
class Translations final : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    // "zh" or "en"; anything else is English. False when the words for it are not in the program (they are compiled
    // in).
    bool use(const QString &language); // false leaves the English of the sources

    [[nodiscard]] QString language() const { return m_language; }

    [[nodiscard]] static bool isChinese(); // what the reader reads now
    [[nodiscard]] static QString readers(); // the same as "zh" or "en", for labels kept in both
    [[nodiscard]] static QStringList languages(); // in which the program can speak
    [[nodiscard]] static QString ofSystem(); // the first of them that the desktop wishes

private:
    QTranslator m_ours;
    QTranslator m_qt;
    QString m_language;
};

} // namespace sizhen
