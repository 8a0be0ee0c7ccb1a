// SPDX-License-Identifier: GPL-3.0-or-later
// Station: the forwarding server of our own house (SES-08).
#include "app/station/station.h"
#include "core/crypto/primitives.h"

#include <QtEndian>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype wordBytes = 16;

QString randomWord()
{
    return QString::fromLatin1(randomBytes(wordBytes).toHex());
}

} // namespace

Result<> Station::setForwarder(const QString &address)
{
    if (!address.isEmpty())
        if (const auto forwarder = ForwarderAddress::parse(address); !forwarder)
            return tl::unexpected(forwarder.error());
    return keepSetting(u"forwarder"_s, address);
}

QString Station::forwarder() const
{
    const auto forwarder = ForwarderAddress::parse(setting(u"forwarder"_s));
    return forwarder ? forwarder->shown() : QString();
}

Result<ForwardedPlan> Station::planForwarded(int videoKbit) const
{
    const auto ours = ForwarderAddress::parse(setting(u"forwarder"_s));
    if (!ours)
        return refuse(u"SES-08"_s, u"forwarder.none"_s);
    ForwardedPlan plan;
    plan.adminKey = ours->secret;
    plan.room.address = ours->place.text();
    plan.room.fingerprint = ours->fingerprint;
    plan.room.room = 1
        + qint64(qFromBigEndian<quint64>(randomBytes(sizeof(quint64)).constData()) % quint64(ForwardedRoom::highestRoom));
    plan.room.pin = randomWord();
    plan.room.videoKbit = videoKbit;
    std::generate_n(std::back_inserter(plan.tokens), ForwardedRoom::mostTokens, randomWord);
    plan.room.token = plan.tokens.first();
    return plan;
}

VideoRoom::Setup Station::forwardedSetup(const ForwardedRoom &room, std::function<bool(const QByteArray &)> expected) const
{
    VideoRoom::Setup setup;
    setup.room = room;
    setup.station = m_ledger->station().station;
    setup.random = &randomBytes;
    setup.wallMs = [this] { return m_ledger->now().toMSecsSinceEpoch(); };
    setup.sign = [this](QByteArrayView domain, QByteArrayView words) { return m_ledger->signAsStation(domain, words); };
    setup.isSigned = [](const QByteArray &station, QByteArrayView domain, QByteArrayView words,
                        const QByteArray &signature) { return verify(station, domain, words, signature); };
    setup.expected = std::move(expected);
    return setup;
}

} // namespace sizhen
