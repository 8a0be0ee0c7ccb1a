// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/chipgroup.h"

#include "ui/forms/flowlayout.h"
#include "ui/forms/typing.h"

#include <QKeyEvent>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {
constexpr qint64 oneWordMs = 900; // letters typed closer together than this are one word
}

ChipGroup::ChipGroup(const QList<FormOption> &options, Chip::Shape shape,
                     const std::function<QString(const Label &)> &words,
                     const std::function<void(QWidget *, const FormOption &)> &name, QWidget *parent)
    : QWidget(parent)
    , m_options(options)
    , m_shape(shape)
{
    auto *flow = new FlowLayout(this);
    for (const auto &option : m_options) {
        auto *chip = new Chip(words(option.label), shape, this);
        name(chip, option);
        chip->setFlagged(option.flag.startsWith(u"redflag"));
        chip->setFocusPolicy(m_chips.isEmpty() ? Qt::StrongFocus : Qt::ClickFocus);
        chip->installEventFilter(this);
        connect(chip, &QAbstractButton::clicked, this, [this, chip] { chipClicked(chip); });
        flow->addWidget(chip);
        m_chips.append(chip);
    }
}

QStringList ChipGroup::chosen() const
{
    auto ids = m_kept;
    for (qsizetype i = 0; i < m_chips.size(); ++i)
        if (m_chips[i]->isChecked())
            ids.append(m_options[i].id);
    return ids;
}

void ChipGroup::setChosen(const QStringList &ids)
{
    m_kept = ids;
    for (qsizetype i = 0; i < m_chips.size(); ++i) {
        m_chips[i]->setChecked(ids.contains(m_options[i].id));
        m_kept.removeAll(m_options[i].id);
    }
}

QWidget *ChipGroup::firstChip() const
{
    return m_chips.isEmpty() ? nullptr : m_chips.constFirst();
}

void ChipGroup::chipClicked(Chip *chip)
{
    if (m_shape == Chip::Shape::Ring && chip->isChecked()) {
        m_kept.clear();
        for (auto *other : std::as_const(m_chips))
            other->setChecked(other == chip);
    }
    Q_EMIT edited();
}

void ChipGroup::focusChip(qsizetype at)
{
    for (auto *chip : std::as_const(m_chips))
        chip->setFocusPolicy(chip == m_chips[at] ? Qt::StrongFocus : Qt::ClickFocus); // Tab comes back to where one was
    m_chips[at]->setFocus(Qt::TabFocusReason);
}

bool ChipGroup::moveFrom(qsizetype at, int key)
{
    const auto last = m_chips.size() - 1;
    if (key == Qt::Key_Right || key == Qt::Key_Left) {
        focusChip(std::clamp<qsizetype>(at + (key == Qt::Key_Right ? 1 : -1), 0, last));
        return true;
    }
    if (key == Qt::Key_Home || key == Qt::Key_End) {
        focusChip(key == Qt::Key_Home ? 0 : last);
        return true;
    }
    if (key != Qt::Key_Up && key != Qt::Key_Down)
        return false;
    const auto from = m_chips[at]->geometry().center();
    qsizetype best = -1;
    int distance = 0;
    for (qsizetype i = 0; i <= last; ++i) { // the nearest chip of the next line
        const auto to = m_chips[i]->geometry().center();
        if (key == Qt::Key_Down ? to.y() <= from.y() : to.y() >= from.y())
            continue;
        const auto away = std::abs(to.y() - from.y()) * 100 + std::abs(to.x() - from.x());
        if (best < 0 || away < distance) {
            best = i;
            distance = away;
        }
    }
    if (best >= 0)
        focusChip(best);
    return best >= 0;
}

bool ChipGroup::typeTo(const QString &letters)
{
    if (letters.isEmpty() || !letters.front().isLetterOrNumber())
        return false;
    if (!m_sinceTyped.isValid() || m_sinceTyped.elapsed() > oneWordMs)
        m_typed.clear();
    m_sinceTyped.start();
    m_typed.append(letters);
    const auto matches = typedMatches(m_options, m_typed);
    if (matches.isEmpty())
        return true;
    focusChip(matches.constFirst() - m_options.constData());
    return true;
}

bool ChipGroup::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto at = std::find(m_chips.cbegin(), m_chips.cend(), watched) - m_chips.cbegin();
    if (at == m_chips.size())
        return false;
    const auto *key = static_cast<QKeyEvent *>(event);
    if (key->modifiers() & (Qt::ControlModifier | Qt::AltModifier))
        return false;
    if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
        m_chips[at]->click();
        return true;
    }
    return moveFrom(at, key->key()) || (key->key() != Qt::Key_Space && typeTo(key->text()));
}

} // namespace sizhen
