// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/paperview.h"

#include "core/base/async.h"
#include "ui/panels/words.h"
#include "ui/theme/pieces.h"

#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QVBoxLayout>
#include <poppler-qt6.h>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr double pointsPerInch = 72;
constexpr int redrawStep = 8; // a window dragged by less keeps its pages

// One page. White as paper in the dark theme too: colours of pictures on it must not be judged inverted.
class PageWidget final : public QWidget
{
public:
    PageWidget(const QImage &image, qreal ratio, const bool &sealed, QWidget *parent)
        : QWidget(parent)
        , m_image(image)
        , m_sealed(sealed)
    {
        setFixedSize((QSizeF(image.size()) / ratio).toSize());
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawImage(rect(), m_image);
        if (m_sealed)
            painter.fillRect(rect(), theme::faint(theme::color(theme::Role::TextMuted, false), theme::faintAlpha));
        painter.setPen(palette().color(QPalette::Mid));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }

private:
    QImage m_image;
    const bool &m_sealed; // of the PaperView, which owns this
};

} // namespace

PaperView::PaperView(QWidget *parent)
    : QScrollArea(parent)
    , m_sheet(new QWidget)
    , m_column(new QVBoxLayout(m_sheet))
    , m_message(makeWords(theme::Type::Body, theme::Role::TextMuted))
{
    setObjectName(u"paper"_s);
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn); // its width must not come and go with the pages
    m_message->setObjectName(u"paperMessage"_s);
    m_column->setSpacing(theme::gapGroup);
    m_column->addWidget(m_message);
    m_column->addStretch();
    setWidget(m_sheet);
}

void PaperView::setPdf(const QByteArray &bytes)
{
    if (bytes == m_pdf && !m_pages.isEmpty())
        return;
    m_pdf = bytes;
    m_drawnWidth = 0;
    draw();
}

void PaperView::setSealed(bool sealed)
{
    m_sealed = sealed;
    for (auto *page : std::as_const(m_pages))
        page->update();
}

void PaperView::setMessage(const QString &words)
{
    m_pdf.clear();
    ++m_number;
    place({});
    m_message->setText(words);
    m_message->setVisible(!words.isEmpty());
}

void PaperView::draw()
{
    const auto width = viewport()->width() - 2 * theme::gapGroup;
    if (m_pdf.isEmpty() || width < theme::fieldWidth || std::abs(width - m_drawnWidth) < redrawStep)
        return;
    m_drawnWidth = width;
    const auto ratio = devicePixelRatioF();
    const auto number = ++m_number;
    runThen(
        this,
        [pdf = m_pdf, wide = std::min(width, theme::formWidth * 3 / 2) * ratio] {
            QList<Page> pages;
            const auto document = Poppler::Document::loadFromData(pdf);
            if (!document || document->isLocked())
                return pages;
            document->setRenderHint(Poppler::Document::Antialiasing);
            document->setRenderHint(Poppler::Document::TextAntialiasing);
            for (int i = 0; i < document->numPages(); ++i) {
                const auto page = document->page(i);
                if (!page)
                    return QList<Page>();
                const auto dpi = pointsPerInch * wide / page->pageSizeF().width();
                pages.append({page->renderToImage(dpi, dpi), page->text(QRectF())});
            }
            return pages;
        },
        [this, number](const QList<Page> &pages) {
            if (number != m_number)
                return;
            place(pages);
            Q_EMIT pages.isEmpty() ? unreadable() : shown();
        });
}

void PaperView::place(const QList<Page> &pages)
{
    qDeleteAll(m_pages);
    m_pages.clear();
    m_message->setVisible(pages.isEmpty() && !m_message->text().isEmpty());
    for (const auto &page : pages) {
        auto *widget = new PageWidget(page.image, devicePixelRatioF(), m_sealed, m_sheet);
        widget->setObjectName(u"page%1"_s.arg(m_pages.size() + 1));
        widget->setAccessibleName(tr("Page %1 of %2").arg(m_pages.size() + 1).arg(pages.size()));
        widget->setAccessibleDescription(page.words);
        m_column->insertWidget(m_column->count() - 1, widget, 0, Qt::AlignHCenter);
        m_pages.append(widget);
    }
}

void PaperView::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    draw();
}

void PaperView::keyPressEvent(QKeyEvent *event)
{
    auto *bar = verticalScrollBar();
    if (event->key() == Qt::Key_Space)
        bar->triggerAction(QScrollBar::SliderPageStepAdd);
    else if (event->key() == Qt::Key_Home)
        bar->triggerAction(QScrollBar::SliderToMinimum);
    else if (event->key() == Qt::Key_End)
        bar->triggerAction(QScrollBar::SliderToMaximum);
    else
        QScrollArea::keyPressEvent(event);
}

} // namespace sizhen
