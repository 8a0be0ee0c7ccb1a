// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <sys/mount.h>

namespace sizhen::test {

// A file system in memory of so many bytes, gone when it goes.
class Drive
{
public:
    explicit Drive(qint64 bytes)
        : m_path(m_place.filePath(QStringLiteral("drive")))
    {
        QDir().mkpath(m_path);
        const auto options = "mode=0700,size=" + QByteArray::number(bytes);
        m_mounted = ::mount("sizhen-test", QFile::encodeName(m_path).constData(), "tmpfs", 0, options.constData()) == 0;
    }

    ~Drive()
    {
        if (m_mounted)
            ::umount2(QFile::encodeName(m_path).constData(), MNT_DETACH);
    }
    Q_DISABLE_COPY_MOVE(Drive)

    [[nodiscard]] bool isMounted() const { return m_mounted; }

    [[nodiscard]] QString path(const QString &name) const { return m_path + u'/' + name; }

    [[nodiscard]] bool readOnly(bool on) const
    {
        return ::mount("", QFile::encodeName(m_path).constData(), "", MS_REMOUNT | (on ? MS_RDONLY : 0), "") == 0;
    }

    void pull()
    {
        ::umount2(QFile::encodeName(m_path).constData(), MNT_DETACH);
        m_mounted = false;
    }

private:
    QTemporaryDir m_place;
    QString m_path;
    bool m_mounted = false;
};

inline constexpr auto mayNotMount = "Skipped: this user may not mount a file system here.";

} // namespace sizhen::test
