// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/pulseblock.h"

#include <QByteArrayView>
#include <QDate>
#include <optional>

namespace sizhen {

// What an instrument is: from its own descriptor, or from its profile when it has none.
struct PulseAbout {
    QString vendor;
    QString model;
    QString serial;
    QString firmware;
    double rateHz = 0; // as declared; PulseIntegrity says what was measured
    PulseScale scale;
    bool hasPressure = false; // a channel of static pressure
    QString calibrationDue; // ISO date, or empty

    [[nodiscard]] QString name() const; // "vendor model serial firmware"
    [[nodiscard]] bool isOverdue(const QDate &today) const; // for its inspection; never when no day is known
    friend bool operator==(const PulseAbout &, const PulseAbout &) = default;
};

// How well the bytes came over, counted since the protocol was made. Kept with the recording, not in a log.
struct PulseIntegrity {
    int frames = 0; // sound ones, data or not
    int badFrames = 0; // damaged; the first piece of a connection does not count, it may be the end of a frame
    int gaps = 0; // places where samples are missing
    qint64 lostSamples = 0; // that were measured and did not come
    qint64 nullSamples = 0; // that the instrument itself says it could not measure: never a 0, always a gap
    int overflows = 0; // the instrument's or our buffer ran over
    qint64 soundBytes = 0; // bytes of the sound frames
    double measuredHz = 0; // samples a second of our clock in the last whole window; 0: not known yet
    friend bool operator==(const PulseIntegrity &, const PulseIntegrity &) = default;
};

// What was counted since `before`.
[[nodiscard]] PulseIntegrity operator-(PulseIntegrity now, const PulseIntegrity &before);

// Something that the instrument said, or that we found out about it.
struct PulseEvent {
    enum class Kind {
        Contact, // the sensor measures again
        ContactLost,
        Saturated,
        BatteryLow,
        Trigger, // its button was pressed: the same as the space bar
        Overflow,
        EmergencyStop,
        ClockStep, // the instrument's clock jumped by `value` seconds
        RateWrong, // `value` is the measured rate in Hz: the declared one is not true
        Refused // the instrument did not take a command; `value` is its code
    };

    Kind kind = Kind::Contact;
    quint64 sample = 0; // where in the run
    double value = 0;
    friend bool operator==(const PulseEvent &, const PulseEvent &) = default;
};

// Numbers that some instruments work out themselves. Absent when the instrument has none now.
struct PulseReadings {
    std::optional<int> perMinute;
    std::optional<int> oxygenPercent; // SpO2
    friend bool operator==(const PulseReadings &, const PulseReadings &) = default;
};

// What the station may ask of an instrument. There is no command for pressure (ORG-10).
struct PulseCommand {
    enum class Kind {
        Connect, // a new connection: who are you; and the run that was going on goes on
        Start, // begin a run at `site`; its sample 0 is the first one from now on
        Stop,
        Identify, // show yourself (lamp, sound)
        Beat // twice a second: keeps the instrument awake and repeats what got lost
    };

    Kind kind = Kind::Beat;
    QString site; // of Start
    quint32 run = 0; // of Start: what the run is called, so that what was read of it can be read again; 0: not that
    qint64 nowNs = 0; // of Beat: the station's monotonic clock, for an instrument that tells its own
};

struct PulseHeard {
    QVector<PulseBlock> blocks; // of the running site, neighbours joined
    QVector<PulseEvent> events;
    std::optional<PulseAbout> about; // when it was said, or became known
    std::optional<PulseReadings> readings; // the newest
    bool anything = false; // at least one sound frame came
};

// What a profile says of an instrument that cannot say it itself (pulseprofile.h).
struct PulseSetup {
    PulseAbout about; // rateHz 0: the protocol's usual one
    QStringList columns; // text columns: their names in order; empty: the header line says, or the first is the pulse
    QString
        pulseColumn; // empty: the first of "raw" "pulse" "signal" "ppg" "value" that is there, else the first column
    QString pressureColumn; // empty: none
    QByteArray descriptor; // PTP/1: what the instrument said of itself (HELLO body)
    int decimals = 0; // text columns: digits after the point that are kept (a count is 10^-decimals of the text's unit)
};

[[nodiscard]] PulseSetup setupOf(const PulseAbout &about); // nothing else is known

// One instrument's language as a pure machine: bytes and a monotonic time go in, samples come out; commands become
// bytes. No device, no thread, no clock. To add one: a class, and a row in pulseprotocols.cpp.
class PulseProtocol
{
public:
    virtual ~PulseProtocol() = default;

    [[nodiscard]] virtual PulseHeard feed(QByteArrayView bytes, qint64 nowNs) = 0;
    // What to send; empty when there is nothing to say. Connect also drops what was half read.
    [[nodiscard]] virtual QByteArray encode(const PulseCommand &command) = 0;
    [[nodiscard]] virtual PulseIntegrity integrity() const = 0;
    // The instrument's clock, or its count of samples, against ours; nothing while that is not known.
    [[nodiscard]] virtual std::optional<PulseClockFit> clockFit() const = 0;

    // Another protocol made from known() and fed halfRead() reads on from here as this one does: so a run is read again
    // from its raw bytes.
    [[nodiscard]] virtual PulseSetup known() const = 0;
    [[nodiscard]] virtual QByteArray halfRead() const = 0;
};

} // namespace sizhen

Q_DECLARE_METATYPE(sizhen::PulseAbout)
Q_DECLARE_METATYPE(sizhen::PulseEvent)
Q_DECLARE_METATYPE(sizhen::PulseIntegrity)
Q_DECLARE_METATYPE(sizhen::PulseReadings)
