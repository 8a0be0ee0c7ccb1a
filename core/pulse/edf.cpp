// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/edf.h"

#include <QHash>

#include <algorithm>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int edfLowest = -32768; // stands for a missing sample
constexpr int edfHighest = 32767;
constexpr qsizetype fixedHeader = 256;
constexpr qsizetype signalHeader = 256;
constexpr qsizetype numberWidth = 8; // of a physical minimum or maximum
constexpr auto endOfText = '\x14';
constexpr auto beforeDuration = '\x15';

QByteArray edfField(QByteArray text, qsizetype width)
{
    return text.left(width).leftJustified(width, ' ');
}

// A number that is not above (`up`: not below) `value`, in eight characters.
QByteArray edfNumber(double value, bool up)
{
    for (int decimals = 7; decimals >= 0; --decimals) {
        const double power = std::pow(10, decimals);
        const double scaled = value * power;
        // 327.67 * 100 is a little more than 32767: that is no reason for a digit more.
        const double rounded = std::abs(scaled - std::round(scaled)) < 1e-6
            ? std::round(scaled)
            : (up ? std::ceil(scaled) : std::floor(scaled));
        auto text = QByteArray::number(rounded / power, 'f', decimals);
        if (decimals > 0) {
            while (text.endsWith('0'))
                text.chop(1);
            if (text.endsWith('.'))
                text.chop(1);
        }
        if (text.size() <= numberWidth)
            return text == "-0" ? QByteArray("0") : text;
    }
    return {};
}

// What the digital values of a signal mean.
struct EdfRange {
    QByteArray low;
    QByteArray high;

    [[nodiscard]] bool isUsable() const { return !low.isEmpty() && !high.isEmpty() && gain() > 0; }

    [[nodiscard]] double gain() const { return (high.toDouble() - low.toDouble()) / (edfHighest - edfLowest); }

    [[nodiscard]] int digital(double value) const
    {
        const double place = (value - low.toDouble()) / gain() + edfLowest;
        return int(std::clamp(std::round(place), double(edfLowest + 1), double(edfHighest)));
    }
};

// The instrument's own counts as digital values, or nothing when they do not fit or the header would bend them.
std::optional<EdfRange> countRange(const QVector<double> &values, double scale)
{
    const EdfRange range{edfNumber(edfLowest * scale, false), edfNumber(edfHighest * scale, true)};
    if (!(scale > 0) || !range.isUsable())
        return std::nullopt;
    for (const double value : values) {
        const double count = value / scale;
        if (std::abs(count) > edfHighest)
            return std::nullopt;
        // A gap is bridged by fractions: they are not written.
        if (const double whole = std::round(count);
            std::abs(count - whole) < 1e-6 && range.digital(value) != int(whole))
            return std::nullopt;
    }
    return range;
}

