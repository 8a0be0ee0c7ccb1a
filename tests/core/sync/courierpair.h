// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/courier.h"
#include "tests/core/sync/fakestore.h"

#include <map>
#include <memory>
#include <random>

namespace sizhen {

// What happens to a parcel between two stations.
struct PostRules {
    double loss = 0;
    double doubling = 0;
    qint64 leastDelayMs = 100;
    qint64 mostDelayMs = 100; // more than the least: parcels overtake each other
    qsizetype room = 16 * 1024; // bytes of an envelope
};

// Two stations and a post that nobody can trust. Time is a number that the test moves, by minutes if it likes.
class CourierPair
{
public:
    struct End {
        explicit End(const QByteArray &root)
            : store(root)
        {
        }

        FakeStore store;
        std::unique_ptr<Courier> courier;
        std::multimap<qint64, QList<QByteArray>> mailbox; // by time of arrival
        QList<Courier::Event> events;
        bool away = false; // takes nothing in and says nothing
        int parcels = 0; // sent
        qsizetype bytes = 0; // sent

        int troubles() const
        {
            return int(std::ranges::count_if(
                events, [](const Courier::Event &event) { return std::holds_alternative<Courier::Trouble>(event); }));
        }
    };

    explicit CourierPair(PostRules rules = {}, unsigned seed = 1)
        : a(QByteArray(32, 'A'))
        , b(QByteArray(32, 'B'))
        , post(rules)
        , m_dice(seed)
    {
        a.store.trusted.insert(b.store.station.publicKey());
        b.store.trusted.insert(a.store.station.publicKey());
        restart(a);
        restart(b);
    }

    void restart(End &end)
    {
        end.courier = std::make_unique<Courier>(end.store, QStringLiteral("hub"));
        end.courier->start(now);
    }

    QByteArray shareStream()
    {
        const auto id = randomBytes(16);
        for (auto *end : {&a, &b}) {
            end->store.shared.append(id);
            end->courier->localChanged(id);
        }
        return id;
    }

    void step(qint64 ms)
    {
        now += ms;
        for (auto *end : {&a, &b}) {
            if (end->away)
                continue;
            while (!end->mailbox.empty() && end->mailbox.begin()->first <= now) {
                const auto messages = end->mailbox.begin()->second;
                if (!end->courier->receive(messages, now))
                    break; // the disk is full: it stays in the mailbox
                end->mailbox.erase(end->mailbox.begin());
            }
            auto &other = end == &a ? b : a;
            for (int i = 0; i < 4096; ++i) {
                const auto parcel = end->courier->next(now, post.room);
                if (parcel.isEmpty() && !end->courier->hasWork())
                    break;
                if (!parcel.isEmpty())
                    carry(*end, other, parcel);
            }
            end->events += end->courier->takeEvents();
        }
    }

    // Until both hold the same and know it; the clock jumps to where something happens next.
    bool settle(qint64 mostMs = 40LL * 24 * 3'600'000)
    {
        step(1);
        for (const auto end = now + mostMs; now < end;) {
            if (isSettled())
                return true;
            qint64 next = now + 60'000;
            for (auto *one : {&a, &b}) {
                if (!one->mailbox.empty() && !one->away)
                    next = std::min(next, one->mailbox.begin()->first);
                if (const auto due = one->courier->nextDueMs(); due >= 0 && !one->away)
                    next = std::min(next, due);
            }
            step(std::max<qint64>(next - now, 1));
        }
        return isSettled();
    }

    bool isSettled() const
    {
        return a.courier->backlog().items == 0 && b.courier->backlog().items == 0 && isEqual();
    }

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
    PostRules post;
    qint64 now = 1'764'000'000'000;
    std::function<void(End &from, const Courier::Parcel &)> onCarried;

private:
    void carry(End &from, End &to, const Courier::Parcel &parcel)
    {
        ++from.parcels;
        from.bytes += parcel.bytes;
        from.courier->carried(parcel, now);
        if (onCarried)
            onCarried(from, parcel);
        const auto chance = [this](double p) { return double(m_dice() % 10'000) < p * 10'000; };
        if (chance(post.loss))
            return;
        const auto delay = [this] {
            const auto spread = post.mostDelayMs - post.leastDelayMs;
            return post.leastDelayMs + (spread > 0 ? qint64(m_dice()) % spread : 0);
        };
        to.mailbox.emplace(now + delay(), parcel.messages);
        if (chance(post.doubling))
            to.mailbox.emplace(now + delay(), parcel.messages);
    }

    std::mt19937 m_dice;
};

} // namespace sizhen
