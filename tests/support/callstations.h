// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/cable.h"
#include "tests/support/systemstation.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace sizhen::test {

using namespace Qt::Literals::StringLiterals;

// A station's shell that speaks in a call.
class CallingShell : public QObject
{
public:
    StationProcess process;
    QStringList stages; // in the order of events

    CallingShell(const QString &folder, const QString &side, const QString &person)
        : process(program(u"sizhenctl"_s),
                  {u"--lang"_s, u"en"_s, u"--vault"_s, folder + u'/' + side, u"--secrets"_s,
                   folder + u'/' + side + u".secrets.json"_s, u"--as"_s, person, u"shell"_s},
                  nullptr)
    {
        connect(&process, &StationProcess::happened, this, [this](const QJsonObject &event) {
            if (const auto said = event[u"call"_s].toObject(); !said.isEmpty())
                stages.append(said[u"stage"_s].toString());
        });
        process.start();
    }

    [[nodiscard]] QJsonObject status()
    {
        const auto answer = ask(process, {u"call"_s, u"status"_s});
        return answer ? answer->toObject() : QJsonObject();
    }

    [[nodiscard]] QJsonObject media() { return status()[u"media"_s].toObject(); }

    [[nodiscard]] bool waitForStage(const QString &stage, int ms) const
    {
        return QTest::qWaitFor([&] { return !stages.isEmpty() && stages.last() == stage; }, ms);
    }

    // Until the call's media say so.
    template <typename Fits>
    [[nodiscard]] bool waitForMedia(Fits fits, int ms)
    {
        QElapsedTimer clock;
        clock.start();
        while (!fits(media())) {
            if (clock.elapsed() > ms)
                return false;
            QTest::qWait(50);
        }
        return true;
    }
};

// Two stations whose case is in session, and a link between them.
class CallStations
{
public:
    std::unique_ptr<CallingShell> inviting;
    std::unique_ptr<CallingShell> invited;
    QString caseId;

    [[nodiscard]] bool prepare()
    {
        const auto prepared = runProgram(
            program(u"sizhenctl"_s),
            {u"--json"_s, u"demo"_s, u"--no-windows"_s, u"--until"_s, u"case.start"_s, u"--data"_s, m_folder.path()},
            180'000);
        caseId = QJsonDocument::fromJson(prepared.out.trimmed())[u"result"_s][u"case"_s].toString();
        if (prepared.code != 0 || caseId.isEmpty())
            return false;
        inviting = std::make_unique<CallingShell>(m_folder.path(), u"inviting"_s, u"kovacs"_s);
        invited = std::make_unique<CallingShell>(m_folder.path(), u"invited"_s, u"li"_s);
        (void)invited->status(); // logs in: nothing rings where nobody is
        return join();
    }

    // Nothing when both are connected; else how far it came.
    [[nodiscard]] QString call(const QStringList &options)
    {
        if (const auto said = ask(inviting->process, QStringList{u"call"_s, u"start"_s, caseId} + options); !said)
            return said.error().detail + said.error().message;
        if (!invited->waitForStage(u"ringing"_s, 15'000))
            return u"does not ring: "_s + compact(inviting->status());
        if (const auto said = ask(invited->process, QStringList{u"call"_s, u"accept"_s, caseId} + options); !said)
            return said.error().detail + said.error().message;
        for (const auto *one : {inviting.get(), invited.get()})
            if (!one->waitForStage(u"connected"_s, 30'000))
                return one->stages.join(u' ') + compact(inviting->status()) + compact(invited->status());
        return {};
    }

private:
    [[nodiscard]] bool join()
    {
        const auto partners = ask(inviting->process, {u"partner"_s, u"list"_s});
        if (!partners)
            return false;
        const auto address = partners->toArray().first()[u"addresses"_s].toArray().first().toString();
        return ask(invited->process, {u"link"_s, u"listen"_s, address})
            && ask(invited->process, {u"link"_s, u"start"_s}) && ask(inviting->process, {u"link"_s, u"start"_s});
    }

    QTemporaryDir m_folder;
};

} // namespace sizhen::test
