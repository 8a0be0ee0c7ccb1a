// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/actbar.h"

#include "ui/texts/errortext.h"
#include "ui/texts/stagetext.h"

#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

ActBar::ActBar(const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_why(makeWords(theme::Type::Small, theme::Role::TextMuted))
    , m_row(new QHBoxLayout)
{
    m_why->setObjectName(name);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::gap);
    column->addWidget(m_why);
    column->addLayout(m_row);
    m_row->addStretch();
    m_why->hide();
}

QPushButton *ActBar::add(const QString &name, const std::function<void()> &run)
{
    auto *button = new QPushButton(this);
    button->setObjectName(name);
    button->setAutoDefault(true);
    connect(button, &QPushButton::clicked, this, [run] { run(); });
    m_row->addWidget(button);
    return button;
}

QPushButton *ActBar::addAct(const QString &kind, Look look, const std::function<void()> &run)
{
    auto *button = add(kind, run);
    button->setProperty("primary", look == Look::Primary);
    button->setProperty("danger", look == Look::Danger);
    button->setEnabled(false);
    m_entries.append({kind, button, {}, true});
    return button;
}

QPushButton *ActBar::addPlain(const QString &name, const std::function<void()> &run)
{
    return add(name, run);
}

ActBar::Entry *ActBar::entry(const QString &kind)
{
    for (auto &one : m_entries)
        if (one.kind == kind)
            return &one;
    return nullptr;
}

QPushButton *ActBar::button(const QString &kind) const
{
    for (const auto &one : m_entries)
        if (one.kind == kind)
            return one.button;
    return nullptr;
}

void ActBar::setWords(const QString &kind, const QString &words)
{
    if (auto *one = entry(kind))
        one->words = words;
}

void ActBar::setShown(const QString &kind, bool shown)
{
    if (auto *one = entry(kind))
        one->shown = shown;
}

void ActBar::update(const QList<Offer> &offers, const QString &language)
{
    m_offers = offers;
    m_language = language;
    QStringList reasons;
    for (const auto &one : std::as_const(m_entries)) {
        const auto *offer = offerFor(offers, one.kind);
        const auto words = one.words.isEmpty() ? StageText::action(one.kind, language) : one.words;
        one.button->setText(words);
        one.button->setAccessibleName(words);
        one.button->setVisible(one.shown && offer);
        const bool allowed = offer && offer->allowed;
        one.button->setEnabled(allowed);
        if (one.button->property("primary").toBool())
            one.button->setShortcut(QKeySequence(u"Ctrl+Return"_s)); // new words clear it
        const auto why = offer && !allowed ? refusalText(*offer) : QString();
        one.button->setToolTip(why);
        one.button->setAccessibleDescription(why);
        if (!why.isEmpty() && one.shown) {
            const auto line = tr("%1: %2", "act: why it is not possible now").arg(words, why);
            if (!reasons.contains(line))
                reasons.append(line);
        }
    }
    m_why->setText(reasons.join(u'\n'));
    m_why->setVisible(!reasons.isEmpty());
}

const Offer *offerFor(const QList<Offer> &offers, const QString &kind)
{
    for (const auto &offer : offers)
        if (offer.kind == kind)
            return &offer;
    return nullptr;
}

QString refusalText(const Offer &offer)
{
    if (offer.refusals.isEmpty())
        return {};
    const auto &error = offer.refusals.first();
    const auto rule = ErrorText::rule(error);
    return rule.isEmpty() ? ErrorText::of(error) : u"%1  %2"_s.arg(ErrorText::of(error), rule);
}

} // namespace sizhen
