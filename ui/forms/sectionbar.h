// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

namespace sizhen {

// The name of a section with its state: a disc when all that is needed is answered, a square when something is wrong, a
// ring and a number while something is missing.
class SectionButton final : public QAbstractButton
{
    Q_OBJECT
public:
    explicit SectionButton(const QString &title, QWidget *parent = nullptr);

    void setState(int missing, int wrong, bool begun);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int m_missing = 0;
    int m_wrong = 0;
    bool m_begun = false;
};

} // namespace sizhen