Result<EdfRange> rangeOf(const QVector<double> &values, double scale)
{
    if (const auto exact = countRange(values, scale))
        return *exact;
    const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
    const double span = *highest > *lowest ? *highest - *lowest : std::max(1.0, std::abs(*lowest) / 1000);
    const EdfRange range{edfNumber(*lowest - span / 30'000, false), edfNumber(*lowest + span, true)};
    // The header rounds outwards; when that costs more than half the resolution, the values need more digits.
    if (!range.isUsable() || range.gain() * (edfHighest - edfLowest) > 2 * span)
        return tl::unexpected(Error{Fault::Unsupported, u"edf: range"_s, {}, u"pulse.edf_range"_s, {}});
    return range;
}

// 2.1.3.2: the unit without UCUM's brackets; none for a bare count.
QByteArray edfUnit(const QString &unit)
{
    if (unit == u"1")
        return {};
    auto text = unit;
    text.remove(u'[').remove(u']');
    const auto latin = text.toLatin1();
    const bool ascii = std::all_of(latin.begin(), latin.end(), [](char c) { return c > ' ' && c < 127; });
    return ascii && latin.size() <= 8 ? latin : QByteArray();
}

struct EdfSignal {
    QByteArray label;
    QByteArray unit;
    EdfRange range;
    const QVector<double> *values = nullptr;
};

// How the samples are cut into data records.
struct EdfCut {
    qsizetype perRecord = 0;
    QByteArray seconds; // of a record, eight characters

    // Whole samples and a duration that eight characters hold: 1 s, or the first whole second that fits.
    static EdfCut of(double rateHz)
    {
        for (int seconds = 1; seconds <= 10; ++seconds)
            if (const double count = rateHz * seconds; std::abs(count - std::round(count)) < 1e-9 * count)
                return {qsizetype(std::round(count)), QByteArray::number(seconds)};
        const auto count = qsizetype(std::ceil(rateHz));
        return {count, QByteArray::number(double(count) / rateHz, 'f', 6)};
    }
};

// 2.2.2: at most microseconds, a sign always, no exponent.
QByteArray onsetText(double seconds)
{
    auto text = QByteArray::number(std::max(0.0, seconds), 'f', 6);
    while (text.endsWith('0'))
        text.chop(1);
    if (text.endsWith('.'))
        text.chop(1);
    return '+' + text;
}

// 2.2.2: +onset, duration, text; its own list.
QByteArray annotation(const TraceMark &mark, double offsetS)
{
    auto text = onsetText(mark.atS + offsetS);
    if (mark.lastsS)
        text += beforeDuration + onsetText(*mark.lastsS).mid(1);
    return text + endOfText + mark.text.simplified().toUtf8() + endOfText + '\0';
}

// 2.2.4: every record begins its annotations with its own time; the first carries the fraction of the start's second.
QVector<QByteArray> annotationsOf(const QVector<TraceMark> &marks, qsizetype records, double recordS, double offsetS)
{
    QVector<QByteArray> texts;
    for (qsizetype i = 0; i < records; ++i)
        texts.append(onsetText(double(i) * recordS + offsetS) + endOfText + endOfText + '\0');
    for (const auto &mark : marks)
        texts[std::clamp(qsizetype(mark.atS / recordS), qsizetype(0), records - 1)] += annotation(mark, offsetS);
    return texts;
}

// 2.1.3.3, months in English whatever the reader's language is.
QByteArray edfDate(const QDate &date)
{
    static const char *const months[]{"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                      "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
    if (!date.isValid() || date.year() < 1900 || date.year() > 9999)
        return "X";
    return QByteArray::number(date.day()).rightJustified(2, '0') + '-' + months[date.month() - 1] + '-'
        + QByteArray::number(date.year());
}

// Code, sex, birth date, name.
QByteArray patientField(const TracedPulse &trace)
{
    if (!trace.subject)
        return "X X X X";
    const auto &who = *trace.subject;
    const auto sex = who.sex == u"F" || who.sex == u"M" ? who.sex.toLatin1() : QByteArray("X");
    return edfWord(who.code) + ' ' + sex + ' ' + edfDate(who.birth) + ' ' + edfWord(who.name);
}

// Start, hospital's code, technician, equipment; then what the times are.
QByteArray recordingField(const TracedPulse &trace)
{
    return "Startdate " + edfDate(trace.started.date()) + " X X " + edfWord(trace.instrument).left(40)
        + (trace.started.isValid() ? " times_in_UTC" : "");
}

// 2.1.2 and 2.1.3.4: without a date the file begins at midnight, 1 January 1985.
QByteArray startField(const QDateTime &started)
{
    // Two digits of a year say 1985 to 2084 and no other.
    if (!started.isValid() || started.date().year() < 1985 || started.date().year() > 2084)
        return "01.01.8500.00.00";
    return started.toString(u"dd.MM.yyHH.mm.ss"_s).toLatin1();
}

QByteArray headerOf(const TracedPulse &trace, const QVector<EdfSignal> &channels, const EdfCut &cut, qsizetype records,
                    qsizetype annotationBytes)
{
    const auto count = channels.size() + 1;
    QByteArray header = edfField("0", 8) + edfField(patientField(trace), 80) + edfField(recordingField(trace), 80)
        + startField(trace.started) + edfField(QByteArray::number(fixedHeader + count * signalHeader), 8)
        + edfField("EDF+C", 44) + edfField(QByteArray::number(records), 8) + edfField(cut.seconds, 8)
        + edfField(QByteArray::number(count), 4);
    const auto each = [&](qsizetype width, const QByteArray &ofAnnotations, auto text) {
        for (const auto &channel : channels)
            header += edfField(text(channel), width);
        header += edfField(ofAnnotations, width);
    };
    each(16, "EDF Annotations", [](const EdfSignal &channel) { return channel.label; });
    each(80, {}, [&](const EdfSignal &) { return edfWord(trace.instrument); });
    each(8, {}, [](const EdfSignal &channel) { return channel.unit; });
    each(8, "-1", [](const EdfSignal &channel) { return channel.range.low; });
    each(8, "1", [](const EdfSignal &channel) { return channel.range.high; });
    each(8, "-32768", [](const EdfSignal &) { return QByteArray::number(edfLowest); });
    each(8, "32767", [](const EdfSignal &) { return QByteArray::number(edfHighest); });
    each(80, {}, [](const EdfSignal &) { return QByteArray(); });
    each(8, QByteArray::number(annotationBytes / 2),
         [&](const EdfSignal &) { return QByteArray::number(cut.perRecord); });
    each(32, {}, [](const EdfSignal &) { return QByteArray(); });
    return header;
}

void appendDigital(QByteArray &bytes, int value) // two's complement, the low byte first
{
    bytes += char(value & 0xff);
    bytes += char((value >> 8) & 0xff);
}

QVector<bool> missingIn(const PulseSignal &signal)
{
    QVector<bool> missing(signal.samples.size(), false);
    for (const auto &gap : signal.gaps)
        for (qsizetype i = gap.from; i < std::min(gap.to, missing.size()); ++i)
            missing[i] = true;
    return missing;
}

Result<QVector<EdfSignal>> channelsOf(const TracedPulse &trace)
{
    const auto where = trace.site.isEmpty() ? QByteArray() : ' ' + edfWord(trace.site);
    const auto range = rangeOf(trace.signal.samples, trace.scale);
    if (!range)
        return tl::unexpected(range.error());
    QVector<EdfSignal> channels{{"Pulse" + where, edfUnit(trace.signal.unit), *range, &trace.signal.samples}};
    if (trace.signal.pressure.isEmpty())
        return channels;
    const auto pressed = rangeOf(trace.signal.pressure, trace.pressureUnit == u"1" ? 1 : 0);
    if (!pressed)
        return tl::unexpected(pressed.error());
    channels.append({"Pressure" + where, edfUnit(trace.pressureUnit), *pressed, &trace.signal.pressure});
    return channels;
}

} // namespace

QByteArray edfWord(const QString &text)
{
    static const QHash<QChar, QString> letters{{u'ß', u"ss"_s}, {u'ø', u"o"_s},  {u'Ø', u"O"_s},  {u'ł', u"l"_s},
                                               {u'Ł', u"L"_s},  {u'đ', u"d"_s},  {u'Đ', u"D"_s},  {u'æ', u"ae"_s},
                                               {u'Æ', u"AE"_s}, {u'œ', u"oe"_s}, {u'Œ', u"OE"_s}, {u'ı', u"i"_s}};
    QString spelled;
    for (const auto c : text.simplified())
        spelled += letters.value(c, QString(c));
    QByteArray word;
    for (const auto c : spelled.normalized(QString::NormalizationForm_KD)) {
        if (c.category() == QChar::Mark_NonSpacing)
            continue;
        if (c.unicode() < ' ' || c.unicode() > '~')
            return "X"; // half a name is worse than none
        word += c == u' ' ? '_' : char(c.unicode());
    }
    return word.isEmpty() ? QByteArray("X") : word;
}

Result<QByteArray> edfFrom(const TracedPulse &trace, const QVector<TraceMark> &marks)
{
    const auto samples = trace.signal.samples.size();
    if (samples == 0 || !(trace.signal.rateHz > 0))
        return fail(Fault::Invalid, u"edf: nothing recorded"_s);
    const auto channels = channelsOf(trace);
    if (!channels)
        return tl::unexpected(channels.error());
    const auto cut = EdfCut::of(trace.signal.rateHz);
    const auto records = (samples + cut.perRecord - 1) / cut.perRecord;
    const double recordS = cut.seconds.toDouble();
    auto said = marks;
    if (const auto padding = records * cut.perRecord - samples; padding > 0)
        said.append({trace.seconds(), double(padding) / trace.signal.rateHz, edfPaddingText});
    const double offsetS = trace.started.isValid() ? trace.started.time().msec() / 1000.0 : 0;
    const auto annotations = annotationsOf(said, records, recordS, offsetS);
    qsizetype room = 0;
    for (const auto &text : annotations)
        room = std::max(room, (text.size() + 1) / 2 * 2);
    auto bytes = headerOf(trace, *channels, cut, records, room);
    bytes.reserve(bytes.size() + records * (cut.perRecord * 2 * channels->size() + room));
    const auto missing = missingIn(trace.signal);
    for (qsizetype record = 0; record < records; ++record) {
        for (const auto &channel : *channels)
            for (qsizetype i = record * cut.perRecord; i < (record + 1) * cut.perRecord; ++i)
                appendDigital(bytes,
                              i < samples && !missing[i] ? channel.range.digital((*channel.values)[i]) : edfLowest);
        bytes += annotations[record].leftJustified(room, '\0');
    }
    return bytes;
}

} // namespace sizhen
