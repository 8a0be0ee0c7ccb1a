// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workflow/engine.h"
#include "ui/panels/words.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <functional>

namespace sizhen {

// The foot of a panel: buttons whose being enabled is what Desk offers, and above them, in words, why one is not.
// Holds no rule. The primary button is the last one, at the right.
class ActBar final : public QWidget
{
    Q_OBJECT
public:
    enum class Look { Plain, Primary, Danger };

    // `name`: of the label that says why.
    explicit ActBar(const QString &name = QStringLiteral("refusals"), QWidget *parent = nullptr);

    // A button for an act ("consent.explain"); its object name is the kind. Its words come from the machine.
    QPushButton *addAct(const QString &kind, Look look, const std::function<void()> &run);
    // A button that is no act (opens another page, saves a draft). `name` is its object name.
    QPushButton *addPlain(const QString &name, const std::function<void()> &run);

    // Words that say more than the machine's verb; empty: the machine's.
    void setWords(const QString &kind, const QString &words);
    // Acts whose missing input the panel itself shows and asks for: the reason is still told.
    void update(const QList<Offer> &offers, const QString &language);

    // Hidden as long as it makes no sense here, whatever Desk says.
    void setShown(const QString &kind, bool shown);

    [[nodiscard]] QPushButton *button(const QString &kind) const;

private:
    struct Entry {
        QString kind; // empty for plain ones
        QPushButton *button = nullptr;
        QString words;
        bool shown = true;
    };

    [[nodiscard]] Entry *entry(const QString &kind);
    QPushButton *add(const QString &name, const std::function<void()> &run);

    QList<Entry> m_entries;
    TextLabel *m_why;
    QHBoxLayout *m_row;
    QList<Offer> m_offers;
    QString m_language;
};

// What Desk says about `kind`, or nullptr.
[[nodiscard]] const Offer *offerFor(const QList<Offer> &offers, const QString &kind);
const Offer *offerFor(QList<Offer> &&offers, const QString &kind) = delete; // the answer would outlive the list
// The first refusal as a sentence and its rule.
[[nodiscard]] QString refusalText(const Offer &offer);

} // namespace sizhen
