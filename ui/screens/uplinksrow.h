// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace sizhen {

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
    void keep();
    void retranslate();

    ScreenContext &m_context;
    QLabel *m_name;
    QLineEdit *m_list;
    QPushButton *m_keep;
    TextLabel *m_words;
};

} // namespace sizhen
