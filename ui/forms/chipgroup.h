// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/forms/formspec.h"
#include "ui/forms/chip.h"

#include <QElapsedTimer>
#include <QList>
#include <QStringList>
#include <QWidget>
#include <functional>

namespace sizhen {

// The chips of one question: one stop of the Tab key, arrows move inside, Space chooses, typing goes to what is meant
// (Chinese, pinyin, English). One of many can be taken back by choosing it again.
class ChipGroup final : public QWidget
{
    Q_OBJECT
public:
    // `name` gives each chip its object name and accessible name.
    ChipGroup(const QList<FormOption> &options, Chip::Shape shape, const std::function<QString(const Label &)> &words,
              const std::function<void(QWidget *, const FormOption &)> &name, QWidget *parent = nullptr);

    [[nodiscard]] QStringList chosen() const; // in the order of the options
    void setChosen(const QStringList &ids); // says nothing
    [[nodiscard]] QWidget *firstChip() const;

Q_SIGNALS:
    void edited();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void chipClicked(Chip *chip);
    bool moveFrom(qsizetype at, int key);
    bool typeTo(const QString &letters);
    void focusChip(qsizetype at);

    QList<FormOption> m_options;
    QList<Chip *> m_chips;
    Chip::Shape m_shape;
    QString m_typed;
    QElapsedTimer m_sinceTyped;
    QStringList m_kept; // chosen ids that are no option here (of another version of the form): not lost
};

} // namespace sizhen
