// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/label.h"
#include "core/base/result.h"

#include <QDateTime>
#include <QHash>
#include <QJsonObject>
#include <QList>

namespace sizhen {

// One step of the demonstration: who does what where. From resources/demo/consultation.json.
struct DemoStep {
    Label say; // what is told while it happens; empty: nothing
    QString at; // "inviting" or "invited"
    QString as; // person id; empty: as before
    QStringList run; // command words; "$name" are filled in
    QJsonObject args; // written out as the last word; may hold "$name"
    QHash<QString, QString> keep; // variable → key of the result
    QStringList alongside; // command of the other side, begun first and awaited too
    QString show; // screen or step of the case both windows come to, before
    QString shot; // name of a picture of this side's window, after
    QString shotMeanwhile; // name of a picture of the invited side's window, while `run` still goes on
    QString expect; // message of the refusal this step must meet ("con.not_signed"); empty: it must succeed
    bool settle = true; // wait until both sides hold the same afterwards
};

// One demo institution: as it is founded, and its people.
struct DemoParty {
    QStringList found; // options of `vault create`
    QList<QJsonObject> people;
};

struct Scenario {
    DemoParty inviting;
    DemoParty invited;
    QList<DemoStep> steps;
};

// Fault::Corrupt naming the step that is not one.
[[nodiscard]] Result<Scenario> parseScenario(const QByteArray &json);
[[nodiscard]] Result<Scenario> loadScenario(); // resources/demo/consultation.json

// "$case" and the like from `variables`; "$now", "$today", each with an optional offset ("$today+1y", "$now+90m") from
// `now`. Fault::Corrupt for a name that is not known.
[[nodiscard]] Result<QString> fillText(const QString &text, const QHash<QString, QString> &variables,
                                       const QDateTime &now);
[[nodiscard]] Result<QJsonValue> fillJson(const QJsonValue &value, const QHash<QString, QString> &variables,
                                          const QDateTime &now);

} // namespace sizhen
