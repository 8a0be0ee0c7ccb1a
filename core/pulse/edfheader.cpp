// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/edfheader.h"
#include "core/pulse/pulsecsv.h"

#include <algorithm>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype headerBlock = 256; // of the file, and of each signal
constexpr int mostEdfSignals = 640;
constexpr qint64 mostPerRecord = 100'000'000;
constexpr double longestRecordS = 1e7;

auto badEdf(const QString &message, const QVariantMap &args = {})
{
    return tl::unexpected(Error{Fault::Invalid, message, {}, message, args});
}

// The fields of a header one after the other. The first that is wrong is remembered by the name the standard has for
// it.
class EdfFields
{
public:
    explicit EdfFields(QByteArrayView header)
        : m_header(header)
    {
    }

    QByteArrayView bytes(qsizetype width)
    {
        const auto field = m_header.sliced(m_at, width).trimmed();
        m_at += width;
        return field;
    }

    // What is no letter, digit or sign cannot stand on a screen; nobody says in which code page other bytes are.
    QString text(qsizetype width)
    {
        auto text = QString::fromLatin1(bytes(width));
        for (auto &c : text)
            c = c.isPrint() ? c : u'?';
        return text;
    }

    QString asciiOrNothing(qsizetype width)
    {
        const auto field = bytes(width);
        const bool ascii = std::all_of(field.begin(), field.end(), [](char c) { return c >= ' ' && c <= '~'; });
        return ascii ? QString::fromLatin1(field) : QString();
    }

    qint64 whole(qsizetype width, const QString &name, qint64 low, qint64 high)
    {
        const auto field = bytes(width);
        bool fine = false;
        const auto value = field.toLongLong(&fine);
        if (!fine || value < low || value > high)
            refuse(name);
        return value;
    }

    double number(qsizetype width, const QString &name)
    {
        bool fine = false;
        const double value = bytes(width).toDouble(&fine);
        if (!fine || !std::isfinite(value) || std::abs(value) > mostPulseValue)
            refuse(name);
        return value;
    }

    // "dd.mm.yy", "hh.mm.ss": three numbers of two digits.
    std::array<int, 3> pair(const QString &name)
    {
        const auto field = bytes(8);
        std::array<int, 3> parts{};
        const auto digit = [](char c) { return c >= '0' && c <= '9'; };
        bool fine = field.size() == 8;
        for (qsizetype i = 0; fine && i < 8; ++i)
            fine = i % 3 == 2 ? field[i] == '.' : digit(field[i]);
        for (qsizetype i = 0; fine && i < 3; ++i)
            parts[std::size_t(i)] = (field[3 * i] - '0') * 10 + field[3 * i + 1] - '0';
        if (!fine)
            refuse(name);
        return parts;
    }

    void skip(qsizetype width) { m_at += width; }

    void refuse(const QString &name)
    {
        if (m_wrong.isEmpty())
            m_wrong = name;
    }

    [[nodiscard]] const QString &wrong() const { return m_wrong; }

private:
    QByteArrayView m_header;
    qsizetype m_at = 0;
    QString m_wrong;
};

// 2.1.3.2 of EDF+ and what is written in its place.
QString ucumOf(QString unit)
{
    unit.replace(QChar(0xb5), u'u');
    if (unit.isEmpty())
        return u"1"_s;
    return unit == u"mmHg" ? u"mm[Hg]"_s : unit == u"cmH2O" ? u"cm[H2O]"_s : unit == u"gf" ? u"gf"_s : unit;
}

QDateTime startOf(EdfFields &fields)
{
    const auto [day, month, year] = fields.pair(u"startdate"_s);
    const auto [hour, minute, second] = fields.pair(u"starttime"_s);
    const QDate date(year >= 85 ? 1900 + year : 2000 + year, month, day);
    const QTime time(hour, minute, second);
    if (!date.isValid() || !time.isValid())
        fields.refuse(date.isValid() ? u"starttime"_s : u"startdate"_s);
    return {date, time, Qt::UTC};
}

EdfHeader::Kind kindOf(const QString &reserved)
{
    if (reserved.startsWith("EDF+C"_L1))
        return EdfHeader::Kind::Continuous;
    return reserved.startsWith("EDF+D"_L1) ? EdfHeader::Kind::Discontinuous : EdfHeader::Kind::Plain;
}

