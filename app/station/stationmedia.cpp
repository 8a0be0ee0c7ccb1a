// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/station/stationmedia.h"

#include "core/base/log.h"

#include <chrono>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace sizhen {
namespace {

constexpr qint64 leavesWithinMs = 1800; // packets are counted once a second

auto noMedia()
{
    return tl::unexpected(Error{Fault::Unsupported, u"media: not built"_s, {}, u"media.not_built"_s, {}});
}

} // namespace

StationMedia::StationMedia(CallLine &calls, Setup setup, QObject *parent)
    : CallMedia(parent)
    , m_calls(calls)
    , m_setup(std::move(setup))
    , m_choice(MediaChoice::fromText(m_setup.choice()))
{
    m_clock.start();
    m_tick.setInterval(250ms);
    connect(&m_tick, &QTimer::timeout, this, &StationMedia::look);
    connect(&calls, &CallLine::changed, this, &StationMedia::stageChanged);
    connect(&calls, &CallLine::partnerSaid, this, [this](const CallSending &said) {
        m_oneWay.partnerSaid(said, m_clock.elapsed());
        Q_EMIT changed();
    });
    connectEngines();
}

void StationMedia::connectEngines()
{
    const auto *engines = &m_calls.engines();
    connect(&m_calls, &CallLine::mainEndChanged, this, &StationMedia::roundBegan);
    connect(engines, &CallEngines::longestChanged, this, [this] { m_camera.begin(m_clock.elapsed()); });
    connect(engines, &CallEngines::levelsChanged, this, &StationMedia::heardLevels);
    connect(engines, &CallEngines::deviceFailed, this, &StationMedia::failed);
    connect(engines, &CallEngines::ownPictureArrived, this, &CallMedia::ownPictureArrived);
    connect(engines, &CallEngines::ownCounted, this, &StationMedia::lookAtCamera);
    connect(engines, &CallEngines::sendingChanged, this, [this](const CallSending &sending) {
        m_sending = sending;
        if (sending.sound != StreamState::None)
            m_troubles.remove(MediaRole::Microphone);
        if (sending.picture != StreamState::None)
            m_troubles.remove(MediaRole::Camera);
        Q_EMIT changed();
    });
}

void StationMedia::useMedia(DevicesMaker devices, CheckMaker check)
{
    m_devicesMaker = std::move(devices);
    m_checkMaker = std::move(check);
    m_calls.useDevices([this] { return this->devices(); });
}

void StationMedia::watchDevices()
{
    if (m_devices || !m_devicesMaker)
        return;
    auto made = m_devicesMaker();
    if (!made)
        return; // the call says so itself
    m_devices = *std::move(made);
    connect(m_devices.get(), &MediaDevices::changed, this, &StationMedia::used);
    m_devices->start();
}

DevicePick StationMedia::pick(MediaRole role) const
{
    return pickDevice(m_devices ? m_devices->list() : QList<MediaDevice>(), role, m_choice.ids.value(role));
}

CallDevices StationMedia::devices() const
{
    CallDevices devices;
    devices.camera = pick(MediaRole::Camera).device;
    devices.microphone = pick(MediaRole::Microphone).device;
    if (!m_silent)
        devices.loudspeaker = pick(MediaRole::Loudspeaker).device;
    devices.echoCancel = m_choice.echoCancel;
    devices.muted = m_muted;
    devices.cameraOff = m_cameraOff;
    devices.detail = pick(MediaRole::TongueCamera).device;
    devices.detailOn = m_detailOn;
    return devices;
}

MediaView StationMedia::view() const
{
    MediaView view;
    view.known = m_devices && m_devices->isKnown();
    view.devices = m_devices ? m_devices->list() : QList<MediaDevice>();
    view.choice = m_choice;
    for (const auto role : mediaRoles)
        view.picks.insert(role, pick(role));
    view.troubles = m_troubles;
    view.muted = m_muted;
    view.cameraOff = m_cameraOff;
    view.detailOn = m_detailOn;
    view.silent = m_silent;
    view.inCall = m_calls.view().stage != CallStage::Idle;
    if (view.inCall) {
        view.sending = m_sending;
        view.partner = m_calls.partnerSending();
    }
    view.unsentSpeech = m_unsentSpeech;
    view.oneWay = m_oneWayAlarm;
    view.camera = m_cameraVerdict;
    view.ownPerSecond = m_camera.perSecond();
    view.ownSize = m_calls.engines().own().ownSize;
    return view;
}

template <typename T>
void StationMedia::set(T &what, const T &value)
{
    if (what == value)
        return;
    what = value;
    Q_EMIT changed();
}

