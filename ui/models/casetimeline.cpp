// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/casetimeline.h"

#include "ui/models/casereading.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// The weakest of several: one piece that is still on the way makes the whole "on the way".
Delivery weaker(Delivery one, Delivery other)
{
    return std::min(one, other);
}

int attachmentsIn(const QCborMap &args)
{
    int count = 0;
    for (const auto &key : {u"attachment"_s, u"pdf"_s})
        count += args.value(key).isMap() ? 1 : 0;
    return count + (args.value(u"signature"_s).isMap() ? 1 : 0);
}

TimelineRow rowOf(const Act &act, const DeliveryReader &deliveries)
{
    return {act.event.hash,           act.kind(),  act.side, act.event.by.id, act.event.by.name, act.event.at,
            deliveries.of(act.event), std::nullopt, {}};
}

// A line a minute would hide all others; those that were poor are told.
bool isOrdinaryMinute(const Act &act)
{
    if (act.kind() != u"case.media_minute"_s)
        return false;
    const auto minute = MediaMinute::fromCbor(act.args());
    return minute && minute->isWithin(sessionRules().quality);
}

QDateTime consentTime(const CaseState &state)
{
    if (state.machines.value(u"consent"_s) != u"SIGNED")
        return {};
    for (const auto &kind : {u"consent.sign_patient"_s, u"consent.sign_representative"_s})
        if (const auto *signedAct = state.latest(kind))
            return signedAct->event.at;
    return {};
}

} // namespace

DeliveryReader DeliveryReader::of(const CaseState &state, const Ledger &ledger)
{
    DeliveryReader reader;
    reader.m_own = ledger.institution().root;
    const auto partner = caseread::rootOf(state, state.mySide == Side::Inviting ? Side::Invited : Side::Inviting);
    if (partner.isEmpty())
        return reader;
    reader.m_shared = ledger.sharedWith(partner).value_or(QList<QByteArray>());
    for (const auto &stream : std::as_const(reader.m_shared))
        if (const auto receipt = ledger.receiptOf(partner, stream); receipt && *receipt)
            reader.m_receipts.insert(stream, **receipt);
    return reader;
}

Delivery DeliveryReader::of(const Event &event) const
{
    if (event.institution != m_own)
        return Delivery::Received;
    if (!m_shared.contains(event.stream))
        return Delivery::AtHome;
    const auto receipt = m_receipts.constFind(event.stream);
    if (receipt != m_receipts.constEnd())
        for (const auto &head : receipt->heads)
            if (head.feed == event.feed && head.sequence >= event.sequence)
                return Delivery::Confirmed;
    return Delivery::OnTheWay;
}

QList<TimelineRow> caseTimeline(const CaseState &state, const DeliveryReader &deliveries)
{
    QList<TimelineRow> rows;
    rows.reserve(state.acts.size() + state.flagged.size());
    for (const auto &act : state.acts)
        if (!isOrdinaryMinute(act)) {
            rows.append(rowOf(act, deliveries));
            rows.last().marks = marksOf(state, act);
        }
    for (const auto &flagged : state.flagged) {
        rows.append(rowOf(flagged.act, deliveries));
        rows.last().flag = flagged.why;
    }
    std::ranges::stable_sort(rows, [](const TimelineRow &one, const TimelineRow &other) { return one.at > other.at; });
    return rows;
}

QList<Departure> departures(const CaseState &state, const DeliveryReader &deliveries)
{
    QList<Departure> list;
    if (state.mySide != Side::Inviting)
        return list;
    const auto consentAt = consentTime(state);
    if (const auto *sent = state.latest(u"invitation.send_direct"_s);
        sent && deliveries.of(sent->event) != Delivery::AtHome)
        list.append({u"abstract"_s, sent->event.at, 1, u"SERVICE"_s, consentAt, deliveries.of(sent->event)});
    const auto *accepted = state.latest(u"invitation.accept"_s);
    Departure record{u"record"_s, {}, 0, u"DATA"_s, consentAt, Delivery::Confirmed};
    Departure files{u"attachments"_s, {}, 0, u"DATA"_s, consentAt, Delivery::Confirmed};
    for (const auto &act : state.acts) {
        const auto delivery = deliveries.of(act.event);
        if (act.event.stream != state.id || delivery == Delivery::AtHome || delivery == Delivery::Received)
            continue;
        record.at = accepted ? accepted->event.at : act.event.at;
        record.delivery = weaker(record.delivery, delivery);
        ++record.count;
        if (const auto count = attachmentsIn(act.args())) {
            files.at = act.event.at;
            files.delivery = weaker(files.delivery, delivery);
            files.count += count;
        }
    }
    for (const auto &one : {record, files})
        if (one.count > 0)
            list.append(one);
    return list;
}

QString TimelineText::side(Side side)
{
    return side == Side::Inviting ? tr("Inviting side") : tr("Invited side");
}

QString TimelineText::delivery(Delivery delivery)
{
    switch (delivery) {
    case Delivery::AtHome:
        return tr("kept in this house");
    case Delivery::OnTheWay:
        return tr("not yet confirmed by the partner");
    case Delivery::Confirmed:
        return tr("received by the partner");
    case Delivery::Received:
        return tr("from the partner");
    }
    Q_UNREACHABLE();
}

QString TimelineText::departure(const Departure &departure)
{
    if (departure.what == u"abstract")
        return tr("Record abstract without the patient's name");
    if (departure.what == u"attachments")
        return tr("%n original(s): pictures, waves, papers", nullptr, departure.count);
    return tr("The case record, %n act(s)", nullptr, departure.count);
}

QString TimelineText::consentItem(const QString &code)
{
    const QHash<QString, QString> items{
        {u"SERVICE"_s, tr("The service, and who gives it")},
        {u"FEES"_s, tr("What it costs")},
        {u"PROCESS"_s, tr("How the consultation goes")},
        {u"RISKS"_s, tr("Risks and limits of examining from afar")},
        {u"ALTERNATIVES"_s, tr("Other ways to be treated")},
        {u"DATA"_s, tr("Sending the record to the partner abroad")},
        {u"RECORDING"_s, tr("Recording of picture and sound")},
        {u"LIABILITY"_s, tr("Who is liable for what")},
    };
    return items.value(code, code);
}

} // namespace sizhen
