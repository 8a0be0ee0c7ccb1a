// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/pulseprofile.h"

#include "core/base/log.h"
#include "core/base/resource.h"
#include "devices/pulse/pulseprotocols.h"

#include <QDate>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QUrlQuery>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

auto badMember(const QString &member)
{
    return fail(Fault::Invalid, u"device profile: "_s + member);
}

QStringList textsOf(const QJsonValue &value)
{
    QStringList texts;
    const auto array = value.toArray();
    for (const auto &text : array)
        texts.append(text.toString());
    return texts;
}

std::optional<quint16> usbNumber(const QJsonValue &value)
{
    bool fine = false;
    const auto number = value.toString().toUShort(&fine, 16);
    return fine && value.toString().size() == 4 ? std::optional(number) : std::nullopt;
}

bool onlyKnown(const QJsonObject &object, const QSet<QString> &known, QString &unknown)
{
    for (auto it = object.begin(); it != object.end(); ++it)
        if (!known.contains(it.key())) {
            unknown = it.key();
            return false;
        }
    return true;
}

// "calibration": {"unit", "scale", "pressure_unit", "pressure_scale", "due"}
Result<> readCalibration(const QJsonObject &object, PulseAbout &about)
{
    QString unknown;
    if (!onlyKnown(object, {u"unit"_s, u"scale"_s, u"pressure_unit"_s, u"pressure_scale"_s, u"due"_s}, unknown))
        return badMember(u"calibration."_s + unknown);
    auto &scale = about.scale;
    scale.unit = object.value(u"unit"_s).toString(scale.unit);
    scale.scale = object.value(u"scale"_s).toDouble(1);
    scale.pressureUnit = object.value(u"pressure_unit"_s).toString(scale.pressureUnit);
    scale.pressureScale = object.value(u"pressure_scale"_s).toDouble(1);
    about.calibrationDue = object.value(u"due"_s).toString();
    if (!(scale.scale > 0) || !(scale.pressureScale > 0) || scale.unit.isEmpty() || scale.pressureUnit.isEmpty())
        return badMember(u"calibration"_s);
    if (!about.calibrationDue.isEmpty() && !QDate::fromString(about.calibrationDue, Qt::ISODate).isValid())
        return badMember(u"calibration.due"_s);
    return {};
}

Result<> readLink(const QJsonObject &object, PulseProfile &profile)
{
    QString unknown;
    if (!onlyKnown(object, {u"scheme"_s, u"baud"_s, u"parity"_s}, unknown))
        return badMember(u"link."_s + unknown);
    profile.baud = object.value(u"baud"_s).toInt(115200);
    profile.parity = object.value(u"parity"_s).toString(u"none"_s);
    if (object.value(u"scheme"_s).toString(u"serial"_s) != u"serial"_s || profile.baud < 300 || profile.baud > 4'000'000
        || !QStringList{u"none"_s, u"odd"_s, u"even"_s}.contains(profile.parity))
        return badMember(u"link"_s);
    return {};
}

Result<> readUsb(const QJsonArray &array, PulseProfile &profile)
{
    for (const auto &value : array) {
        const auto object = value.toObject();
        const auto vendor = usbNumber(object.value(u"vid"_s));
        const auto product = usbNumber(object.value(u"pid"_s));
        if (!vendor || !product || *vendor == 0)
            return badMember(u"usb"_s);
        profile.usb.append({*vendor, *product, object.value(u"shared"_s).toBool()});
    }
    return {};
}

Result<> readText(const QJsonObject &object, PulseSetup &setup)
{
    QString unknown;
    if (!onlyKnown(object, {u"columns"_s, u"pulse"_s, u"pressure"_s, u"decimals"_s}, unknown))
        return badMember(u"text."_s + unknown);
    setup.columns = textsOf(object.value(u"columns"_s));
    setup.pulseColumn = object.value(u"pulse"_s).toString();
    setup.pressureColumn = object.value(u"pressure"_s).toString();
    setup.decimals = object.value(u"decimals"_s).toInt();
    const auto has = [&setup](const QString &name) {
        return name.isEmpty() || setup.columns.isEmpty() || setup.columns.contains(name);
    };
    if (setup.decimals < 0 || setup.decimals > 6 || !has(setup.pulseColumn) || !has(setup.pressureColumn))
        return badMember(u"text"_s);
    return {};
}

QUrl serialUrl(const QString &location, const PulseProfile &profile)
{
    QUrl url;
    url.setScheme(u"serial"_s);
    url.setPath(location);
    url.setQuery(u"baud=%1&parity=%2"_s.arg(profile.baud).arg(profile.parity));
    return url;
}

const PulseProfile *profileOf(const QVector<PulseProfile> &profiles, const QString &id)
{
    const auto it = std::find_if(profiles.begin(), profiles.end(), [&id](const PulseProfile &p) { return p.id == id; });
    return it == profiles.end() ? nullptr : &*it;
}

