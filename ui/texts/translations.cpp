// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/texts/translations.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

bool Translations::use(const QString &language)
{
    const bool chinese = language.startsWith(u"zh"_s);
    const auto code = chinese ? u"zh"_s : u"en"_s;
    if (code == m_language)
        return true;
    QLocale::setDefault(chinese ? QLocale(QLocale::Chinese, QLocale::China)
                                : QLocale(QLocale::English, QLocale::UnitedKingdom));
    QCoreApplication::removeTranslator(&m_qt);
    QCoreApplication::removeTranslator(&m_ours);
    // Qt's own words are missing where Qt's translations are not installed; its few standard buttons then stay English.
    if (chinese && m_qt.load(u"qtbase_zh_CN"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(&m_qt);
    if (!m_ours.load(chinese ? u":/i18n/sizhen_zh_CN.qm"_s : u":/i18n/sizhen_en.qm"_s))
        return false;
    QCoreApplication::installTranslator(&m_ours);
    m_language = code;
    return true;
}

QStringList Translations::languages()
{
    return {u"zh"_s, u"en"_s};
}

QString Translations::ofSystem()
{
    return QLocale::system().language() == QLocale::Chinese ? u"zh"_s : u"en"_s;
}

bool Translations::isChinese()
{
    return QLocale().language() == QLocale::Chinese;
}

QString Translations::readers()
{
    return isChinese() ? u"zh"_s : u"en"_s;
}

} // namespace sizhen
