// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QScrollArea>

class QVBoxLayout;

namespace sizhen {

class TextLabel;

// Shows the pages of a PDF as wide as the view, drawn off the GUI thread. A sealed paper is greyed: nothing on it can
// be changed any more.
class PaperView final : public QScrollArea
{
    Q_OBJECT
public:
    explicit PaperView(QWidget *parent = nullptr);

    void setPdf(const QByteArray &bytes);
    void setSealed(bool sealed); // greyed
    void setMessage(const QString &words); // instead of pages: what is missing, or "being drawn"

    [[nodiscard]] int pageCount() const { return int(m_pages.size()); }

    [[nodiscard]] bool isSealed() const { return m_sealed; }

Q_SIGNALS:
    void shown(); // all pages are on the screen
    void unreadable();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    struct Page {
        QImage image;
        QString words; // for the screen reader
    };

    void draw();
    void place(const QList<Page> &pages);

    QWidget *m_sheet;
    QVBoxLayout *m_column;
    TextLabel *m_message;
    QList<QWidget *> m_pages;
    QByteArray m_pdf;
    bool m_sealed = false;
    int m_drawnWidth = 0;
    int m_number = 0; // of the drawing under way; a later one makes an earlier one stale
};

} // namespace sizhen
