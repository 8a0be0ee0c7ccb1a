// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QWebSocket>

#include <functional>

namespace sizhen::test {

// A headless Chromium (Debian: chromium) with one empty page, led through the DevTools protocol.
class Chromium : public QObject
{
public:
    // A line that the page gave to `say(text)`.
    std::function<void(const QString &)> said;

    // Empty when the page is there.
    [[nodiscard]] QString start()
    {
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.start(
            QStringLiteral("chromium"),
            {QStringLiteral("--headless=new"), QStringLiteral("--no-sandbox"), QStringLiteral("--disable-gpu"),
             QStringLiteral("--remote-debugging-port=0"), QStringLiteral("--user-data-dir=") + m_folder.path(),
             QStringLiteral("--no-first-run"), QStringLiteral("--autoplay-policy=no-user-gesture-required"),
             QStringLiteral("--disable-background-timer-throttling"),
             QStringLiteral("--disable-renderer-backgrounding"),
             // Its candidates would be names of a service that no test machine has.
             QStringLiteral("--disable-features=WebRtcHideLocalIpsWithMdns"), QStringLiteral("about:blank")});
        const QByteArray mark("DevTools listening on ");
        QByteArray out;
        if (!QTest::qWaitFor([&] { return (out += m_process.readAll()).contains(mark) && out.endsWith('\n'); }, 60'000))
            return QStringLiteral("chromium does not start: ") + QString::fromUtf8(out);
        auto address = out.mid(out.indexOf(mark) + mark.size());
        address = address.left(address.indexOf('\n')).trimmed();
        connect(&m_socket, &QWebSocket::textMessageReceived, this, &Chromium::take);
        m_socket.open(QUrl(QString::fromUtf8(address)));
        if (!QTest::qWaitFor([&] { return m_socket.isValid(); }, 30'000))
            return QStringLiteral("no DevTools at ") + QString::fromUtf8(address);
        return attach();
    }

    // The value of an expression, promises awaited; for one that throws, {"error": why}.
    QJsonValue run(const QString &expression, int timeoutMs = 30'000)
    {
        const auto answer = ask(QStringLiteral("Runtime.evaluate"),
                                {{QStringLiteral("expression"), expression},
                                 {QStringLiteral("awaitPromise"), true},
                                 {QStringLiteral("returnByValue"), true}},
                                timeoutMs);
        if (answer.contains(QStringLiteral("exceptionDetails")))
            return QJsonObject{{QStringLiteral("error"), answer.value(QStringLiteral("exceptionDetails"))}};
        return answer.value(QStringLiteral("result")).toObject().value(QStringLiteral("value"));
    }

    ~Chromium() override
    {
        m_socket.disconnect(this);
        m_process.terminate();
        if (!m_process.waitForFinished(10'000)) {
            m_process.kill();
            m_process.waitForFinished(10'000);
        }
    }

private:
    QString attach()
    {
        const auto targets = ask(QStringLiteral("Target.getTargets"), {}, 10'000).value(QStringLiteral("targetInfos"));
        for (const auto &target : targets.toArray())
            if (target[QStringLiteral("type")].toString() == QStringLiteral("page")) {
                const auto attached = ask(QStringLiteral("Target.attachToTarget"),
                                          {{QStringLiteral("targetId"), target[QStringLiteral("targetId")]},
                                           {QStringLiteral("flatten"), true}},
                                          10'000);
                m_session = attached.value(QStringLiteral("sessionId")).toString();
            }
        if (m_session.isEmpty())
            return QStringLiteral("chromium has no page");
        ask(QStringLiteral("Runtime.enable"), {}, 10'000);
        ask(QStringLiteral("Runtime.addBinding"), {{QStringLiteral("name"), QStringLiteral("say")}}, 10'000);
        return {};
    }

    QJsonObject ask(const QString &method, const QJsonObject &params, int timeoutMs)
    {
        const int id = ++m_asked;
        QJsonObject message{
            {QStringLiteral("id"), id}, {QStringLiteral("method"), method}, {QStringLiteral("params"), params}};
        if (!m_session.isEmpty())
            message.insert(QStringLiteral("sessionId"), m_session);
        m_socket.sendTextMessage(QString::fromUtf8(QJsonDocument(message).toJson(QJsonDocument::Compact)));
        if (!QTest::qWaitFor([&] { return m_answers.contains(id); }, timeoutMs))
            return {{QStringLiteral("exceptionDetails"), QStringLiteral("no answer in time to ") + method}};
        return m_answers.take(id);
    }

    void take(const QString &text)
    {
        const auto message = QJsonDocument::fromJson(text.toUtf8()).object();
        if (message.contains(QStringLiteral("id")))
            m_answers.insert(message.value(QStringLiteral("id")).toInt(),
                             message.value(QStringLiteral("result")).toObject());
        else if (message.value(QStringLiteral("method")).toString() == QStringLiteral("Runtime.bindingCalled") && said)
            said(message.value(QStringLiteral("params")).toObject().value(QStringLiteral("payload")).toString());
    }

    QTemporaryDir m_folder;
    QProcess m_process;
    QWebSocket m_socket;
    QString m_session;
    int m_asked = 0;
    QHash<int, QJsonObject> m_answers;
};

} // namespace sizhen::test
