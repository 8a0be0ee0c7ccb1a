// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/documents/composer.h"

#include "core/base/qrmatrix.h"
#include "core/documents/inks.h"

#include <QImage>
#include <QTextTable>
#include <QUrl>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr QRgb ink = 0xff16242b;
constexpr QRgb shade = 0xfff0f4f5;
constexpr QRgb warm = 0xfffaf1e3; // a row where the two sides differ
constexpr QRgb cinnabar = 0xff9a3324;

constexpr qreal zhShare = 44; // Chinese says the same in less room
constexpr int halfLine = 46; // half a line holds about so many Latin letters; a Chinese character counts for two

int breadth(const QString &text)
{
    int sum = 0;
    for (const QChar c : text)
        sum += c.unicode() >= 0x2E80 ? 2 : 1;
    return sum;
}

bool sameInBoth(const Label &text)
{
    return text.zh() == text.en();
}

QString chineseNumber(int n)
{
    static const QString digits = u"零一二三四五六七八九十"_s;
    if (n <= 10)
        return digits.mid(n, 1);
    if (n < 20)
        return u"十"_s + digits.mid(n - 10, 1);
    return digits.mid(n / 10, 1) + u"十"_s + (n % 10 ? digits.mid(n % 10, 1) : QString());
}

// Large squares: the printer scales it down and no edge is blurred.
QImage drawn(const QrMatrix &matrix)
{
    constexpr int square = 12;
    const int side = (matrix.side + 2 * qrQuietZone) * square;
    QImage image(side, side, QImage::Format_Grayscale8);
    image.fill(Qt::white);
    for (int y = 0; y < matrix.side * square; ++y)
        for (int x = 0; x < matrix.side * square; ++x)
            if (matrix.isDark(x / square, y / square))
                image.scanLine(y + qrQuietZone * square)[x + qrQuietZone * square] = 0;
    return image;
}

} // namespace

Composer::Composer(QTextDocument &document, const DocumentSpec &spec, const QCborMap &data, qreal dotsPerPoint)
    : m_document(document)
    , m_spec(spec)
    , m_data(spec, data)
    , m_point(dotsPerPoint)
    , m_cursor(&document)
{
    QFont font(printFont);
    font.setPointSizeF(9.2);
    m_document.setDefaultFont(font);
    m_document.setDocumentMargin(0);
}

void Composer::write(QTextCursor &at, const QString &text, const Style &style)
{
    QTextCharFormat format;
    QFont font(printFont);
    font.setPointSizeF(style.size);
    font.setBold(style.bold);
    format.setFont(font);
    format.setForeground(QColor::fromRgb(style.colour ? style.colour : ink));
    at.insertText(text, format);
}

void Composer::writeBoth(QTextCursor &at, const Label &text, const Style &first, const Style &second)
{
    write(at, text.zh(), first);
    if (!sameInBoth(text) && !text.en().isEmpty())
        write(at, (text.zh().isEmpty() ? QString() : u"  "_s) + text.en(), second);
}

void Composer::paragraph(qreal before, qreal after, Qt::Alignment alignment)
{
    QTextBlockFormat format;
    format.setTopMargin(before * m_point);
    format.setBottomMargin(after * m_point);
    format.setAlignment(alignment);
    format.setLineHeight(118, QTextBlockFormat::ProportionalHeight);
    if (m_fresh && before > 0 && m_cursor.position() > 0) {
        m_cursor.setBlockFormat(thinBlock()); // Qt forgets the space above the block that follows a table
        m_fresh = false;
    }
    if (m_fresh)
        m_cursor.setBlockFormat(format);
    else
        m_cursor.insertBlock(format);
    m_fresh = false;
}

QTextBlockFormat Composer::thinBlock() const
{
    QTextBlockFormat thin;
    thin.setLineHeight(0.5 * m_point, QTextBlockFormat::FixedHeight);
    return thin;
}

