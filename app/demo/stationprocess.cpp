// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/stationprocess.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

Fault faultNamed(const QString &name)
{
    static const QHash<QString, Fault> names{
        {u"not-found"_s, Fault::NotFound},
        {u"denied"_s, Fault::Denied},
        {u"refused"_s, Fault::Refused},
        {u"invalid"_s, Fault::Invalid},
        {u"corrupt"_s, Fault::Corrupt},
        {u"untrusted"_s, Fault::Untrusted},
        {u"busy"_s, Fault::Busy},
        {u"timeout"_s, Fault::Timeout},
        {u"unsupported"_s, Fault::Unsupported},
        {u"no-space"_s, Fault::NoSpace},
        {u"wrong-password"_s, Fault::WrongPassword},
    };
    return names.value(name, Fault::Io);
}

Result<QJsonValue> answerOf(const QJsonObject &line)
{
    if (line.value(u"ok"_s).toBool())
        return line.value(u"result"_s);
    const auto error = line.value(u"error"_s).toObject();
    return tl::unexpected(Error{faultNamed(error.value(u"fault"_s).toString()),
                                error.value(u"text"_s).toString(),
                                error.value(u"rule"_s).toString(),
                                error.value(u"message"_s).toString(),
                                {{u"detail"_s, error.value(u"detail"_s).toString()}}});
}

} // namespace

StationProcess::StationProcess(const QString &program, const QStringList &arguments, QObject *parent)
    : QObject(parent)
    , m_program(program)
    , m_arguments(arguments)
{
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &StationProcess::readLines);
    connect(&m_process, &QProcess::finished, this, &StationProcess::onFinished);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            onFinished(-1);
    });
}

StationProcess::~StationProcess()
{
    m_process.disconnect(this);
    m_process.kill();
}

void StationProcess::setTimeZone(const QString &zone)
{
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"TZ"_s, zone);
    m_process.setProcessEnvironment(environment);
}

void StationProcess::start()
{
    m_process.start(m_program, m_arguments);
}

void StationProcess::stop()
{
    m_process.closeWriteChannel();
}

void StationProcess::kill()
{
    m_process.kill();
}

void StationProcess::send(const QStringList &words, const Done &done)
{
    if (m_process.state() == QProcess::NotRunning)
        return done(fail(Fault::Io, u"the station is not running"_s));
    m_open.enqueue(done);
    m_process.write(QJsonDocument(QJsonArray::fromStringList(words)).toJson(QJsonDocument::Compact) + '\n');
}

void StationProcess::readLines()
{
    m_rest += m_process.readAllStandardOutput();
    for (auto end = m_rest.indexOf('\n'); end >= 0; end = m_rest.indexOf('\n')) {
        const auto line = QJsonDocument::fromJson(m_rest.first(end)).object();
        m_rest.remove(0, end + 1);
        if (line.contains(u"event"_s))
            Q_EMIT happened(line.value(u"event"_s).toObject());
        else if (line.contains(u"ok"_s) && !m_open.isEmpty())
            m_open.dequeue()(answerOf(line));
    }
}

void StationProcess::onFinished(int exitCode)
{
    readLines();
    while (!m_open.isEmpty())
        m_open.dequeue()(fail(Fault::Io, u"the station ended"_s));
    Q_EMIT ended(exitCode);
}

} // namespace sizhen
