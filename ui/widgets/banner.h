// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QFrame>
#include <optional>

class QPushButton;

namespace sizhen {

class TextLabel;

// What went wrong, above the work: one sentence, the rule that spoke in small grey letters, one button. Stays until
// read. It keeps the Error, so that a change of language says the same again.
class Banner final : public QFrame
{
    Q_OBJECT
public:
    explicit Banner(QWidget *parent = nullptr);

    void tell(const Error &error);
    void clear();
    void withdraw(const QString &message); // it is no longer so: clears this one, if it stands

    [[nodiscard]] QString sentence() const;
    [[nodiscard]] QString rule() const;

Q_SIGNALS:
    void read(); // the reader pressed its button

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void retranslate();

    std::optional<Error> m_error;
    TextLabel *m_sentence;
    TextLabel *m_rule;
    QPushButton *m_button;
};

} // namespace sizhen
