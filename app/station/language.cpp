// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/station/language.h"

#include "ui/texts/translations.h"

#include <QCoreApplication>

namespace sizhen {

void installLanguage(QCoreApplication &app, const QString &language)
{
    auto *translations = app.findChild<Translations *>(QString(), Qt::FindDirectChildrenOnly);
    if (!translations)
        translations = new Translations(&app);
    translations->use(language);
}

} // namespace sizhen
