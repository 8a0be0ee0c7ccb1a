// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/sessionrecord.h"

#include <QCoreApplication>
#include <QTimeZone>

namespace sizhen {

// The closing summary in words (SES-13): times, people, data, interruptions, picture and sound.
class SummaryText
{
    Q_DECLARE_TR_FUNCTIONS(SummaryText)
public:
    [[nodiscard]] static QStringList lines(const SessionSummary &summary, const QTimeZone &zone,
                                           const QString &language);
    [[nodiscard]] static QString data(const QString &kind, int count); // "3 findings"

private:
    static QString span(const TimeSpan &span, const QTimeZone &zone);
    static QString picture(const SessionSummary &summary);
};

} // namespace sizhen
