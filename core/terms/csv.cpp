// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/terms/csv.h"

#include <QStringDecoder>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// Eats one character after the other.
class CsvReader
{
public:
    // False: the text is wrong here.
    bool eat(QChar c)
    {
        if (m_inQuotes)
            return quoted(c);
        if (c == u'"') {
            const bool opens = m_cell.isEmpty() && !m_closed;
            m_inQuotes = opens;
            return opens;
        }
        if (c == u',') {
            endCell();
        } else if (c == u'\n') {
            endRow();
        } else if (c != u'\r') {
            m_cell.append(c);
            return !m_closed;
        }
        return true;
    }

    // False: a quote was never closed.
    bool end()
    {
        if (m_justQuoted)
            closeQuote();
        if (!m_cell.isEmpty() || !m_row.cells.isEmpty() || m_closed)
            endRow();
        return !m_inQuotes;
    }

    [[nodiscard]] qsizetype line() const { return m_line; }

    QList<CsvRow> rows;

private:
    bool quoted(QChar c)
    {
        if (m_justQuoted) {
            m_justQuoted = false;
            if (c != u'"') {
                closeQuote();
                return eat(c);
            }
            m_cell.append(c);
        } else if (c == u'"') {
            m_justQuoted = true;
        } else {
            m_line += c == u'\n' ? 1 : 0;
            m_cell.append(c);
        }
        return true;
    }

    void closeQuote()
    {
        m_justQuoted = false;
        m_inQuotes = false;
        m_closed = true;
    }

    void endCell()
    {
        m_row.cells.append(m_cell);
        m_cell.clear();
        m_closed = false;
    }

    void endRow()
    {
        endCell();
        if (m_row.cells.size() > 1 || !m_row.cells.constFirst().isEmpty())
            rows.append(m_row);
        ++m_line;
        m_row = {m_line, {}};
    }

    QString m_cell;
    CsvRow m_row{1, {}};
    qsizetype m_line = 1;
    bool m_inQuotes = false;
    bool m_justQuoted = false; // the last character was a quote inside quotes: an end, or the first of two
    bool m_closed = false; // the cell was quoted and is over
};

} // namespace

Result<QList<CsvRow>> parseCsv(const QByteArray &bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString text = decoder(bytes);
    if (decoder.hasError())
        return fail(Fault::Corrupt, u"csv: not UTF-8"_s);
    CsvReader reader;
    for (const auto c : text)
        if (!reader.eat(c))
            return fail(Fault::Corrupt, u"csv line %1: a quote"_s.arg(reader.line()));
    if (!reader.end())
        return fail(Fault::Corrupt, u"csv line %1: a quote never ends"_s.arg(reader.line()));
    return reader.rows;
}

} // namespace sizhen
