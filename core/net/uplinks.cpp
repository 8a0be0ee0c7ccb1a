// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/uplinks.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkInterface>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype mostUplinks = 4;
constexpr qsizetype longestProvider = 40;
constexpr int mostMbit = 100'000;

Error wrongUplink(const QString &provider)
{
    return {Fault::Invalid, u"uplink"_s, u"NET-04"_s, u"net.uplink"_s, {{u"provider"_s, provider}}};
}

Result<Uplink> checked(Uplink uplink)
{
    static const QRegularExpression interface(u"^[A-Za-z0-9._-]{1,15}$"_s); // IFNAMSIZ
    uplink.provider = uplink.provider.trimmed();
    uplink.local = uplink.local.trimmed();
    const bool named = !uplink.provider.isEmpty() && uplink.provider.size() <= longestProvider;
    const bool placed = interface.match(uplink.local).hasMatch() || !QHostAddress(uplink.local).isNull();
    const auto fits = [](int mbit) { return mbit >= 0 && mbit <= mostMbit; };
    if (!named || !placed || !fits(uplink.downMbit) || !fits(uplink.upMbit))
        return tl::unexpected(wrongUplink(uplink.provider));
    return uplink;
}

Result<QList<Uplink>> checkedAll(const QList<Uplink> &uplinks)
{
    QList<Uplink> all;
    for (const auto &one : uplinks) {
        const auto good = checked(one);
        if (!good)
            return tl::unexpected(good.error());
        for (const auto &other : std::as_const(all))
            if (other.provider == good->provider || other.local == good->local)
                return tl::unexpected(wrongUplink(good->provider));
        all.append(*good);
    }
    if (all.size() > mostUplinks)
        return tl::unexpected(wrongUplink(all.last().provider));
    return all;
}

} // namespace

QString uplinksText(const QList<Uplink> &uplinks)
{
    QJsonArray all;
    for (const auto &one : uplinks)
        all.append(QJsonObject{
            {u"provider"_s, one.provider}, {u"local"_s, one.local}, {u"down"_s, one.downMbit}, {u"up"_s, one.upMbit}});
    return uplinks.isEmpty() ? QString() : QString::fromUtf8(QJsonDocument(all).toJson(QJsonDocument::Compact));
}

Result<QList<Uplink>> parseUplinks(const QString &text)
{
    if (text.isEmpty())
        return QList<Uplink>();
    const auto document = QJsonDocument::fromJson(text.toUtf8());
    if (!document.isArray())
        return tl::unexpected(wrongUplink({}));
    QList<Uplink> all;
    for (const auto &entry : document.array()) {
        const auto one = entry.toObject();
        all.append(
            {one[u"provider"_s].toString(), one[u"local"_s].toString(), one[u"down"_s].toInt(), one[u"up"_s].toInt()});
    }
    return checkedAll(all);
}

Result<QList<Uplink>> uplinksFromWords(const QStringList &words)
{
    QList<Uplink> all;
    for (const auto &word : words) {
        const auto equals = word.lastIndexOf(u'=');
        const auto parts = word.mid(equals + 1).split(u'/');
        bool numbers = parts.size() <= 3;
        const auto rate = [&](qsizetype index) {
            bool good = true;
            const int mbit = parts.size() > index ? parts[index].toInt(&good) : 0;
            numbers = numbers && good;
            return mbit;
        };
        const Uplink uplink{word.left(equals), parts.first(), rate(1), rate(2)};
        if (equals < 1 || !numbers)
            return tl::unexpected(wrongUplink(word));
        all.append(uplink);
    }
    return checkedAll(all);
}

QString uplinkWord(const Uplink &uplink)
{
    const auto rates
        = uplink.downMbit > 0 || uplink.upMbit > 0 ? u"/%1/%2"_s.arg(uplink.downMbit).arg(uplink.upMbit) : QString();
    return uplink.provider + u'=' + uplink.local + rates;
}

QList<QHostAddress> addressesOf(const Uplink &uplink)
{
    const QHostAddress named(uplink.local);
    if (named.isLoopback()) // each of 127.0.0.0/8 is there
        return {named};
    QList<QHostAddress> all;
    for (const auto &interface : QNetworkInterface::allInterfaces()) {
        const bool runs = interface.flags().testFlag(QNetworkInterface::IsUp)
            && interface.flags().testFlag(QNetworkInterface::IsRunning);
        if (!runs)
            continue;
        for (const auto &entry : interface.addressEntries()) {
            const auto address = entry.ip();
            const bool ours = named.isNull() ? interface.name() == uplink.local : address == named;
            if (ours && !address.isLinkLocal())
                all.append(address);
        }
    }
    std::ranges::stable_sort(all, {}, &QHostAddress::protocol); // IPv4 is 0
    return all;
}

int uplinkAt(const QList<Uplink> &uplinks, const QHostAddress &local)
{
    for (int i = 0; i < uplinks.size(); ++i)
        if (addressesOf(uplinks[i]).contains(local))
            return i;
    return -1;
}

} // namespace sizhen