// Each field stands for all signals before the next one begins.
void readChannels(EdfFields &fields, QVector<EdfSignalInfo> &channels)
{
    for (auto &channel : channels)
        channel.label = fields.text(16);
    fields.skip(80 * channels.size()); // transducer
    for (auto &channel : channels)
        channel.unit = ucumOf(fields.text(8));
    for (auto &channel : channels)
        channel.physicalLow = fields.number(8, u"physical minimum"_s);
    for (auto &channel : channels)
        channel.physicalHigh = fields.number(8, u"physical maximum"_s);
    for (auto &channel : channels)
        channel.digitalLow = int(fields.whole(8, u"digital minimum"_s, -32768, 32767));
    for (auto &channel : channels)
        channel.digitalHigh = int(fields.whole(8, u"digital maximum"_s, -32768, 32767));
    fields.skip(80 * channels.size()); // filters
    for (auto &channel : channels)
        channel.perRecord = qsizetype(fields.whole(8, u"number of samples in each data record"_s, 1, mostPerRecord));
}

Result<> judgeChannels(const EdfHeader &header)
{
    bool annotated = false;
    for (const auto &channel : header.channels) {
        annotated = annotated || channel.holdsAnnotations();
        if (channel.holdsAnnotations())
            continue;
        if (channel.digitalLow >= channel.digitalHigh || channel.physicalLow == channel.physicalHigh)
            return badEdf(u"pulse.edf_scale"_s, {{u"channel"_s, channel.label}});
    }
    // 2.2.4 wants them in EDF+C, too, but BioSig writes none there, and its records can only follow one another.
    if (!annotated && header.kind == EdfHeader::Kind::Discontinuous)
        return badEdf(u"pulse.edf_annotations"_s);
    return {};
}

} // namespace

qsizetype EdfHeader::recordBytes() const
{
    qsizetype samples = 0;
    for (const auto &channel : channels)
        samples += channel.perRecord;
    return samples * 2;
}

bool looksLikeEdf(QByteArrayView bytes)
{
    return bytes.startsWith("0       ")
        || bytes.startsWith("\xff"
                            "BIOSEMI");
}

Result<EdfHeader> parseEdfHeader(QByteArrayView file)
{
    if (file.startsWith("\xff"
                        "BIOSEMI"))
        return tl::unexpected(Error{Fault::Unsupported, u"edf: 24 bit"_s, {}, u"pulse.edf_bdf"_s, {}});
    if (file.size() < headerBlock || !looksLikeEdf(file))
        return badEdf(u"pulse.edf_not"_s);
    EdfHeader header;
    EdfFields fields(file.first(headerBlock));
    fields.skip(8);
    header.patient = fields.asciiOrNothing(80);
    header.recording = fields.asciiOrNothing(80);
    header.started = startOf(fields);
    const auto stated = fields.whole(8, u"number of bytes in header record"_s, 0, 99'999'999);
    header.kind = kindOf(fields.text(44));
    const auto records = fields.whole(8, u"number of data records"_s, -1, 99'999'999);
    header.recordS = fields.number(8, u"duration of a data record"_s);
    const auto channels = fields.whole(4, u"number of signals"_s, 0, mostEdfSignals);
    if (!fields.wrong().isEmpty())
        return badEdf(u"pulse.edf_field"_s, {{u"field"_s, fields.wrong()}});
    if (records == -1)
        return badEdf(u"pulse.edf_unfinished"_s);
    if (records == 0 || channels == 0)
        return badEdf(u"pulse.csv_empty"_s);
    if (!(header.recordS > 0) || header.recordS > longestRecordS)
        return badEdf(u"pulse.edf_duration"_s);
    if (stated != (channels + 1) * headerBlock || file.size() < stated)
        return badEdf(u"pulse.edf_size"_s);
    header.records = qsizetype(records);
    header.channels.resize(qsizetype(channels));
    EdfFields described(file.sliced(headerBlock, qsizetype(channels) * headerBlock));
    readChannels(described, header.channels);
    if (!described.wrong().isEmpty())
        return badEdf(u"pulse.edf_field"_s, {{u"field"_s, described.wrong()}});
    if (const auto sound = judgeChannels(header); !sound)
        return tl::unexpected(sound.error());
    const auto content = file.size() - header.headerBytes();
    if (content % header.recordBytes() != 0 || content / header.recordBytes() != header.records)
        return badEdf(u"pulse.edf_size"_s);
    return header;
}

} // namespace sizhen
