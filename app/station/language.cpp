// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/station/language.h"

#include "core/base/log.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QTranslator>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// One translator a catalogue, children of the application, so that the next language can take their place.
void install(QCoreApplication &app, const QString &catalogue, const QString &folder)
{
    auto *translator = new QTranslator(&app);
    if (translator->load(catalogue, folder))
        QCoreApplication::installTranslator(translator);
    else
        delete translator;
}

} // namespace

void installLanguage(QCoreApplication &app, const QString &language)
{
    for (auto *old : app.findChildren<QTranslator *>(Qt::FindDirectChildrenOnly)) {
        QCoreApplication::removeTranslator(old);
        delete old;
    }
    const auto name = language == u"zh"_s ? u"zh_CN"_s : u"en"_s;
    install(app, u"qtbase_"_s + name, QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    install(app, u"sizhen_"_s + name, u":/i18n"_s);
}

} // namespace sizhen
