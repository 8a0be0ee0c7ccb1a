// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/link/portholder.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

QString portHolder(const QString &path)
{
#ifdef Q_OS_LINUX
    const auto port = QFileInfo(path).canonicalFilePath();
    if (port.isEmpty())
        return {};
    const auto own = QString::number(QCoreApplication::applicationPid());
    for (const auto &process : QDir(u"/proc"_s).entryList({u"[0-9]*"_s}, QDir::Dirs)) {
        const auto folder = u"/proc/"_s + process;
        if (process == own)
            continue;
        for (const auto &handle : QDir(folder + u"/fd"_s).entryInfoList(QDir::Files | QDir::System)) {
            if (handle.symLinkTarget() != port)
                continue;
            QFile name(folder + u"/comm"_s);
            return name.open(QIODevice::ReadOnly) ? QString::fromLocal8Bit(name.readAll()).trimmed() : process;
        }
    }
#else
    Q_UNUSED(path)
#endif
    return {};
}

} // namespace sizhen
