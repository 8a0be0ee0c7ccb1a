// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/label.h"
#include "core/base/result.h"

#include <QHash>
#include <QVector>

namespace sizhen {

// A choice with its name in both languages: a step of the ladder, a reason.
struct SessionChoice {
    QString code;
    Label name;
};

// Below these a minute is told as poor (SES-06).
struct QualityLimits {
    double pictures = 0; // a second
    int lines = 0; // of a picture
    double roundTripMs = 0;
    double lossPct = 0; // after repair
    int frozenMs = 0; // in a minute
    double soundS = 0; // that came in a minute
};

// What a session goes by (resources/session.json).
struct SessionRules {
    int accompanyGraceS = 0; // SES-04
    QualityLimits quality;
    QVector<SessionChoice> ladder; // SES-14, in this order
    QVector<SessionChoice> inPerson; // SES-10
    QVector<Label> emergencySteps; // SES-09; %1: the number to call
    QHash<QString, QString> emergencyPhones; // country → number; "*" elsewhere

    [[nodiscard]] QString emergencyPhone(const QString &country) const;
};

[[nodiscard]] Result<SessionRules> parseSessionRules(const QByteArray &json);
[[nodiscard]] const SessionRules &sessionRules();
[[nodiscard]] Label choiceName(const QVector<SessionChoice> &choices, const QString &code); // empty: not known here

} // namespace sizhen
