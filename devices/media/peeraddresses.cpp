// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/peeraddresses.h"

#include <QNetworkInterface>

namespace sizhen {
namespace {

constexpr guint firstCheckMs = 150; // then a lost check is sent again; by default after 500

// libnice leaves 127.0.0.1 out, and once one address is named it looks for no other. Empty: it looks for all itself.
QStringList addressesOf(const MediaSetup &setup)
{
    if (!setup.addresses.isEmpty() || !setup.loopback)
        return setup.addresses;
    QStringList all;
    for (const auto &address : QNetworkInterface::allAddresses())
        if (!address.isLinkLocal() && (!address.isLoopback() || address.protocol() == QAbstractSocket::IPv4Protocol))
            all.append(address.toString());
    return all;
}

} // namespace

void useOwnAddresses(GstElement *webrtc, const MediaSetup &setup)
{
    GstObject *ice = nullptr;
    g_object_get(webrtc, "ice-agent", &ice, nullptr);
    if (!ice)
        return;
    GObject *agent = nullptr;
    g_object_get(ice, "agent", &agent, nullptr);
    if (agent) {
        g_object_set(agent, "ice-tcp", FALSE, "upnp", FALSE, "stun-initial-timeout", firstCheckMs, nullptr);
        g_object_unref(agent);
    }
    for (const auto &address : addressesOf(setup)) {
        gboolean added = FALSE;
        g_signal_emit_by_name(ice, "add-local-ip-address", address.toLatin1().constData(), &added);
    }
    gst_object_unref(ice);
}

void useRelay(GstElement *webrtc, const MediaSetup &setup)
{
    if (!setup.relay.isEmpty())
        g_object_set(webrtc, "turn-server", setup.relay.toUtf8().constData(), nullptr);
    if (setup.onlyByRelay)
        gst_util_set_object_arg(G_OBJECT(webrtc), "ice-transport-policy", "relay");
}

} // namespace sizhen
