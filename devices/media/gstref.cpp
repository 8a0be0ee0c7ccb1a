// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/gstref.h"

#include <QHash>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// Where Debian has it; what is not named here is in gstreamer1.0-plugins-base or -good.
QString packageOf(const QByteArray &factory)
{
    static const QHash<QByteArray, QString> packages{{"webrtcbin", u"gstreamer1.0-plugins-bad"_s},
                                                     {"openh264enc", u"gstreamer1.0-plugins-bad"_s},
                                                     {"dtlsdec", u"gstreamer1.0-plugins-bad"_s},
                                                     {"srtpenc", u"gstreamer1.0-plugins-bad"_s},
                                                     {"x264enc", u"gstreamer1.0-plugins-ugly"_s},
                                                     {"avdec_h264", u"gstreamer1.0-libav"_s},
                                                     {"nicesrc", u"gstreamer1.0-nice"_s},
                                                     {"vp8enc", u"gstreamer1.0-plugins-good"_s},
                                                     {"vp8dec", u"gstreamer1.0-plugins-good"_s},
                                                     {"webrtcdsp", u"gstreamer1.0-plugins-bad"_s},
                                                     {"pulsesrc", u"gstreamer1.0-pulseaudio"_s},
                                                     {"pulsesink", u"gstreamer1.0-pulseaudio"_s},
                                                     {"alsasrc", u"gstreamer1.0-alsa"_s},
                                                     {"alsasink", u"gstreamer1.0-alsa"_s},
                                                     {"webrtcechoprobe", u"gstreamer1.0-plugins-bad"_s}};
    return packages.value(factory, u"gstreamer1.0-plugins-base, gstreamer1.0-plugins-good"_s);
}

auto missing(const QByteArray &factory)
{
    return tl::unexpected(Error{Fault::Unsupported,
                                u"media: no "_s + QString::fromLatin1(factory),
                                {},
                                u"media.part_missing"_s,
                                {{u"part"_s, QString::fromLatin1(factory)}, {u"package"_s, packageOf(factory)}}});
}

} // namespace

CapsRef capsOf(const QByteArray &description)
{
    return CapsRef(gst_caps_from_string(description.constData()));
}

std::optional<qint64> runningTimeOf(GstPad *pad, GstBuffer *buffer)
{
    auto *event = GST_BUFFER_PTS_IS_VALID(buffer) ? gst_pad_get_sticky_event(pad, GST_EVENT_SEGMENT, 0) : nullptr;
    if (!event)
        return std::nullopt;
    const GstSegment *segment = nullptr;
    gst_event_parse_segment(event, &segment);
    const auto time = gst_segment_to_running_time(segment, GST_FORMAT_TIME, GST_BUFFER_PTS(buffer));
    gst_event_unref(event);
    return GST_CLOCK_TIME_IS_VALID(time) ? std::optional(qint64(time)) : std::nullopt;
}

Result<> loadGStreamer()
{
    static const bool loaded = [] { return gst_init_check(nullptr, nullptr, nullptr) != FALSE; }();
    if (!loaded)
        return missing("gstreamer");
    // webrtcbin finds these when a call begins, and would then only say that it failed. (nicesrc of Debian 12 says of
    // itself that it needs an older GStreamer: it is looked for, not asked for its version.)
    for (const auto *factory : {"nicesrc", "dtlsdec", "srtpenc"}) {
        const GstRef<GstPluginFeature> found(gst_registry_lookup_feature(gst_registry_get(), factory));
        if (!found)
            return missing(factory);
    }
    return {};
}

Result<GstElement *> makeElement(const char *factory, const GstSettings &settings)
{
    auto *element = gst_element_factory_make(factory, nullptr);
    if (!element)
        return missing(factory);
    for (const auto &setting : settings) {
        if (!g_object_class_find_property(G_OBJECT_GET_CLASS(element), setting.name)) {
            gst_object_unref(gst_object_ref_sink(element));
            return fail(Fault::Unsupported,
                        u"media: %1 has no %2"_s.arg(QLatin1StringView(factory), QLatin1StringView(setting.name)));
        }
        gst_util_set_object_arg(G_OBJECT(element), setting.name, setting.value.constData());
    }
    return element;
}

Result<GstElement *> makeFirstOf(const std::vector<std::pair<const char *, GstSettings>> &choices)
{
    for (const auto &[factory, settings] : choices)
        if (auto made = makeElement(factory, settings); made || made.error().message.isEmpty())
            return made;
    return missing(choices.front().first);
}

Result<> chain(GstBin *bin, const std::vector<GstElement *> &elements)
{
    for (auto *element : elements)
        gst_bin_add(bin, element);
    for (size_t i = 1; i < elements.size(); ++i)
        if (!gst_element_link(elements[i - 1], elements[i]))
            return fail(Fault::Unsupported,
                        u"media: %1 does not fit %2"_s.arg(QLatin1StringView(GST_OBJECT_NAME(elements[i])),
                                                           QLatin1StringView(GST_OBJECT_NAME(elements[i - 1]))));
    return {};
}

} // namespace sizhen
