// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/systemstation.h"

#include <QCoreApplication>

namespace sizhen::test {

using namespace Qt::Literals::StringLiterals;

// A network of hosts on this machine: one network namespace each, joined by a switch (a bridge in a namespace of its own).
// Lines can be pulled out, plugged in, made slow and lossy. Needs root; ok() says whether this machine allows it.
class TestNet
{
public:
    TestNet()
        : m_prefix(u"sz%1"_s.arg(QCoreApplication::applicationPid() % 100'000))
    {
        m_ok = run({u"netns"_s, u"add"_s, switchName()}) && run({u"-n"_s, switchName(), u"link"_s, u"set"_s, u"lo"_s, u"up"_s})
            && run({u"-n"_s, switchName(), u"link"_s, u"add"_s, u"br0"_s, u"type"_s, u"bridge"_s})
            && run({u"-n"_s, switchName(), u"link"_s, u"set"_s, u"br0"_s, u"up"_s});
    }

    ~TestNet()
    {
        for (const auto &host : std::as_const(m_hosts))
            (void)run({u"netns"_s, u"del"_s, nameOf(host)});
        (void)run({u"netns"_s, u"del"_s, switchName()});
    }
    Q_DISABLE_COPY_MOVE(TestNet)

    [[nodiscard]] bool ok() const { return m_ok; }

    [[nodiscard]] QString why() const { return m_why; }

    // Its address; empty when it could not be made.
    QString addHost(const QString &host)
    {
        const auto name = nameOf(host);
        const auto plug = u"p%1"_s.arg(m_hosts.size());
        m_hosts.append(host);
        const auto address = addressOf(host);
        const auto made = run({u"netns"_s, u"add"_s, name})
            && run({u"-n"_s, switchName(), u"link"_s, u"add"_s, plug, u"type"_s, u"veth"_s, u"peer"_s, u"name"_s, u"eth0"_s,
                    u"netns"_s, name})
            && run({u"-n"_s, switchName(), u"link"_s, u"set"_s, plug, u"master"_s, u"br0"_s, u"up"_s})
            && run({u"-n"_s, name, u"addr"_s, u"add"_s, address + u"/24"_s, u"dev"_s, u"eth0"_s})
            && run({u"-n"_s, name, u"link"_s, u"set"_s, u"lo"_s, u"up"_s})
            && run({u"-n"_s, name, u"link"_s, u"set"_s, u"eth0"_s, u"up"_s});
        m_ok = m_ok && made;
        return made ? address : QString();
    }

    // Another provider's line of this host, by a switch of its own: on a common one each interface would answer for both.
    // Its address; empty when it could not be made.
    QString addLine(const QString &host)
    {
        const auto name = nameOf(host);
        const auto plug = u"q%1"_s.arg(m_hosts.indexOf(host));
        const auto address = u"10.78.0.%1"_s.arg(m_hosts.indexOf(host) + 2);
        if (!std::exchange(m_hasOther, true))
            m_ok = m_ok && run({u"-n"_s, switchName(), u"link"_s, u"add"_s, u"br1"_s, u"type"_s, u"bridge"_s})
                && run({u"-n"_s, switchName(), u"link"_s, u"set"_s, u"br1"_s, u"up"_s});
        const auto made = run({u"-n"_s, switchName(), u"link"_s, u"add"_s, plug, u"type"_s, u"veth"_s, u"peer"_s, u"name"_s,
                               u"eth1"_s, u"netns"_s, name})
            && run({u"-n"_s, switchName(), u"link"_s, u"set"_s, plug, u"master"_s, u"br1"_s, u"up"_s})
            && run({u"-n"_s, name, u"addr"_s, u"add"_s, address + u"/24"_s, u"dev"_s, u"eth1"_s})
            && run({u"-n"_s, name, u"link"_s, u"set"_s, u"eth1"_s, u"up"_s});
        m_ok = m_ok && made;
        return made ? address : QString();
    }

    // What a program is started with to run there.
    [[nodiscard]] QStringList within(const QString &host) const
    {
        return {u"ip"_s, u"netns"_s, u"exec"_s, nameOf(host)};
    }

    bool pullOut(const QString &host) { return setPlug(host, u"down"_s); }

    bool plugIn(const QString &host) { return setPlug(host, u"up"_s); }

    // No way between these two, though both are on the net: as firewalls do it.
    bool forbid(const QString &one, const QString &other)
    {
        return route(u"replace"_s, one, other) && route(u"replace"_s, other, one);
    }

    bool allow(const QString &one, const QString &other)
    {
        return route(u"del"_s, one, other) && route(u"del"_s, other, one);
    }

    // Both directions of what this host sends; 0, 0 makes it good again. False where the kernel has no netem.
    bool disturb(const QString &host, int delayMs, int lossPercent)
    {
        const QStringList before{u"-n"_s, nameOf(host), u"qdisc"_s};
        if (delayMs == 0 && lossPercent == 0)
            return run(before + QStringList{u"del"_s, u"dev"_s, u"eth0"_s, u"root"_s}, u"tc"_s);
        return run(before
                       + QStringList{u"replace"_s, u"dev"_s, u"eth0"_s, u"root"_s, u"netem"_s, u"delay"_s,
                                     u"%1ms"_s.arg(delayMs), u"loss"_s, u"%1%"_s.arg(lossPercent)},
                   u"tc"_s);
    }

private:
    [[nodiscard]] QString nameOf(const QString &host) const { return m_prefix + u'-' + host; }

    [[nodiscard]] QString switchName() const { return nameOf(u"switch"_s); }

    [[nodiscard]] QString addressOf(const QString &host) const
    {
        return u"10.77.0.%1"_s.arg(m_hosts.indexOf(host) + 2);
    }

    bool route(const QString &verb, const QString &from, const QString &to)
    {
        return run({u"-n"_s, nameOf(from), u"route"_s, verb, u"unreachable"_s, addressOf(to) + u"/32"_s});
    }

    // At the switch, as somebody who pulls the cable there: the host's own interface stays.
    bool setPlug(const QString &host, const QString &state)
    {
        return run({u"-n"_s, switchName(), u"link"_s, u"set"_s, u"p%1"_s.arg(m_hosts.indexOf(host)), state});
    }

    bool run(const QStringList &arguments, const QString &tool = u"ip"_s)
    {
        QProcess process;
        process.start(tool, arguments);
        const auto done = process.waitForFinished(20'000) && process.exitCode() == 0;
        if (!done)
            m_why = tool + u' ' + arguments.join(u' ') + u": "_s
                + (process.error() == QProcess::FailedToStart ? process.errorString()
                                                              : QString::fromUtf8(process.readAllStandardError()));
        return done;
    }

    const QString m_prefix;
    QStringList m_hosts;
    QString m_why;
    bool m_ok = false;
    bool m_hasOther = false; // a second switch
};

} // namespace sizhen::test