QTextTable *Composer::insertTable(int rows, const QList<qreal> &widths, qreal padding, qreal border)
{
    // Qt wants a block before and after every table: make the one before as good as invisible.
    paragraph(0, 0);
    m_cursor.setBlockFormat(thinBlock());
    QTextTableFormat format;
    format.setCellSpacing(0);
    format.setCellPadding(padding * m_point);
    format.setBorder(border * m_point);
    format.setBorderBrush(QColor::fromRgb(inks::line));
    format.setBorderStyle(border > 0 ? QTextFrameFormat::BorderStyle_Solid : QTextFrameFormat::BorderStyle_None);
    format.setBorderCollapse(true);
    format.setWidth(QTextLength(QTextLength::PercentageLength, 100));
    QList<QTextLength> lengths;
    for (const auto width : widths)
        lengths.append(QTextLength(QTextLength::PercentageLength, width));
    format.setColumnWidthConstraints(lengths);
    auto *table = m_cursor.insertTable(rows, int(widths.size()), format);
    m_cursor.movePosition(QTextCursor::End);
    m_fresh = true;
    return table;
}

void Composer::rule(QTextTable *table, int row, QRgb colour, qreal width)
{
    for (int column = 0; column < table->columns(); ++column) {
        auto cell = table->cellAt(row, column);
        auto format = cell.format().toTableCellFormat();
        format.setBottomBorder(width * m_point);
        format.setBottomBorderStyle(QTextFrameFormat::BorderStyle_Solid);
        format.setBottomBorderBrush(QColor::fromRgb(colour));
        cell.setFormat(format);
    }
}

void Composer::title()
{
    paragraph(0, 1, Qt::AlignHCenter);
    write(m_cursor, m_spec.title.zh(), {19, inks::accent, true});
    paragraph(0, 3, Qt::AlignHCenter);
    write(m_cursor, m_spec.title.en(), {12.5, inks::accent});
    if (!m_spec.subtitle.isEmpty()) {
        paragraph(0, 4, Qt::AlignHCenter);
        writeBoth(m_cursor, m_spec.subtitle, {8.6, inks::quiet}, {8.2, inks::quiet});
    }
}

void Composer::pair(const Label &text)
{
    if (!text.isEmpty())
        prose({text}, false);
}

// One row for each text: Chinese beside the other language, so that a reader of both can follow along.
void Composer::prose(const QList<Label> &texts, bool numbered)
{
    auto *table = insertTable(int(texts.size()), {zhShare, 100 - zhShare}, 2.2);
    for (int row = 0; row < texts.size(); ++row) {
        const auto &text = texts[row];
        const auto number = numbered ? QString::number(row + 1) + u". "_s : QString();
        if (sameInBoth(text))
            table->mergeCells(row, 0, 1, 2);
        for (int column = 0; column < (sameInBoth(text) ? 1 : 2); ++column) {
            auto at = table->cellAt(row, column).firstCursorPosition();
            QTextBlockFormat format;
            format.setLineHeight(column == 0 ? 125 : 115, QTextBlockFormat::ProportionalHeight);
            format.setRightMargin(column == 0 ? 6 * m_point : 0);
            at.setBlockFormat(format);
            write(at, number + (column == 0 ? text.zh() : text.en()), {column == 0 ? 9.4 : 9.0, ink});
        }
    }
}

// Labels small above their values; two to a line where both are short.
void Composer::table(const Block &block, const DocumentData &data)
{
    QList<QList<Cell>> rows;
    for (const auto &field : block.fields) {
        QStringList gaps;
        const Cell cell{field.label, data.fill(field.value, &gaps), false};
        if (!gaps.isEmpty() && field.optional)
            continue;
        const auto size = breadth(cell.value.zh()) + (sameInBoth(cell.value) ? 0 : breadth(cell.value.en()) + 2);
        const bool wide = size > halfLine;
        if (wide || rows.isEmpty() || rows.last().size() == 2 || rows.last().first().wide)
            rows.append(QList<Cell>{});
        rows.last().append(cell);
        rows.last().last().wide = wide;
    }
    if (rows.isEmpty())
        return;
    auto *grid = insertTable(int(rows.size()), {50, 50}, 2.4);
    for (int row = 0; row < rows.size(); ++row) {
        if (rows[row].size() == 1)
            grid->mergeCells(row, 0, 1, 2);
        for (int column = 0; column < rows[row].size(); ++column) {
            auto at = grid->cellAt(row, column).firstCursorPosition();
            writeBoth(at, rows[row][column].label, {7.4, inks::quiet}, {7.2, inks::quiet});
            at.insertBlock();
            writeBoth(at, rows[row][column].value, {9.6, ink}, {9.0, ink});
        }
        rule(grid, row, inks::line, 0.4);
    }
}

