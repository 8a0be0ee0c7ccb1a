// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/rootshare.h"

#include <QWidget>
#include <optional>

class QPlainTextEdit;
class QPushButton;

namespace sizhen {

class StatusDot;
class TextLabel;

// Where an officer types the twenty-four words of a share, or lets its code be read from a picture. Says at once which
// share it is, or which word is wrong. Emptied as soon as the share was taken.
class ShareInput final : public QWidget
{
    Q_OBJECT
public:
    explicit ShareInput(const QString &name, QWidget *parent = nullptr); // object names begin with it

    void setTitle(const QString &title);

    [[nodiscard]] bool isGood() const { return m_share.has_value(); }

    [[nodiscard]] const RootShare *share() const { return m_share ? &*m_share : nullptr; }

    void clear();

public Q_SLOTS:
    void readPicture(const QImage &picture); // a file, the clipboard, a frame of a camera

Q_SIGNALS:
    void changed();

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void judge();
    void say();
    void askForPicture();

    std::optional<RootShare> m_share;
    std::optional<Error> m_trouble;
    TextLabel *m_title;
    QPlainTextEdit *m_words;
    QPushButton *m_picture;
    StatusDot *m_state;
};

} // namespace sizhen
