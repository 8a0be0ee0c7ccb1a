// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/desk.h"
#include "ui/texts/timetext.h"

#include <QCoreApplication>
#include <functional>

namespace sizhen {

// A column of the Today board: the case machine's states as a physician needs them.
struct BoardColumn {
    QString id; // "draft" "invited" "accepted" "now" "due" "decide" "archive"
    QList<CaseCard> cards;
};

// The words of one card: each line is complete in itself.
struct CardText {
    QString who; // "K. A. F46", or the case code
    QString waits; // "You: Send the invitation" or "Wuhan: Accept"
    QString when; // "15:00 / 22:00", or when it last changed
    QString trouble; // what the partner has not confirmed; empty when nothing
    bool mine = false; // waits for this side
    [[nodiscard]] QString spoken() const; // everything, for a screen reader
};

// Sorts the cards of Desk::board() into columns and says each in words. No widget, no rule of the clinic.
class Board
{
    Q_DECLARE_TR_FUNCTIONS(Board)
public:
    // A session that starts within this time stands under "Now" already.
    static constexpr std::chrono::minutes early{30};
    // So many cards of the archive are shown; the palette finds the others.
    static constexpr int archiveShown = 30;

    // All seven columns, in order, each sorted: what waits for us first, then by time.
    [[nodiscard]] static QList<BoardColumn> columns(const QList<CaseCard> &cards, const QDateTime &now);
    [[nodiscard]] static QString columnOf(const CaseCard &card, const QDateTime &now);
    [[nodiscard]] static QString title(const QString &columnId);

    struct Reader {
        QString language;
        Place here;
        std::function<Place(const QString &partnerHex)> there;
        QDateTime now;
    };

    [[nodiscard]] static CardText text(const CaseCard &card, const Reader &reader);
};

} // namespace sizhen
