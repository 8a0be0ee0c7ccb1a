// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/hub/hub.h"
#include "core/net/hubpost.h"
#include "tests/core/records/ledgerfixture.h"

namespace sizhen::fixture {

// A house with its post.
struct Post {
    House &house;
    std::unique_ptr<HubPost> post;
    QList<QByteArray> live;
    QList<Error> failures;

    Post(House &itsHouse, House &partner, Courier::Timing timing = {.gapMs = 300, .retryMs = 1'000})
        : house(itsHouse)
    {
        auto &ledger = *house.ledger;
        HubPost::Setup setup;
        setup.carrier = carrierSetup(ledger, u"hub"_s);
        setup.carrier.clock = systemClock();
        setup.sealLive = [&ledger](const QByteArray &stream, quint64 number, const QByteArray &payload) {
            return ledger.sealLive(stream, number, payload);
        };
        setup.openLive = [&ledger](const QByteArray &stream, quint64 number, const QByteArray &sealed) {
            return ledger.openLive(stream, number, sealed);
        };
        setup.timing = timing;
        setup.answerIn = std::chrono::milliseconds(1'000);
        post = std::make_unique<HubPost>(std::move(setup));
        post->setPartners({{{partner.root(), partner.ledger->institution().boxKey}, {}}});
        auto *own = post.get();
        QObject::connect(
            &ledger, &Ledger::changed, own, [own](const QByteArray &stream) { own->poke(stream); },
            Qt::QueuedConnection);
        QObject::connect(
            &ledger, &Ledger::receiptArrived, own,
            [own](const QByteArray &root, const QByteArray &stream) { own->receiptArrived(root, stream); },
            Qt::QueuedConnection);
        QObject::connect(own, &HubPost::live, own,
                         [this](const QByteArray &, const QByteArray &, int, const QByteArray &payload) {
                             live.append(payload);
                         });
        QObject::connect(own, &HubPost::failed, own, [this](const Error &error) { failures.append(error); });
    }

    void start(const Hub &hub) const { start(QUrl(u"ws://127.0.0.1:%1"_s.arg(hub.port()))); }

    void start(const QUrl &url) const { post->start(HubAddress::parse(url.toString()).value()); }
};

} // namespace sizhen::fixture
