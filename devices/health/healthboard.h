// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QObject>
#include <QVariantMap>

namespace sizhen {

// One cell of the IT board. `message` + `args` become a sentence in ui/texts/healthtext (core and devices speak no
// language).
struct HealthItem {
    enum class State { Unknown, Ready, Working, Warning, Fault, NotPresent };

    QString id; // "instrument" "link" "vault" "clock" "disk"
    State state = State::Unknown; // Unknown is never shown as green
    QString message; // "instrument.ready" "link.up" "link.offline_since" …
    QVariantMap args;
    QDateTime since;
    friend bool operator==(const HealthItem &, const HealthItem &) = default;
};

// What the station knows of its own parts; whoever knows better calls set(). GUI thread.
class HealthBoard final : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    void set(const HealthItem &item);

    [[nodiscard]] QList<HealthItem> items() const { return m_items; }

    [[nodiscard]] HealthItem item(const QString &id) const; // Unknown when nobody has spoken of it

Q_SIGNALS:
    void changed(const QString &id);

private:
    QList<HealthItem> m_items; // in the order they were first set
};

} // namespace sizhen
