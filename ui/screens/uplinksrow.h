// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QWidget>

namespace sizhen {

class SettingRow;
class TextLabel;
struct ScreenContext;

// The network providers of this room (NET-04): one line to write them in, and below it which one is used and which has
// no address.
class UplinksRow final : public QWidget
{
    Q_OBJECT
public:
    explicit UplinksRow(ScreenContext &context, QWidget *parent = nullptr);

    void refresh();

Q_SIGNALS:
    void failed(const sizhen::Error &error);

protected:
    void changeEvent(QEvent *event) override;

private:
    void keep(const QString &list);
    void retranslate();

    ScreenContext &m_context;
    SettingRow *m_row;
    TextLabel *m_words;
};

} // namespace sizhen
