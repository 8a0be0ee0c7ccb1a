// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/pulse/pulseblock.h"

#include <QMetaType>

namespace sizhen {

// One column of a data frame.
struct PtpChannel {
    int id = 0;
    QString kind; // "pulse" "pressure"; others are passed over
    QString unit; // UCUM
    double scale = 1;
    int bits = 16; // 16, 24 or 32: signed, little endian
    qint32 min = 0; // rails
    qint32 max = 0;
    friend bool operator==(const PtpChannel &, const PtpChannel &) = default;
};

// Which channels stand in a data frame with this set id, and where they were measured.
struct PtpSet {
    int id = 0;
    QString site;
    QVector<int> channels;
    friend bool operator==(const PtpSet &, const PtpSet &) = default;
};

// What an instrument says of itself (HELLO body).
struct PtpCapabilities {
    QString vendor;
    QString model;
    QString serial;
    QString firmware;
    quint32 boot = 0; // random at every power-up: counters start anew with it
    double rateHz = 0;
    QVector<PtpChannel> channels;
    QVector<PtpSet> sets;
    QString calibrationDue; // ISO date, or empty

    [[nodiscard]] const PtpChannel *channel(int id) const;
    [[nodiscard]] const PtpChannel *firstOf(const QString &kind) const;
    [[nodiscard]] const PtpSet *set(int id) const;
    [[nodiscard]] QString name() const; // "vendor model serial firmware"
    [[nodiscard]] PulseScale scale() const;

    [[nodiscard]] QByteArray encode() const;
    [[nodiscard]] static Result<PtpCapabilities> decode(const QByteArray &body);
    friend bool operator==(const PtpCapabilities &, const PtpCapabilities &) = default;
};

// Samples as they stand in a data frame.
struct PtpData {
    int set = 0;
    quint32 first = 0; // the device's sample counter, wraps
    QVector<QVector<qint32>> columns; // one a channel of the set, all equally long

    [[nodiscard]] QByteArray encode(const PtpCapabilities &capabilities) const;
    [[nodiscard]] static Result<PtpData> decode(const QByteArray &body, const PtpCapabilities &capabilities);
};

enum class PtpCommandKind : quint16 { Hello = 1, Start = 2, Stop = 3, Identify = 4, Ping = 5 };

// COMMAND and REPLY have one shape. `args` is a CBOR map: START {site, run} → {run, first, boot}; others empty.
struct PtpCommand {
    PtpCommandKind kind = PtpCommandKind::Ping;
    quint32 request = 0;
    QCborMap args;

    [[nodiscard]] QByteArray encode() const;
    [[nodiscard]] static Result<PtpCommand> decode(const QByteArray &body);
};

// TIME, asked and answered: when the question left, when it was received and when the answer left, each by its own
// clock (us). The fourth time, when the answer came, is the station's and never on the wire.
struct PtpTime {
    quint64 asked = 0; // by the station
    quint64 received = 0; // by the instrument; 0 in a question
    quint64 answered = 0; // by the instrument; 0 in a question

    [[nodiscard]] QByteArray encode() const;
    [[nodiscard]] static Result<PtpTime> decode(const QByteArray &body);
    friend bool operator==(const PtpTime &, const PtpTime &) = default;
};

enum class PtpEventCode : quint8 { Contact = 1, ContactLost = 2, Saturated = 3, Battery = 4, Trigger = 5 };

// Something the instrument noticed.
struct PtpEvent {
    PtpEventCode code = PtpEventCode::Contact;
    quint8 channel = 0;
    quint32 sample = 0;
    qint32 value = 0;

    [[nodiscard]] QByteArray encode() const;
    [[nodiscard]] static Result<PtpEvent> decode(const QByteArray &body);
};

} // namespace sizhen

Q_DECLARE_METATYPE(sizhen::PtpCapabilities)
