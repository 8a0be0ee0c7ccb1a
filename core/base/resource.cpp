// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/resource.h"

#include <QDir>
#include <QFile>

static void initSizhenResources()
{
    Q_INIT_RESOURCE(sizhen); // a static library's resources need this, outside any namespace
}

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

Result<QByteArray> readResource(const QString &path)
{
    initSizhenResources();
    QFile file(u":/sizhen/"_s + path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(Fault::NotFound, u"resource: "_s + path);
    return file.readAll();
}

QStringList listResources(const QString &folder)
{
    initSizhenResources();
    return QDir(u":/sizhen/"_s + folder).entryList(QDir::Files, QDir::Name);
}

} // namespace sizhen
