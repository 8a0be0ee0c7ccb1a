// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/station/forwardedcall.h"
#include "core/crypto/primitives.h"
#include "devices/media/mediafactory.h"
#include "tests/support/badcall.h"
#include "tests/support/janusserver.h"

#include <QDateTime>

#include <map>
#include <memory>

namespace sizhen::test {

// Stations of one room on a real server, all of this process, each with the synthetic patient.
class ForwardedEnds
{
public:
    struct Station {
        SigningKey key = SigningKey::generate();
        QByteArray signsFor; // whom it says to be; empty: itself
        std::unique_ptr<ForwardedCall> call;
        std::map<QByteArray, std::vector<double>> lateMs; // of pictures, by end: from the clock in them
        QList<Error> told;
        QList<Error> over;
    };

    bool measures = false; // reads the clock in each picture
    MediaSetup media;
    ForwardedRoom room;
    QStringList tokens;
    std::vector<std::unique_ptr<Station>> stations;
    QSet<QByteArray> outside; // whose call is over

    ForwardedEnds(const JanusServer &server, int count)
        : m_adminKey(server.adminKey)
    {
        media.size = {320, 180};
        media.framesPerSecond = 15;
        media.videoKbit = 150;
        media.addresses = QStringList{JanusServer::mediaAddress()};
        room.address = server.address();
        room.fingerprint = server.fingerprint;
        room.room = 1 + qint64(QDateTime::currentMSecsSinceEpoch());
        room.pin = word();
        room.videoKbit = 300;
        for (int i = 0; i < count; ++i) {
            tokens.append(word());
            stations.push_back(std::make_unique<Station>());
        }
    }

    [[nodiscard]] static QString word() { return QString::fromLatin1(randomBytes(16).toHex()); }

    [[nodiscard]] QByteArray key(int i) const { return stations[size_t(i)]->key.publicKey(); }

    [[nodiscard]] ForwardedCall &call(int i) const { return *stations[size_t(i)]->call; }

    // The first makes the room.
    [[nodiscard]] bool start(int i)
    {
        auto &station = *stations[size_t(i)];
        ForwardedCall::Setup setup;
        setup.room.room = room;
        setup.room.room.token = tokens[i];
        setup.room.station = station.signsFor.isEmpty() ? station.key.publicKey() : station.signsFor;
        if (i == 0) {
            setup.room.adminKey = m_adminKey;
            setup.room.tokens = tokens;
        }
        setup.room.random = &randomBytes;
        setup.room.wallMs = [] { return QDateTime::currentMSecsSinceEpoch(); };
        setup.room.sign = [&station](QByteArrayView domain, QByteArrayView words) {
            return station.key.sign(domain, words);
        };
        setup.room.isSigned = [](const QByteArray &by, QByteArrayView domain, QByteArrayView words,
                                 const QByteArray &signature) { return verify(by, domain, words, signature); };
        setup.room.expected = [this](const QByteArray &by) {
            return !outside.contains(by) && std::any_of(stations.begin(), stations.end(),
                               [&by](const auto &one) { return one->key.publicKey() == by; });
        };
        setup.maker = [] { return makeMediaEngine(); };
        setup.media = [this](const QByteArray &) { return media; };
        station.call = std::make_unique<ForwardedCall>(setup);
        auto *call = station.call.get();
        QObject::connect(call, &ForwardedCall::pictureArrived, call,
                         [this, &station](const QByteArray &end, const QVideoFrame &picture) {
                             if (measures)
                                 measure(station, end, picture);
                         });
        QObject::connect(call, &ForwardedCall::told, call, [&station](const Error &e) { station.told.append(e); });
        QObject::connect(call, &ForwardedCall::over, call, [&station](const Error &e) { station.over.append(e); });
        return call->start().has_value();
    }

    // Station i receives pictures and sound of all these.
    [[nodiscard]] bool receives(int i, const QList<int> &from, qint64 frames, double soundS) const
    {
        return std::all_of(from.begin(), from.end(), [&](int other) {
            const auto got = call(i).ofRound(key(other));
            return i == other
                || (call(i).stage(key(other)) == CallStage::Connected && got.frames >= frames && got.audioS >= soundS);
        });
    }

    [[nodiscard]] bool allReceive(const QList<int> &who, qint64 frames, double soundS) const
    {
        return std::all_of(who.begin(), who.end(), [&](int i) { return receives(i, who, frames, soundS); });
    }

    [[nodiscard]] QString state() const
    {
        QString text;
        for (int i = 0; i < int(stations.size()); ++i) {
            if (!stations[size_t(i)]->call)
                continue;
            text += QStringLiteral("\n%1 sends: %2;").arg(i).arg(callStageName(call(i).stage()));
            for (int j = 0; j < int(stations.size()); ++j) {
                const auto got = call(i).ofRound(key(j));
                text += QStringLiteral(" %1 %2 %3/%4s").arg(j).arg(callStageName(call(i).stage(key(j)))).arg(got.frames).arg(got.audioS);
            }
            for (const auto &told : stations[size_t(i)]->told + stations[size_t(i)]->over)
                text += QStringLiteral(" [%1 %2]").arg(told.message, told.detail);
        }
        return text;
    }

private:
    static void measure(Station &station, const QByteArray &end, const QVideoFrame &picture)
    {
        constexpr qint64 dayMs = 24LL * 3600 * 1000;
        auto &late = station.lateMs[end];
        const auto now = QDateTime::currentMSecsSinceEpoch() % dayMs;
        if (const auto shown = clockIn(picture); shown >= 0 && now - shown >= 0 && now - shown < 5000)
            late.push_back(double(now - shown));
    }

    const QString m_adminKey;
};

} // namespace sizhen::test
