// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

namespace sizhen {

// What a partner has not confirmed by a signed receipt, of what it did not write itself.
struct UnconfirmedItems {
    struct Range {
        QByteArray feed;
        quint64 from = 1;
        quint64 to = 0;
        friend bool operator==(const Range &, const Range &) = default;
    };

    QList<Range> entries;
    QList<QByteArray> chunks; // addresses, of whole attachments, that lie here
};

} // namespace sizhen
