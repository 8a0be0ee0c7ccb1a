// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>

namespace sizhen {

// The last stretch of a trace, by sample number. Least and greatest of every sixteen samples are kept while they come,
// so that a minute is looked through as fast as seconds. A copy costs nothing until either goes on.
class TraceRing
{
public:
    enum class Kind : quint8 { Empty, Missing, Sample, Poor };

    // What lies between two places of the trace.
    struct Extent {
        double low = 0;
        double high = 0;
        Kind kind = Kind::Empty;

        [[nodiscard]] bool isLine() const { return kind == Kind::Sample || kind == Kind::Poor; }
    };

    void clear();
    void begin(quint64 first, double rateHz, double seconds); // keeps that many seconds
    void append(const QVector<qint32> &values);
    void skip(quint64 count); // samples that never came
    void markPoor(quint64 first, quint64 last);

    [[nodiscard]] bool isEmpty() const { return m_end == m_begin; }

    [[nodiscard]] double rateHz() const { return m_rateHz; }

    [[nodiscard]] quint64 end() const { return m_end; } // number after the last sample

    [[nodiscard]] quint64 oldest() const; // first that is still here
    [[nodiscard]] Kind kindAt(quint64 index) const;
    [[nodiscard]] qint32 valueAt(quint64 index) const;

    // Everything the line passes from one place to another, fractions of samples included. Missing where it is
    // interrupted all the way.
    [[nodiscard]] Extent extent(double from, double to) const;

private:
    struct Group {
        qint32 low = 0;
        qint32 high = 0;
        quint8 samples = 0;
    };

    void put(qint32 value, Kind kind);
    void touch(Extent &extent, double at) const; // the line between two samples
    void gather(Extent &extent, quint64 first, quint64 last) const;

    [[nodiscard]] qsizetype placeOf(quint64 index) const { return qsizetype(index % quint64(m_values.size())); }

    double m_rateHz = 0;
    QVector<qint32> m_values; // sample number modulo its size
    QVector<Kind> m_kinds;
    QVector<Group> m_groups;
    quint64 m_begin = 0;
    quint64 m_end = 0;
};

} // namespace sizhen
