// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workflow/engine.h"
#include "ui/screens/context.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QListWidget;
class QPushButton;

namespace sizhen {

class TextLabel;

// Pictures of a case: the tongue, the face, documents. Attaches a file and shows what both sides hold.
class PicturesPane final : public QWidget
{
    Q_OBJECT
public:
    explicit PicturesPane(ScreenContext &context, QWidget *parent = nullptr);

    void setCase(const CaseState &state, const QList<Offer> &offers);
    void attachFile(const QString &path); // after the user chose it; tests come in here

Q_SIGNALS:
    void failed(const sizhen::Error &error);
    void said(const QString &sentence);
    void acted();

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void choose();
    [[nodiscard]] std::function<void(const Result<Attachment> &)> answer();
    void fillList();
    void showPicture();
    void retranslate();

    ScreenContext &m_context;
    CaseState m_state;
    QComboBox *m_role;
    QLabel *m_roleLabel;
    QPushButton *m_choose;
    TextLabel *m_why;
    QListWidget *m_list;
    QLabel *m_picture;
    TextLabel *m_empty;
    QList<Attachment> m_attachments; // in the order of the list
    QPixmap m_pixmap;
};

} // namespace sizhen