void Composer::grid(const Block &block, const DocumentData &data)
{
    QList<qreal> widths;
    int given = 0;
    int open = 0;
    for (const auto &column : block.fields) {
        given += column.width;
        open += column.width == 0;
    }
    for (const auto &column : block.fields)
        widths.append(column.width > 0 ? column.width : qreal(100 - given) / qMax(1, open));
    auto *table = insertTable(1, widths, 1.9);
    for (int column = 0; column < block.fields.size(); ++column) {
        auto at = table->cellAt(0, column).firstCursorPosition();
        writeBoth(at, block.fields[column].label, {8.2, inks::accent, true}, {7.8, inks::accent});
    }
    rule(table, 0, inks::accent, 0.7);
    auto format = table->format();
    format.setHeaderRowCount(1); // stands again at the top of the next page
    table->setFormat(format);
    Label group;
    for (const auto &item : data.list(block.source)) {
        const auto inside = data.inItem(item);
        if (const auto now = block.group.isEmpty() ? Label() : inside.text(block.group);
            !now.isEmpty() && !(now == group)) {
            group = now;
            table->appendRows(1);
            const int row = table->rows() - 1;
            table->mergeCells(row, 0, 1, table->columns());
            auto cell = table->cellAt(row, 0);
            auto shaded = cell.format();
            shaded.setBackground(QColor::fromRgb(shade));
            cell.setFormat(shaded);
            auto at = cell.firstCursorPosition();
            writeBoth(at, group, {8.6, inks::accent, true}, {8.2, inks::accent});
        }
        table->appendRows(1);
        const int row = table->rows() - 1;
        const bool marked = !block.mark.isEmpty() && inside.value(block.mark).toBool();
        for (int column = 0; column < block.fields.size(); ++column) {
            auto cell = table->cellAt(row, column);
            auto coloured = cell.format();
            coloured.setBackground(marked ? QBrush(QColor::fromRgb(warm)) : QBrush(Qt::NoBrush));
            cell.setFormat(coloured);
            auto at = cell.firstCursorPosition();
            if (marked && column == 0)
                write(at, u"≠ "_s, {9.2, cinnabar, true});
            writeBoth(at, inside.fill(block.fields[column].value), {9.0, ink}, {8.4, inks::quiet});
        }
        rule(table, row, inks::line, 0.3);
    }
}

void Composer::signatureBox(QTextCursor &at, const DocumentData &signer, int order, bool byHand)
{
    writeBoth(at, signer.fill({u"%1. {role}"_s.arg(order), u"{role}"_s}), {7.8, inks::quiet}, {7.6, inks::quiet});
    at.insertBlock();
    writeBoth(at, signer.text(u"name"_s), {11, ink, true}, {9.6, ink});
    for (const auto &path : {u"title"_s, u"institution"_s})
        if (signer.has(path)) {
            at.insertBlock();
            writeBoth(at, signer.text(path), {8.4, ink}, {8.2, ink});
        }
    if (signer.has(u"licence"_s)) {
        at.insertBlock();
        writeBoth(at, signer.fill({u"执业证号 {licence}"_s, u"Licence {licence}"_s}), {8.0, inks::quiet}, {8.0, inks::quiet});
    }
    at.insertBlock();
    if (!byHand) {
        writeBoth(at,
                  {u"电子签名：见本文件的数字签名"_s, u"Signed electronically: see this file's digital signature"_s},
                  {7.4, inks::accent}, {7.2, inks::accent});
        return;
    }
    write(at, u" "_s, {20, ink}); // room for the pen
    at.insertBlock();
    write(at, u"签名 Signature ______________________   日期 Date ______________"_s, {7.8, inks::quiet});
}

