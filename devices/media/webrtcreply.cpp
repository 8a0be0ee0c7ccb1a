// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/webrtcreply.h"

namespace sizhen {

GstPromise *promiseOf(WebrtcReply reply)
{
    return gst_promise_new_with_change_func(
        [](GstPromise *done, gpointer data) {
            const bool replied = gst_promise_wait(done) == GST_PROMISE_RESULT_REPLIED;
            (*static_cast<WebrtcReply *>(data))(replied ? gst_promise_get_reply(done) : nullptr);
            gst_promise_unref(done);
        },
        new WebrtcReply(std::move(reply)), [](gpointer data) { delete static_cast<WebrtcReply *>(data); });
}

QString refusalIn(const GstStructure *reply)
{
    GError *error = nullptr;
    if (!reply || !gst_structure_has_field(reply, "error")
        || !gst_structure_get(reply, "error", G_TYPE_ERROR, &error, nullptr) || !error)
        return {};
    const auto text = QString::fromUtf8(error->message);
    g_error_free(error);
    return text;
}

QString sdpIn(const GstStructure *reply, SessionDescription::Kind kind)
{
    GstWebRTCSessionDescription *made = nullptr;
    if (reply)
        gst_structure_get(reply, kind == SessionDescription::Kind::Offer ? "offer" : "answer",
                          GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &made, nullptr);
    const DescriptionRef held(made);
    if (!held)
        return {};
    gchar *text = gst_sdp_message_as_text(held->sdp);
    const auto sdp = QString::fromUtf8(text);
    g_free(text);
    return sdp;
}

DescriptionRef descriptionOf(const SessionDescription &description)
{
    GstSDPMessage *message = nullptr;
    if (gst_sdp_message_new_from_text(description.sdp.toUtf8().constData(), &message) != GST_SDP_OK) {
        if (message)
            gst_sdp_message_free(message);
        return nullptr;
    }
    const auto type
        = description.kind == SessionDescription::Kind::Offer ? GST_WEBRTC_SDP_TYPE_OFFER : GST_WEBRTC_SDP_TYPE_ANSWER;
    return DescriptionRef(gst_webrtc_session_description_new(type, message));
}

} // namespace sizhen
