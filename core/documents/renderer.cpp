// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/documents/renderer.h"

#include "core/base/cbor.h"
#include "core/crypto/primitives.h"
#include "core/documents/composer.h"
#include "core/documents/inks.h"
#include "core/documents/pdfmetadata.h"

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QPainter>
#include <QPdfWriter>
#include <QScreen>
#include <QTextBlock>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int dotsPerInch = 600;
constexpr qreal pointsPerInch = 72;
constexpr qreal millimetre = dotsPerInch / 25.4;
constexpr qreal point = dotsPerInch / pointsPerInch;
constexpr QSizeF sheet(210 * millimetre, 297 * millimetre);
constexpr qreal left = 19 * millimetre;
constexpr qreal top = 23 * millimetre;
constexpr qreal bottom = 20 * millimetre;
constexpr QSizeF area(sheet.width() - 2 * left, sheet.height() - top - bottom);

// Qt's text layout scales table borders and margins from the screen's resolution to the printer's.
qreal dotsPerPoint()
{
    const auto *screen = QGuiApplication::primaryScreen();
    return (screen ? screen->logicalDotsPerInchY() : 96) / pointsPerInch;
}

// Moves a heading that would stand alone at the foot of a page to the next page, and a short section that would be torn
// in two. Each move shifts what follows, so one at a time.
void keepHeadings(QTextDocument &document, const QList<int> &headings, int closingAt)
{
    constexpr qreal shortSection = 62 * millimetre; // signatures of one or two persons
    auto *layout = document.documentLayout();
    for (qsizetype i = 0; i < headings.size(); ++i) {
        // Qt lays out lazily, and text right after a table gets lost when it stops there: always to the end.
        (void)layout->pageCount();
        const auto block = document.findBlock(headings[i]);
        const auto rect = layout->blockBoundingRect(block);
        const auto next = i + 1 < headings.size() ? headings[i + 1] : closingAt;
        const auto end = layout->blockBoundingRect(document.findBlock(next)).top();
        const auto foot = (int(rect.top() / area.height()) + 1) * area.height();
        const bool lonely = rect.bottom() + 16 * millimetre > foot;
        const bool torn = end > foot && end - rect.top() < shortSection;
        if ((lonely || torn) && rect.top() > millimetre) {
            QTextCursor cursor(block);
            auto format = block.blockFormat();
            format.setPageBreakPolicy(QTextFormat::PageBreak_AlwaysBefore);
            cursor.setBlockFormat(format);
        }
    }
    (void)layout->pageCount();
}

QFont small(qreal size)
{
    QFont font(printFont);
    font.setPointSizeF(size);
    return font;
}

struct Running {
    QString title;
    QString code;
    QString hash;
};

void paintFrame(QPainter &painter, const Running &running, int page, int pages)
{
    const QRectF head(left, 11 * millimetre, area.width(), 6 * millimetre);
    const QRectF foot(left, sheet.height() - 14 * millimetre, area.width(), 5 * millimetre);
    painter.setFont(small(7.6));
    painter.setPen(QColor::fromRgb(inks::quiet));
    painter.drawText(head, Qt::AlignLeft | Qt::AlignVCenter, running.title);
    painter.drawText(head, Qt::AlignRight | Qt::AlignVCenter, running.code);
    painter.drawText(foot, Qt::AlignRight | Qt::AlignVCenter,
                     u"第 %1 / %2 页   Page %1 of %2"_s.arg(QString::number(page), QString::number(pages)));
    painter.setFont(small(6.4));
    painter.drawText(foot, Qt::AlignLeft | Qt::AlignVCenter, u"SHA-256 "_s + running.hash);
    painter.setPen(QPen(QColor::fromRgb(inks::line), 0.5 * point));
    painter.drawLine(head.bottomLeft(), head.bottomRight());
    painter.drawLine(foot.topLeft(), foot.topRight());
}

void paintPage(QPainter &painter, const QTextDocument &document, const QList<int> &headings, int page)
{
    const QRectF window(0, page * area.height(), area.width(), area.height());
    painter.save();
    painter.translate(left, top - window.top());
    painter.setClipRect(window);
    QAbstractTextDocumentLayout::PaintContext context;
    context.clip = window;
    context.palette.setColor(QPalette::Text, Qt::black);
    document.documentLayout()->draw(&painter, context);
    painter.setPen(QPen(QColor::fromRgb(inks::accent), 0.7 * point));
    for (const int position : headings) {
        const auto rect = document.documentLayout()->blockBoundingRect(document.findBlock(position));
        if (window.contains(rect.center()))
            painter.drawLine(QPointF(0, rect.bottom()), QPointF(area.width(), rect.bottom()));
    }
    painter.restore();
}

} // namespace

Result<QByteArray> renderPdf(const DocumentSpec &spec, const QCborMap &data, const QDateTime &created,
                             const QByteArray &dataSha256)
{
    if (!qobject_cast<QGuiApplication *>(QCoreApplication::instance()))
        return fail(Fault::Unsupported, u"document: fonts need a QGuiApplication"_s);
    if (!created.isValid() || (!dataSha256.isEmpty() && dataSha256.size() != 32))
        return fail(Fault::Invalid, u"document: the time or the hash is not one"_s);
    if (const auto complete = checkComplete(spec, data); !complete)
        return tl::unexpected(complete.error());
    if (!QFontDatabase::families().contains(printFont))
        return tl::unexpected(Error{Fault::NotFound,
                                    u"font "_s + printFont + u" (Debian: fonts-wqy-microhei)"_s,
                                    {},
                                    u"document.font_missing"_s,
                                    {{u"font"_s, printFont}}});
    const auto digest = dataSha256.isEmpty() ? sha256(cbor::encode(data)) : dataSha256;
    const auto hash = QString::fromLatin1(digest.toHex());
    const PdfMetadata metadata{spec.title, spec.id, hash, created.toUTC()};

    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        writer.setPdfVersion(QPagedPaintDevice::PdfVersion_A1b);
        writer.setPageLayout(QPageLayout(QPageSize(QPageSize::A4), QPageLayout::Portrait, {}));
        writer.setResolution(dotsPerInch);
        writer.setDocumentXmpMetadata(xmpOf(metadata));

        QTextDocument document;
        document.setUndoRedoEnabled(false);
        document.setUseDesignMetrics(true);
        document.documentLayout()->setPaintDevice(&writer);
        Composer composer(document, spec, data, dotsPerPoint());
        composer.compose(hash, created);
        document.setPageSize(area);
        keepHeadings(document, composer.headings(), composer.closingAt());

        const auto code = DocumentData(spec, data).fill(spec.header);
        const Running running{spec.title.zh() + u"   "_s + spec.title.en(), code.zh(), hash};
        QPainter painter;
        if (!painter.begin(&writer))
            return fail(Fault::Io, u"document: the page could not be drawn"_s);
        const int pages = document.pageCount();
        for (int page = 0; page < pages; ++page) {
            if (page > 0)
                writer.newPage();
            paintFrame(painter, running, page + 1, pages);
            paintPage(painter, document, composer.headings(), page);
        }
    }
    return withMetadata(buffer.data(), metadata);
}

} // namespace sizhen
