// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>

namespace sizhen {

// The last lines of the program's log, for the station screen; everything still goes where it went before. Lines hold
// ids and faults, never a patient (core/base/log.h).
class LogTail final : public QObject
{
    Q_OBJECT
public:
    static constexpr int longest = 500;

    LogTail();
    ~LogTail() override;

    [[nodiscard]] QStringList lines() const;

Q_SIGNALS:
    void lineAdded(const QString &line);

private:
    static void take(QtMsgType type, const QMessageLogContext &context, const QString &message);

    void keep(const QString &line);

    QStringList m_lines;
};

} // namespace sizhen
