// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/link/linkfactory.h"
#include "devices/link/hidlink.h"
#include "devices/link/replaylink.h"
#include "devices/link/seriallink.h"
#include "devices/link/tcplink.h"

#include <QHash>

#include <functional>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

Result<std::unique_ptr<Link>> makeLink(const QUrl &address)
{
    using Maker = std::function<std::unique_ptr<Link>(const QUrl &)>;
    static const QHash<QString, Maker> makers{
        {u"serial"_s, [](const QUrl &url) { return std::make_unique<SerialLink>(url); }},
        {u"tcp"_s, [](const QUrl &url) { return std::make_unique<TcpLink>(url); }},
#ifdef SIZHEN_HID
        {u"hid"_s, [](const QUrl &url) { return std::make_unique<HidLink>(url); }},
#endif
        {u"replay"_s, [](const QUrl &url) { return std::make_unique<ReplayLink>(url); }},
    };
    const auto maker = makers.constFind(address.scheme());
    if (maker == makers.constEnd())
        return fail(Fault::Unsupported, u"link scheme: "_s + address.scheme());
    return (*maker)(address);
}

} // namespace sizhen
