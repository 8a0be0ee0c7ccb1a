// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workstation/logtail.h"

#include <QMutex>
#include <QTime>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// Qt's message handler is a plain function, one for all tails of the process; lines come from every thread.
QMutex tailsMutex;
QList<LogTail *> tails;
QtMessageHandler before = nullptr;

} // namespace

LogTail::LogTail()
{
    const QMutexLocker lock(&tailsMutex);
    if (tails.isEmpty())
        before = qInstallMessageHandler(&LogTail::take);
    tails.append(this);
}

LogTail::~LogTail()
{
    const QMutexLocker lock(&tailsMutex);
    tails.removeOne(this);
    if (tails.isEmpty())
        qInstallMessageHandler(before);
}

QStringList LogTail::lines() const
{
    return m_lines;
}

void LogTail::take(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    if (before)
        before(type, context, message);
    if (!QByteArray(context.category).startsWith("sizhen."))
        return;
    const auto line = QTime::currentTime().toString(u"HH:mm:ss "_s) + QString::fromLatin1(context.category).sliced(7)
        + u": "_s + message;
    const QMutexLocker lock(&tailsMutex);
    for (auto *tail : std::as_const(tails))
        QMetaObject::invokeMethod(
            tail, [tail, line] { tail->keep(line); }, Qt::QueuedConnection);
}

void LogTail::keep(const QString &line)
{
    m_lines.append(line);
    if (m_lines.size() > longest)
        m_lines.removeFirst();
    Q_EMIT lineAdded(line);
}

} // namespace sizhen
