// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/cbor.h"
#include "core/call/callroom.h"
#include "core/records/signedform.h"

#include <QtEndian>

#include <cstdlib>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr char caseLetter = 'c';

struct Fixture {
    SigningKey root = SigningKey::generate();
    SigningKey person = SigningKey::generate();
    SigningKey ours = SigningKey::generate();
    QList<QByteArray> others;
    std::vector<SigningKey> keys;
    QByteArray certificate;

    Fixture()
    {
        for (int i = 0; i < 4; ++i) {
            keys.push_back(SigningKey::generate());
            others.append(keys.back().publicKey());
        }
        PersonCertificate one;
        one.institution = root.publicKey();
        one.person = person.publicKey();
        one.id = u"kovacs"_s;
        one.validFrom = QDateTime::fromMSecsSinceEpoch(1'700'000'000'000, Qt::UTC);
        one.validTo = one.validFrom.addYears(5);
        certificate = certify(one, root);
    }
};

CallRoom::Setup setupOf(const Fixture &all)
{
    CallTrust trust;
    trust.sign = [&all](const QCborMap &body) { return signedForm(body, callDomain, all.ours); };
    trust.station = [&all](const QByteArray &key) -> Result<StationCertificate> {
        return all.others.contains(key)
            ? Result<StationCertificate>(StationCertificate{all.root.publicKey(), key, u"Room"_s, {}, {}, {}})
            : fail(Fault::Untrusted, u"nobody's"_s);
    };
    trust.sister = [](const QByteArray &) { return false; };
    trust.person = [](const PersonCertificate &) { return Result<>(); };
    trust.random = [](qsizetype size) { return randomBytes(size); };
    const auto member = trust.station;
    CallRoom::Setup setup{{QByteArray(16, caseLetter), all.ours.publicKey(), true, trust}, member, 4};
    setup.institution = all.root.publicKey();
    setup.hasServer = [] { return true; };
    setup.plan = []() -> std::optional<ForwardedPlan> {
        ForwardedPlan plan{{u"wss://192.0.2.7:8989#"_s, QByteArray(32, 'f'), 7, u"pin"_s, u"own"_s}, u"rooms"_s, {}};
        for (int i = 0; i < ForwardedRoom::mostTokens; ++i)
            plan.tokens.append(QString::number(i));
        return plan;
    };
    setup.mayForward = [](const QByteArray &) { return true; };
    return setup;
}

} // namespace

// What stations that are certified, and say whatever they like, can do to a room: bodies with two bytes of length
// before each, whose first byte says which station signs and whether its person's word is put in.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const Fixture all;
    CallRoom room(setupOf(all));
    const CallSpeaker speaker{all.certificate,
                              [](const QByteArray &claim) { return all.person.sign(callPersonDomain, claim); }};
    qint64 now = 1000;
    (void)room.invite(speaker, now);
    while (size > 3) {
        const auto length = std::min<size_t>(qFromBigEndian<quint16>(data), size - 3);
        const auto first = data[2];
        const QByteArray bytes(reinterpret_cast<const char *>(data + 3), qsizetype(length));
        data += 3 + length;
        size -= 3 + length;
        now += 150;
        auto map = cbor::decodeMap(bytes);
        if (!map)
            continue;
        const auto &key = all.keys[first % all.keys.size()];
        map->insert(u"from"_s, key.publicKey());
        if (map->contains(u"to"_s) && (first & 4))
            map->insert(u"to"_s, all.ours.publicKey());
        if (first & 8)
            map->insert(u"case"_s, QByteArray(16, caseLetter));
        if (first & 16)
            map->insert(u"call"_s, std::as_const(room).first().callId());
        if (map->contains(u"room"_s) && (first & 32))
            map->insert(u"room"_s, room.room().isEmpty() ? QByteArray(16, 'r') : room.room());
        if (map->contains(u"proof"_s) && (first & 64)) {
            const auto about = map->contains(u"room"_s) ? map->value(u"room"_s) : map->value(u"call"_s);
            map->insert(u"who"_s, all.certificate);
            map->insert(u"proof"_s,
                        all.person.sign(callPersonDomain,
                                        callClaim(QByteArray(16, caseLetter), about.toByteArray(), key.publicKey())));
        }
        (void)room.hear(signedForm(*map, callDomain, key), now);
        (void)room.tick(now);
        if (room.ends().size() >= ForwardedRoom::mostEnds || (room.isIn() && room.stage() == CallStage::Idle))
            std::abort();
    }
    (void)room.hangUp(now);
    if (room.isIn() || room.forwarding() || !room.ends().isEmpty())
        std::abort();
    return 0;
}
