// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/sessionrecord.h"

#include <QCoreApplication>
#include <optional>

namespace sizhen {

// Where an act has got to.
enum class Delivery {
    AtHome, // ours, in a stream that is not shared
    OnTheWay, // ours, shared, and the partner has not yet signed for it
    Confirmed, // the partner's station signed a receipt that covers it
    Received // theirs, and here
};

// One line of the case's timeline.
struct TimelineRow {
    QByteArray entry;
    QString kind;
    Side side = Side::Inviting;
    QString personId;
    Label person;
    QDateTime at; // the author's clock, with its offset
    Delivery delivery = Delivery::AtHome;
    std::optional<Error> flag; // kept and not applied, and why
    EntryMarks marks; // how an observation must be read (SES-04, SES-07)
};

// What left this house, and what allowed it.
struct Departure {
    QString what; // "abstract" "record" "attachments" "report"
    QDateTime at;
    int count = 0; // of "record" (acts) and "attachments"
    QString consentItem; // code of consent.explain: "DATA", "SERVICE", "RECORDING"
    QDateTime consentAt; // when the consent that covers it was signed; invalid: none stands
    Delivery delivery = Delivery::OnTheWay;
};

// How the receipts and shares of the ledger stand towards one partner; read once, then asked for every act.
class DeliveryReader
{
public:
    [[nodiscard]] static DeliveryReader of(const CaseState &state, const Ledger &ledger);
    [[nodiscard]] Delivery of(const Event &event) const;

private:
    QByteArray m_own;
    QList<QByteArray> m_shared;
    QHash<QByteArray, Receipt> m_receipts; // by stream
};

// All acts and flagged acts, newest first.
[[nodiscard]] QList<TimelineRow> caseTimeline(const CaseState &state, const DeliveryReader &deliveries);
[[nodiscard]] QList<Departure> departures(const CaseState &state, const DeliveryReader &deliveries);

// Words of the timeline.
class TimelineText
{
    Q_DECLARE_TR_FUNCTIONS(TimelineText)
public:
    [[nodiscard]] static QString side(Side side);
    [[nodiscard]] static QString delivery(Delivery delivery);
    [[nodiscard]] static QString departure(const Departure &departure);
    [[nodiscard]] static QString consentItem(const QString &code);
};

} // namespace sizhen
