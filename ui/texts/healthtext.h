// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

namespace sizhen {

struct HealthItem;

// A cell of the IT board in words: what it is, how it is (one word), and one sentence about it.
class HealthText
{
    Q_DECLARE_TR_FUNCTIONS(HealthText)
public:
    [[nodiscard]] static QString name(const QString &id); // "Pulse instrument"
    [[nodiscard]] static QString state(int state); // HealthItem::State → "ready"
    [[nodiscard]] static QString sentence(const HealthItem &item);
};

} // namespace sizhen
