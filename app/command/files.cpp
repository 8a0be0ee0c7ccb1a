// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/files.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

Result<QByteArray> readFile(const QString &path)
{
    QFile file(path);
    if (file.open(QIODevice::ReadOnly))
        return file.readAll();
    const auto there = file.exists();
    return tl::unexpected(Error{there ? Fault::Io : Fault::NotFound,
                                file.errorString(),
                                {},
                                there ? u"file.unreadable"_s : u"file.not_found"_s,
                                {{u"file"_s, path}}});
}

Result<> writeFile(const QString &path, QByteArrayView bytes)
{
    QDir().mkpath(QFileInfo(path).absolutePath());
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(bytes.data(), bytes.size()) == bytes.size() && file.commit())
        return {};
    const auto full = file.error() == QFileDevice::ResourceError;
    return tl::unexpected(
        Error{full ? Fault::NoSpace : Fault::Io, file.errorString(), {}, u"file.unwritable"_s, {{u"file"_s, path}}});
}

} // namespace sizhen
