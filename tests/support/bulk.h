// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/twinstations.h"

#include <QSignalBlocker>

#include <algorithm>

namespace sizhen::test {

// Fills a station as a clinic does in years: `step` with 0, 1 … by the same calls as people make, but 250 of them in one
// transaction. Nobody is told meanwhile; a desk projects what it writes itself.
template <typename Step>
void inBulk(Station &station, int count, Step step)
{
    constexpr int together = 250;
    for (int done = 0; done < count; done += together) {
        const QSignalBlocker quiet(station.ledger.get());
        must(station.ledger->together([&]() -> Result<> {
                 for (int i = done; i < std::min(count, done + together); ++i)
                     step(i);
                 return {};
             }),
             "in bulk");
    }
}

} // namespace sizhen::test
