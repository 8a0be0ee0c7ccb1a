// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/casestate.h"

#include <QCoreApplication>

namespace sizhen {

// One part of an opinion or a plan in words, so that two versions can be laid side by side.
struct DraftPart {
    QString heading;
    QString text; // in the reader's language
    QString other; // the same in the other language, when there is one
    QCborValue value; // what the two versions are compared by
};

// An opinion or a plan taken apart. Always the same parts in the same order, whatever the version says.
class DraftParts
{
    Q_DECLARE_TR_FUNCTIONS(DraftParts)
public:
    [[nodiscard]] static QList<DraftPart> of(const QCborMap &args, const QString &language);
    // The station that wrote it, where it is one of ours, else its institution.
    [[nodiscard]] static QString place(const Event &event, const Ledger &ledger, const QString &language);
};

} // namespace sizhen
