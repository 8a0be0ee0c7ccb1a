// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/ledgersyncstore.h"
#include "core/sync/session.h"
#include "tests/core/records/ledgerfixture.h"

#include <list>
#include <random>

namespace sizhen::fixture {

// Real ledgers joined by real sessions on lines that the test holds in its hand: any number of stations of any number of
// institutions. A line can be cut and restored; whatever is on it is lost.
class Mesh
{
public:
    struct End {
        End(House &itsHouse, const QByteArray &peer)
            : house(itsHouse)
            , store(*itsHouse.ledger, peer)
            , session(store, {itsHouse.root(), itsHouse.ledger->stationCertificate(), randomBytes(wire::nonceSize),
                              [peer](const wire::Hello &hello) -> Result<> {
                                  if (hello.root != peer)
                                      return fail(Fault::Untrusted, u"another"_s);
                                  return {};
                              }})
        {
        }

        House &house;
        LedgerSyncStore store;
        Session session;
        QList<Session::Event> events;
    };

    struct Line {
        Line(House &a, House &b)
            : one(a, b.root())
            , other(b, a.root())
        {
        }

        End one;
        End other;
    };

    void connect(House &a, House &b)
    {
        for (auto *house : {&a, &b})
            follow(*house);
        auto &line = m_lines.emplace_back(a, b);
        line.one.session.start(nowMs);
        line.other.session.start(nowMs);
    }

    void cut(const House &a, const House &b)
    {
        m_lines.remove_if([&](const Line &line) {
            return (&line.one.house == &a && &line.other.house == &b)
                || (&line.one.house == &b && &line.other.house == &a);
        });
    }

    // The machine is gone: its lines with it.
    void lose(House &house)
    {
        m_lines.remove_if([&](const Line &line) { return &line.one.house == &house || &line.other.house == &house; });
        m_followed.removeAll(&house);
        house.ledger->disconnect();
    }

    // True when nobody has anything more to say.
    bool settle(int seconds = 300)
    {
        for (const auto until = nowMs + seconds * 1000; nowMs < until; nowMs += 250) {
            for (auto busy = true; busy;)
                busy = step();
            if (std::ranges::all_of(m_lines, [](const Line &line) {
                    return line.one.session.isIdle() && line.other.session.isIdle();
                }))
                return true;
            for (auto &line : m_lines) {
                line.one.session.tick(nowMs);
                line.other.session.tick(nowMs);
            }
        }
        return false;
    }

    // As lines that stay up: all note how far they got.
    bool settleAndMark()
    {
        const auto settled = settle();
        for (int i = 0; i < 8; ++i) {
            nowMs += 2'500;
            for (auto &line : m_lines) {
                line.one.session.tick(nowMs);
                line.other.session.tick(nowMs);
            }
            for (auto busy = true; busy;)
                busy = step();
        }
        return settled;
    }

    // What went wrong enough to end a session.
    [[nodiscard]] QStringList fatal() const
    {
        QStringList all;
        for (const auto &line : m_lines)
            for (const auto *end : {&line.one, &line.other})
                for (const auto &event : end->events)
                    if (const auto *trouble = std::get_if<Session::Trouble>(&event); trouble && trouble->fatal)
                        all.append(trouble->error.detail);
        return all;
    }

    qint64 nowMs = 0;
    // For a test that failed: who still waits, and what went wrong on the way.
    [[nodiscard]] QStringList complaints() const
    {
        QStringList all;
        for (const auto &line : m_lines)
            for (const auto *end : {&line.one, &line.other}) {
                const auto name = end->house.ledger->station().name + u'@' + end->house.ledger->institution().id();
                if (!end->session.isIdle())
                    all.append(name + u" is not idle"_s);
                for (const auto &event : end->events)
                    if (const auto *trouble = std::get_if<Session::Trouble>(&event))
                        all.append(name + u": "_s + trouble->error.detail);
            }
        return all;
    }

    int carried = 0; // messages
    double lost = 0;

private:
    void follow(House &house)
    {
        if (m_followed.contains(&house))
            return;
        m_followed.append(&house);
        QObject::connect(house.ledger.get(), &Ledger::changed, [this, &house](const QByteArray &stream) {
            m_changed.append({&house, stream});
        });
        QObject::connect(house.ledger.get(), &Ledger::receiptArrived,
                         [this, &house](const QByteArray &, const QByteArray &stream) {
                             m_receipts.append({&house, stream});
                         });
    }

    bool step()
    {
        const auto changed = std::exchange(m_changed, {});
        const auto receipts = std::exchange(m_receipts, {});
        for (auto &line : m_lines)
            for (auto *end : {&line.one, &line.other}) {
                for (const auto &[house, stream] : changed)
                    if (house == &end->house)
                        end->session.localChanged(stream);
                for (const auto &[house, stream] : receipts)
                    if (house == &end->house && end->store.isSister())
                        end->session.receiptArrived(stream);
            }
        auto busy = false;
        for (auto &line : m_lines) {
            busy = carry(line.one, line.other) || busy;
            busy = carry(line.other, line.one) || busy;
        }
        return busy || !m_changed.isEmpty() || !m_receipts.isEmpty();
    }

    bool carry(End &from, End &to)
    {
        auto any = false;
        while (const auto message = from.session.next()) {
            any = true;
            ++carried;
            if (std::uniform_real_distribution<>(0, 1)(m_random) >= lost)
                to.session.receive(message->bytes, nowMs);
        }
        from.events += from.session.takeEvents();
        to.events += to.session.takeEvents();
        return any || from.session.hasWork();
    }

    std::list<Line> m_lines;
    QList<House *> m_followed;
    QList<std::pair<House *, QByteArray>> m_changed;
    QList<std::pair<House *, QByteArray>> m_receipts;
    std::mt19937 m_random{42};
};

} // namespace sizhen::fixture