void StationMedia::used()
{
    const auto now = devices();
    if (now.camera != m_used.camera || now.cameraOff != m_used.cameraOff) {
        m_troubles.remove(MediaRole::Camera);
        m_camera.begin(m_clock.elapsed());
        m_cameraVerdict = CameraWatch::Verdict::Unknown;
    }
    if (now.microphone != m_used.microphone)
        m_troubles.remove(MediaRole::Microphone);
    if (now.loudspeaker != m_used.loudspeaker)
        m_troubles.remove(MediaRole::Loudspeaker);
    m_used = now;
    m_calls.engines().useDevices(now);
    Q_EMIT changed();
}

void StationMedia::setMuted(bool muted)
{
    m_muted = muted;
    used();
}

void StationMedia::setCameraOff(bool off)
{
    m_cameraOff = off;
    used();
}

void StationMedia::setDetailOn(bool on)
{
    m_detailOn = on;
    used();
}

void StationMedia::setSilent(bool silent)
{
    m_silent = silent;
    used();
}

Result<> StationMedia::keep(const MediaChoice &choice)
{
    if (const auto kept = m_setup.keepChoice(choice.toText()); !kept)
        return kept;
    m_choice = choice;
    used();
    return {};
}

Result<> StationMedia::choose(MediaRole role, const QString &id)
{
    auto choice = m_choice;
    if (id.isEmpty())
        choice.ids.remove(role);
    else
        choice.ids.insert(role, id);
    return keep(choice);
}

Result<> StationMedia::setEchoCancel(bool on)
{
    auto choice = m_choice;
    choice.echoCancel = on;
    return keep(choice);
}

Result<std::unique_ptr<MediaCheck>> StationMedia::makeCheck()
{
    if (!m_checkMaker)
        return noMedia();
    if (m_calls.view().stage != CallStage::Idle)
        return tl::unexpected(Error{Fault::Busy, u"media: a call is running"_s, {}, u"media.check_in_call"_s, {}});
    return m_checkMaker();
}

bool StationMedia::isConnected() const
{
    return m_calls.view().stage == CallStage::Connected;
}

void StationMedia::stageChanged()
{
    const bool idle = m_calls.view().stage == CallStage::Idle;
    if (idle == !m_tick.isActive())
        return;
    m_troubles.clear();
    m_sending.reset();
    m_oneWayAlarm = OneWaySound::Alarm::None;
    m_unsentSpeech = false;
    m_cameraVerdict = CameraWatch::Verdict::Unknown;
    m_camera.begin(m_clock.elapsed());
    if (idle) {
        m_tick.stop();
        m_muted = m_cameraOff = m_silent = m_detailOn = false; // nobody begins a call unheard without knowing it
    } else {
        m_tick.start();
    }
    used();
}

void StationMedia::roundBegan()
{
    const auto now = m_clock.elapsed();
    m_oneWay.begin(now);
    m_camera.begin(now);
    m_left = 0;
    m_leftAt = now;
}

void StationMedia::heardLevels(const SoundLevels &levels)
{
    if (levels.plays && m_troubles.remove(MediaRole::Loudspeaker))
        Q_EMIT changed();
    const auto now = m_clock.elapsed();
    const bool sends = !isConnected() || (!m_muted && now - m_leftAt < leavesWithinMs);
    set(m_unsentSpeech, m_speech.look(levels.microphoneDb, sends, now));
    Q_EMIT levelsChanged(levels);
}

void StationMedia::look()
{
    const auto now = m_clock.elapsed();
    const auto counts = m_calls.engines().ofRound(m_calls.mainEnd());
    if (std::exchange(m_left, counts.soundLeft) != counts.soundLeft)
        m_leftAt = now;
    if (!isConnected()) {
        m_oneWay.begin(now);
        return set(m_oneWayAlarm, OneWaySound::Alarm::None);
    }
    set(m_oneWayAlarm, m_oneWay.look(counts.soundLeft, counts.soundCame, now));
}

void StationMedia::lookAtCamera()
{
    const auto counts = m_calls.engines().own();
    if (m_used.camera && !m_cameraOff)
        set(m_cameraVerdict, m_camera.look(counts.ownPictures, counts.ownSize, m_clock.elapsed()));
}

void StationMedia::failed(const MediaDevice &device, const Error &reason)
{
    if (m_troubles.contains(device.role))
        return; // it is tried again, and fails again
    qCWarning(lcDevice) << "media:" << mediaRoleName(device.role) << reason.detail;
    m_troubles.insert(device.role, reason);
    Q_EMIT changed();
}

} // namespace sizhen