Result<PulseAddress> findUsb(const QUrl &written, const QVector<PulseProfile> &profiles,
                             const QVector<SerialPort> &ports)
{
    const auto wanted = written.path();
    const auto serial = QUrlQuery(written).queryItemValue(u"serial"_s, QUrl::FullyDecoded);
    if (!wanted.isEmpty() && !profileOf(profiles, wanted))
        return fail(Fault::Unsupported, u"unknown device profile: "_s + wanted);
    QVector<PulseAddress> found;
    for (const auto &port : ports)
        for (const auto &profile : profiles)
            for (const auto &usb : profile.usb) {
                const bool meant = wanted.isEmpty() ? !usb.shared : profile.id == wanted;
                if (!meant || usb.vendor != port.vendor || usb.product != port.product
                    || (!serial.isEmpty() && serial != port.serial))
                    continue;
                found.append({serialUrl(port.location, profile), profile.protocol, profile.setup});
                if (found.last().setup.about.serial.isEmpty())
                    found.last().setup.about.serial = port.serial;
            }
    if (found.isEmpty())
        return tl::unexpected(Error{Fault::NotFound, u"not plugged in: "_s + wanted, {}, u"pulse.not_connected"_s, {}});
    if (found.size() > 1) {
        QStringList serials; // so that the reader can be asked which
        for (const auto &address : found)
            serials.append(address.setup.about.serial);
        serials.sort();
        return tl::unexpected(Error{
            Fault::Busy, u"more than one instrument fits"_s, {}, u"pulse.two_alike"_s, {{u"serials"_s, serials}}});
    }
    return found.first();
}

} // namespace

Result<PulseProfile> parsePulseProfile(const QByteArray &json)
{
    const auto document = QJsonDocument::fromJson(json);
    if (!document.isObject())
        return badMember(u"no object"_s);
    const auto object = document.object();
    QString unknown;
    if (!onlyKnown(object,
                   {u"id"_s, u"family"_s, u"label"_s, u"vendor"_s, u"model"_s, u"protocol"_s, u"link"_s, u"usb"_s,
                    u"rate"_s, u"channels"_s, u"sites"_s, u"trigger"_s, u"calibration"_s, u"text"_s, u"note"_s},
                   unknown))
        return badMember(unknown);
    PulseProfile profile;
    profile.id = object.value(u"id"_s).toString();
    profile.labelZh = object.value(u"label"_s).toObject().value(u"zh"_s).toString();
    profile.labelEn = object.value(u"label"_s).toObject().value(u"en"_s).toString();
    if (profile.id.isEmpty() || profile.labelZh.isEmpty() || profile.labelEn.isEmpty())
        return badMember(u"id, label"_s);
    if (object.value(u"family"_s).toString() != u"pulse"_s)
        return badMember(u"family"_s);
    profile.protocol = object.value(u"protocol"_s).toString();
    if (const auto spoken = makePulseProtocol(profile.protocol); !spoken)
        return badMember(u"protocol"_s);
    auto &about = profile.setup.about;
    about.vendor = object.value(u"vendor"_s).toString();
    about.model = object.value(u"model"_s).toString();
    about.rateHz = object.value(u"rate"_s).toDouble();
    about.hasPressure = textsOf(object.value(u"channels"_s)).contains(u"pressure"_s);
    if (!textsOf(object.value(u"channels"_s)).contains(u"pulse"_s) || about.rateHz < 0 || about.rateHz > 100'000)
        return badMember(u"channels, rate"_s);
    profile.sites = textsOf(object.value(u"sites"_s));
    for (const auto &site : profile.sites)
        if (!pulseSites().contains(site))
            return badMember(u"sites"_s);
    profile.trigger = object.value(u"trigger"_s).toString(u"space"_s);
    if (profile.trigger != u"space"_s && profile.trigger != u"instrument"_s)
        return badMember(u"trigger"_s);
    if (const auto read = readLink(object.value(u"link"_s).toObject(), profile); !read)
        return tl::unexpected(read.error());
    if (const auto read = readUsb(object.value(u"usb"_s).toArray(), profile); !read)
        return tl::unexpected(read.error());
    if (const auto read = readCalibration(object.value(u"calibration"_s).toObject(), about); !read)
        return tl::unexpected(read.error());
    if (const auto read = readText(object.value(u"text"_s).toObject(), profile.setup); !read)
        return tl::unexpected(read.error());
    return profile;
}

const QVector<PulseProfile> &pulseProfiles()
{
    static const auto profiles = [] {
        QVector<PulseProfile> all;
        const auto names = listResources(u"devices"_s);
        for (const auto &name : names) {
            const auto json = readResource(u"devices/"_s + name);
            auto profile = json ? parsePulseProfile(*json) : tl::unexpected(json.error());
            if (profile)
                all.append(std::move(*profile));
            else
                qCCritical(lcDevice) << name << profile.error().detail;
        }
        return all;
    }();
    return profiles;
}

Result<PulseAddress> findInstrument(const QUrl &written, const QVector<PulseProfile> &profiles,
                                    const QVector<SerialPort> &ports)
{
    if (written.scheme() == u"usb"_s)
        return findUsb(written, profiles, ports);
    QUrlQuery query(written);
    const auto id = query.queryItemValue(u"profile"_s);
    const auto protocol = query.queryItemValue(u"protocol"_s, QUrl::FullyDecoded);
    PulseAddress address{written, u"ptp/1"_s, {}};
    if (!id.isEmpty()) {
        const auto *profile = profileOf(profiles, id);
        if (!profile)
            return fail(Fault::Unsupported, u"unknown device profile: "_s + id);
        address.protocol = profile->protocol;
        address.setup = profile->setup;
        if (!query.hasQueryItem(u"baud"_s))
            query.addQueryItem(u"baud"_s, QString::number(profile->baud));
        if (!query.hasQueryItem(u"parity"_s))
            query.addQueryItem(u"parity"_s, profile->parity);
    }
    if (!protocol.isEmpty())
        address.protocol = protocol;
    query.removeQueryItem(u"profile"_s);
    query.removeQueryItem(u"protocol"_s);
    address.link.setQuery(query);
    return address;
}

} // namespace sizhen
