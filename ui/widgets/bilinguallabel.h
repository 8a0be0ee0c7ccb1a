// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/label.h"

#include <QWidget>

namespace sizhen {

class TextLabel;

// One text in two languages: the reader's own above, the other below in grey.
class BilingualLabel final : public QWidget
{
    Q_OBJECT
public:
    explicit BilingualLabel(QWidget *parent = nullptr);

    void set(const Label &label, const QString &language);

private:
    TextLabel *m_own;
    TextLabel *m_other;
};

} // namespace sizhen