void Composer::signatures(const Block &block, const DocumentData &data)
{
    const auto signers = data.list(block.source);
    if (signers.isEmpty())
        return;
    paragraph(0, 2);
    auto *table = insertTable(int(signers.size() + 1) / 2, {50, 50}, 5, 0.5);
    for (int i = 0; i < signers.size(); ++i) {
        auto at = table->cellAt(i / 2, i % 2).firstCursorPosition();
        signatureBox(at, data.inItem(signers[i]), i + 1, block.ink);
    }
}

// 34 mm wide: a telephone reads it at arm's length.
void Composer::code(const Block &block, const DocumentData &data)
{
    constexpr qreal side = 34 / 25.4 * 72;
    const auto matrix = qrMatrix(data.text(block.source).en().toUtf8());
    if (!matrix)
        return;
    paragraph(2, 2, Qt::AlignHCenter);
    const auto name = u"qr:"_s + block.source;
    m_document.addResource(QTextDocument::ImageResource, QUrl(name), drawn(*matrix));
    QTextImageFormat format;
    format.setName(name);
    format.setWidth(side * m_point);
    format.setHeight(side * m_point);
    m_cursor.insertImage(format);
}

void Composer::section(const Block &block, const DocumentData &data)
{
    ++m_sections;
    paragraph(9, 3);
    m_headings.append(m_cursor.position());
    write(m_cursor, chineseNumber(m_sections) + u"、"_s + block.text.zh(), {11.5, inks::accent, true});
    write(m_cursor, u"   %1  "_s.arg(m_sections) + block.text.en(), {9.6, inks::accent});
    blocks(block.blocks, data);
}

void Composer::blocks(const QList<Block> &list, const DocumentData &data)
{
    for (const auto &block : list) {
        if (!block.when.isEmpty() && !data.has(block.when))
            continue;
        QList<Label> items;
        switch (block.kind) {
        case BlockKind::Section:
            section(block, data);
            break;
        case BlockKind::Paragraph:
            pair(data.fill(block.text));
            break;
        case BlockKind::Prose:
            pair(data.text(block.source));
            break;
        case BlockKind::Table:
            table(block, data);
            break;
        case BlockKind::Code:
            code(block, data);
            break;
        case BlockKind::Signatures:
            signatures(block, data);
            break;
        case BlockKind::List:
            for (const auto &item : data.list(block.source))
                items.append(data.inItem(item).fill(block.text));
            if (!items.isEmpty())
                prose(items, items.size() > 1);
            break;
        case BlockKind::Grid:
            if (data.has(block.source))
                grid(block, data);
            break;
        }
    }
}

void Composer::closing(const QString &dataHash, const QDateTime &created)
{
    paragraph(10, 2);
    m_closingAt = m_cursor.position();
    const auto text = m_data.fill(m_spec.closing);
    write(m_cursor, text.zh(), {7.6, inks::quiet});
    paragraph(0, 3);
    write(m_cursor, text.en(), {7.4, inks::quiet});
    paragraph(0, 0);
    write(m_cursor, u"数据 SHA-256 of the data  "_s, {7.4, inks::quiet});
    write(m_cursor, dataHash, {7.4, ink});
    paragraph(0, 0);
    write(m_cursor, u"定稿时间 Frozen  "_s, {7.4, inks::quiet});
    write(m_cursor, created.toUTC().toString(u"yyyy-MM-dd HH:mm:ss"_s) + u" UTC"_s, {7.4, ink});
}

void Composer::compose(const QString &dataHash, const QDateTime &created)
{
    // Laid out once, when everything stands: step by step, Qt takes seconds and loses text that follows a table.
    m_cursor.beginEditBlock();
    title();
    blocks(m_spec.blocks, m_data);
    closing(dataHash, created);
    m_cursor.endEditBlock();
}

} // namespace sizhen
