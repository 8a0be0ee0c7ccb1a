// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/texts/summarytext.h"

#include "ui/texts/calltext.h"
#include "ui/texts/codetext.h"
#include "ui/texts/timetext.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

QString SummaryText::span(const TimeSpan &span, const QTimeZone &zone)
{
    const auto clock
        = [&zone](const QDateTime &at) { return at.isValid() ? at.toTimeZone(zone).toString(u"HH:mm:ss"_s) : u"…"_s; };
    return u"%1–%2"_s.arg(clock(span.from), clock(span.to));
}

QString SummaryText::data(const QString &kind, int count)
{
    if (kind == u"findings"_s)
        return tr("%n finding(s)", nullptr, count);
    if (kind == u"images"_s)
        return tr("%n image(s) or document(s)", nullptr, count);
    if (kind == u"pulse"_s)
        return tr("%n pulse recording(s)", nullptr, count);
    if (kind == u"notes"_s)
        return tr("%n note(s)", nullptr, count);
    return tr("%n question(s) of the patient", nullptr, count);
}

QString SummaryText::picture(const SessionSummary &summary)
{
    if (summary.minutes[0] + summary.minutes[1] == 0)
        return tr("Picture and sound were not measured.");
    return tr("Picture and sound below the limits: inviting side %1 of %2 minutes, invited side %3 of %4.")
        .arg(summary.poorMinutes[0])
        .arg(summary.minutes[0])
        .arg(summary.poorMinutes[1])
        .arg(summary.minutes[1]);
}

QStringList SummaryText::lines(const SessionSummary &summary, const QTimeZone &zone, const QString &language)
{
    if (!summary.begun.isValid())
        return {};
    QStringList lines;
    lines.append(tr("From %1 to %2, %n minute(s) without interruptions", nullptr, int(summary.seconds() / 60))
                     .arg(TimeText::moment(summary.begun, zone),
                          summary.ended.isValid() ? summary.ended.toTimeZone(zone).toString(u"HH:mm"_s) : u"…"_s));
    QStringList people;
    for (const auto &one : summary.people) {
        const auto name = tr("%1 (%2)", "person and capacity").arg(one.name.in(language), CodeText::of(one.as));
        if (!people.contains(name))
            people.append(name);
    }
    lines.append(tr("People: %1").arg(people.join(tr(", "))));
    QStringList amounts;
    for (const auto &[kind, count] : summary.data)
        if (count > 0)
            amounts.append(data(kind, count));
    lines.append(amounts.isEmpty() ? tr("No data were taken.") : tr("Data: %1").arg(amounts.join(tr(", "))));
    for (const auto &one : summary.interruptions)
        lines.append((one.kind == u"case.emergency"_s ? tr("Emergency %1 %2") : tr("Paused %1 %2"))
                         .arg(span(one.span, zone), one.reason));
    for (const auto &one : summary.unaccompanied)
        lines.append(tr("No physician with the patient: %1").arg(span(one, zone)));
    for (const auto *step : summary.ladder)
        lines.append(
            tr("Went on by other means: %1")
                .arg(choiceName(sessionRules().ladder, step->args().value(u"step"_s).toString()).in(language)));
    lines.append(picture(summary));
    if (summary.minutes[int(Side::Inviting)] > 0)
        lines.append(tr("The inviting side on average: %1").arg(CallText::minute(summary.mean[int(Side::Inviting)])));
    if (summary.minutes[int(Side::Invited)] > 0)
        lines.append(tr("The invited side on average: %1").arg(CallText::minute(summary.mean[int(Side::Invited)])));
    return lines;
}

} // namespace sizhen
