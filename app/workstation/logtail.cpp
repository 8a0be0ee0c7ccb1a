// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workstation/logtail.h"

#include <QMutexLocker>
#include <QTime>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {
LogTail *theTail = nullptr; // Qt's message handler is a plain function
}

LogTail::LogTail()
{
    theTail = this;
    m_before = qInstallMessageHandler(&LogTail::take);
}

LogTail::~LogTail()
{
    qInstallMessageHandler(m_before);
    theTail = nullptr;
}

QStringList LogTail::lines() const
{
    const QMutexLocker lock(&m_mutex);
    return m_lines;
}

void LogTail::take(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    if (!theTail)
        return;
    if (theTail->m_before)
        theTail->m_before(type, context, message);
    if (!QByteArray(context.category).startsWith("sizhen."))
        return;
    const auto line = QTime::currentTime().toString(u"HH:mm:ss "_s) + QString::fromLatin1(context.category).sliced(7)
        + u": "_s + message;
    {
        const QMutexLocker lock(&theTail->m_mutex);
        theTail->m_lines.append(line);
        if (theTail->m_lines.size() > longest)
            theTail->m_lines.removeFirst();
    }
    Q_EMIT theTail->lineAdded(line);
}

} // namespace sizhen
