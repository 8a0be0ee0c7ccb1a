// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/documents/documentdata.h"

#include <QDateTime>
#include <QList>
#include <QTextCursor>
#include <QTextDocument>

namespace sizhen {

// What the document is printed with. One family for both scripts: with Noto CJK, Qt 6.4 writes radicals in place of
// characters.
inline const QString printFont = QStringLiteral("WenQuanYi Micro Hei");

// Sets a document's blocks as flowing text, the two languages beside each other: Chinese on the left, the other on the
// right where there is much to read, one after the other where there is little. Knows nothing of pages.
class Composer
{
public:
    // `dotsPerPoint`: what Qt's tables and margins count one point as (they are not in points, unlike type).
    Composer(QTextDocument &document, const DocumentSpec &spec, const QCborMap &data, qreal dotsPerPoint);

    // `created`: when the data were frozen; the only time that is not in the data.
    void compose(const QString &dataHash, const QDateTime &created);

    // Where the small print after the last section begins.
    [[nodiscard]] int closingAt() const { return m_closingAt; } // position in the document

    // The section headings, to keep them with what follows and to rule a line below them.
    [[nodiscard]] const QList<int> &headings() const { return m_headings; } // positions in the document

private:
    struct Style {
        qreal size = 9.2;
        QRgb colour = 0;
        bool bold = false;
    };

    struct Cell {
        Label label; // small, above the value; may be empty
        Label value;
        bool wide = false;
    };

    void title();
    void blocks(const QList<Block> &list, const DocumentData &data);
    void section(const Block &block, const DocumentData &data);
    void pair(const Label &text);
    void prose(const QList<Label> &texts, bool numbered);
    void table(const Block &block, const DocumentData &data);
    void grid(const Block &block, const DocumentData &data);
    void code(const Block &block, const DocumentData &data);
    void signatures(const Block &block, const DocumentData &data);
    void signatureBox(QTextCursor &at, const DocumentData &signer, int order, bool ink);
    void closing(const QString &dataHash, const QDateTime &created);

    QTextTable *insertTable(int rows, const QList<qreal> &widths, qreal padding, qreal border = 0);
    [[nodiscard]] QTextBlockFormat thinBlock() const;
    void paragraph(qreal before, qreal after, Qt::Alignment alignment = Qt::AlignLeft);
    void rule(QTextTable *table, int row, QRgb colour, qreal width);
    void write(QTextCursor &at, const QString &text, const Style &style);
    void writeBoth(QTextCursor &at, const Label &text, const Style &first, const Style &second);

    QTextDocument &m_document;
    const DocumentSpec &m_spec;
    DocumentData m_data;
    qreal m_point;
    QTextCursor m_cursor;
    QList<int> m_headings;
    int m_sections = 0;
    int m_closingAt = 0;
    bool m_fresh = true; // the block at the cursor is still unused
};

} // namespace sizhen
