// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/peerkey.h"

#include <gst/webrtc/webrtc.h>

#include <QCryptographicHash>

namespace sizhen {
namespace {

QByteArray certificateOf(GstWebRTCRTPTransceiver *transceiver)
{
    GObject *receiver = nullptr;
    g_object_get(transceiver, "receiver", &receiver, nullptr);
    if (!receiver)
        return {};
    GObject *transport = nullptr;
    g_object_get(receiver, "transport", &transport, nullptr);
    g_object_unref(receiver);
    if (!transport)
        return {};
    gchar *pem = nullptr;
    g_object_get(transport, "remote-certificate", &pem, nullptr);
    g_object_unref(transport);
    const QByteArray text(pem);
    g_free(pem);
    return text;
}

} // namespace

QByteArray fingerprintOfPem(const QByteArray &pem)
{
    constexpr auto begin = "-----BEGIN CERTIFICATE-----";
    const auto from = pem.indexOf(begin);
    const auto to = pem.indexOf("-----END CERTIFICATE-----");
    if (from < 0 || to < from)
        return {};
    const auto start = from + qsizetype(qstrlen(begin));
    return QCryptographicHash::hash(QByteArray::fromBase64(pem.mid(start, to - start)), QCryptographicHash::Sha256);
}

QByteArray peerKeyOf(GstElement *webrtc)
{
    GArray *all = nullptr;
    g_signal_emit_by_name(webrtc, "get-transceivers", &all);
    if (!all)
        return {};
    QByteArray common;
    for (guint i = 0; i < all->len; ++i) {
        const auto pem = certificateOf(g_array_index(all, GstWebRTCRTPTransceiver *, i));
        const auto key = fingerprintOfPem(pem);
        if (key.isEmpty())
            continue; // a refused line has no transport
        if (!common.isEmpty() && common != key) {
            common.clear();
            break;
        }
        common = key;
    }
    g_array_unref(all);
    return common;
}

} // namespace sizhen
