// SPDX-License-Identifier: GPL-3.0-or-later
// A call of twenty minutes between two processes: memory, threads and handles do not grow, and it does not freeze.
#include "tests/support/mediapeerprocess.h"

#include "tests/support/program.h"

#include <QDir>
#include <QFile>

using namespace sizhen;
using namespace sizhen::test;

namespace {

constexpr int usualSeconds = 1200;
constexpr int warmUpS = 120; // decoders, caches and buffers have their size

struct Use {
    qint64 kilobytes = 0;
    int threads = 0;
    int handles = 0;
};

Use useOf(qint64 process)
{
    Use use;
    QFile status(u"/proc/%1/status"_s.arg(process));
    if (status.open(QIODevice::ReadOnly))
        for (const auto &line : status.readAll().split('\n')) {
            const auto value = line.simplified().split(' ').value(1).toLongLong();
            if (line.startsWith("VmRSS:"))
                use.kilobytes = value;
            else if (line.startsWith("Threads:"))
                use.threads = int(value);
        }
    use.handles
        = int(QDir(u"/proc/%1/fd"_s.arg(process)).entryList(QDir::NoDotAndDotDot | QDir::System | QDir::Files).size());
    return use;
}

QString told(const Use &use)
{
    return u"%1 kB, %2 threads, %3 handles"_s.arg(use.kilobytes).arg(use.threads).arg(use.handles);
}

} // namespace

class LongCallTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void nothingGrows()
    {
        const auto wanted = qEnvironmentVariableIntValue("SIZHEN_CALL_S");
        const int seconds = wanted > 0 ? wanted : usualSeconds;
        const int warm = std::min(warmUpS, seconds / 3);
        MediaPeerProcess one;
        MediaPeerProcess other;
        one.said = [&other](const QByteArray &line) { other.hear(line); };
        other.said = [&one](const QByteArray &line) { one.hear(line); };
        const auto length = QString::number(seconds);
        other.start({u"--role"_s, u"answer"_s, u"--seconds"_s, length});
        one.start({u"--role"_s, u"offer"_s, u"--seconds"_s, length});
        QTRY_VERIFY_WITH_TIMEOUT(one.states.contains(u"connected"_s) && other.states.contains(u"connected"_s), 60'000);
        QTest::qWait(warm * 1000);
        const Use before[]{useOf(one.processId()), useOf(other.processId())};
        QVERIFY(before[0].kilobytes > 0 && before[0].threads > 1 && before[0].handles > 3);
        QTest::qWait((seconds - warm - 5) * 1000);
        const Use after[]{useOf(one.processId()), useOf(other.processId())};
        for (int i = 0; i < 2; ++i) {
            qInfo("%s, at the end %s", qPrintable(told(before[i])), qPrintable(told(after[i])));
            QVERIFY2(after[i].kilobytes < before[i].kilobytes * 1.1, qPrintable(told(after[i])));
            QVERIFY(after[i].threads <= before[i].threads);
            QVERIFY(after[i].handles <= before[i].handles);
        }
        QTRY_VERIFY_WITH_TIMEOUT(one.isOver() && other.isOver(), 60'000);
        for (const auto *peer : {&one, &other}) {
            QVERIFY(peer->result.value(u"frames"_s).toInt() > seconds * 20);
            QVERIFY(peer->result.value(u"audio_s"_s).toDouble() > seconds * 0.98);
            qInfo("%s", QJsonDocument(peer->result).toJson(QJsonDocument::Compact).constData());
        }
    }
};

SIZHEN_TEST(LongCallTest)
#include "longcall_soak_test.moc"
