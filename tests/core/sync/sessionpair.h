// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/session.h"
#include "tests/core/sync/fakestore.h"

#include <map>
#include <memory>
#include <random>

namespace sizhen {

// What the line between two stations does to messages.
struct LineRules {
    double loss = 0;
    double doubling = 0;
    int jitterMs = 0; // more than latency: messages overtake each other
    qsizetype cutAfterBytes = -1; // then nothing arrives any more
    int messagesAStep = 64; // what the carrier takes in 20 ms
};

// Two stations and the line between them. Time is a number that the test moves; the line loses, doubles, swaps and ends
// as it is told to.
class SessionPair
{
public:
    struct End {
        explicit End(const QByteArray &root)
            : store(root)
        {
        }

        FakeStore store;
        std::unique_ptr<Session> session;
        std::multimap<qint64, QByteArray> inbox; // by time of arrival
        QList<Session::Event> events;
        QList<QByteArray> sent; // everything that was said, in order

        template <typename T>
        QList<T> all() const
        {
            QList<T> found;
            for (const auto &event : events)
                if (const auto *one = std::get_if<T>(&event))
                    found.append(*one);
            return found;
        }

        template <typename T>
        int count() const
        {
            int n = 0;
            for (const auto &message : sent)
                n += std::holds_alternative<T>(*wire::read(message));
            return n;
        }
    };

    explicit SessionPair(LineRules rules = {}, unsigned seed = 1)
        : a(QByteArray(32, 'A'))
        , b(QByteArray(32, 'B'))
        , line(rules)
        , m_dice(seed)
    {
        a.store.trusted.insert(b.store.station.publicKey());
        b.store.trusted.insert(a.store.station.publicKey());
    }

    // A stream both sides know from the beginning.
    QByteArray shareStream()
    {
        const auto id = randomBytes(16);
        a.store.shared.append(id);
        b.store.shared.append(id);
        return id;
    }

    static Session::Setup setupOf(const End &end, const QByteArray &partner)
    {
        return {end.store.root, "certificate", randomBytes(wire::nonceSize), [partner](const wire::Hello &hello) {
                    return hello.root == partner ? Result<>() : fail(Fault::Untrusted, QStringLiteral("a stranger"));
                }};
    }

    void connect()
    {
        for (auto *end : {&a, &b}) {
            end->inbox.clear();
            end->session = std::make_unique<Session>(end->store, setupOf(*end, (end == &a ? b : a).store.root));
            end->session->start(now);
        }
    }

    void step(int ms = 20)
    {
        now += ms;
        for (auto *end : {&a, &b}) {
            while (!end->inbox.empty() && end->inbox.begin()->first <= now) {
                const auto message = end->inbox.begin()->second;
                end->inbox.erase(end->inbox.begin());
                end->session->receive(message, now);
            }
            end->session->tick(now);
            auto &other = end == &a ? b : a;
            for (int i = 0; i < line.messagesAStep; ++i) {
                auto message = end->session->next();
                if (!message && !end->session->hasWork())
                    break;
                if (message)
                    carry(*end, other, message->bytes);
            }
            end->events += end->session->takeEvents();
        }
    }

    // Until neither side lacks anything, or `mostMs` are over.
    bool settle(qint64 mostMs = 120'000)
    {
        for (const auto end = now + mostMs; now < end;) {
            step();
            if (isSettled())
                return true;
            if (a.session->isClosed() || b.session->isClosed())
                return false;
        }
        return false;
    }

    bool isSettled() const { return a.inbox.empty() && b.inbox.empty() && a.session->isIdle() && b.session->isIdle(); }

    // What both promise when they have converged: the same entries, every original, a receipt for everything.
    bool isEqual() const
    {
        for (const auto &stream : a.store.shared) {
            auto &one = const_cast<FakeStore &>(a.store);
            auto &two = const_cast<FakeStore &>(b.store);
            if (one.entriesOf(stream) != two.entriesOf(stream) || !one.missingChunks(stream).isEmpty()
                || !two.missingChunks(stream).isEmpty() || *one.unconfirmed(stream) || *two.unconfirmed(stream))
                return false;
        }
        return a.store.shared.size() == b.store.shared.size();
    }

    int roll(int sides) { return int(m_dice() % unsigned(sides)); }

    End a;
    End b;
    LineRules line;
    qint64 now = 1'000'000;
    qsizetype carried = 0; // bytes

private:
    void carry(End &from, End &to, const QByteArray &bytes)
    {
        from.sent.append(bytes);
        carried += bytes.size();
        if (line.cutAfterBytes >= 0 && carried > line.cutAfterBytes)
            return;
        const auto chance = [this](double p) { return double(m_dice() % 10'000) < p * 10'000; };
        if (chance(line.loss))
            return;
        const auto delay = [this] { return 10 + (line.jitterMs > 0 ? roll(line.jitterMs) : 0); };
        to.inbox.emplace(now + delay(), bytes);
        if (chance(line.doubling))
            to.inbox.emplace(now + delay(), bytes);
    }

    std::mt19937 m_dice;
};

} // namespace sizhen
