// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/edfreader.h"
#include "core/pulse/edf.h"
#include "core/pulse/edfheader.h"
#include "core/pulse/edfnotes.h"
#include "core/pulse/pulsecsv.h"

#include <algorithm>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype mostEdfSamples = 8'000'000;
constexpr qsizetype mostNotes = 65'536;

auto refusedEdf(Fault fault, const QString &message, const QVariantMap &args = {})
{
    return tl::unexpected(Error{fault, message, {}, message, args});
}

// Places in header.channels of what is no annotation.
QVector<qsizetype> ordinary(const EdfHeader &header)
{
    QVector<qsizetype> places;
    for (qsizetype i = 0; i < header.channels.size(); ++i)
        if (!header.channels[i].holdsAnnotations())
            places.append(i);
    return places;
}

QString listOf(const EdfHeader &header)
{
    QStringList names;
    for (const auto place : ordinary(header))
        names.append(u"#%1 %2"_s.arg(names.size() + 1).arg(header.channels[place].label));
    return names.join(u", "_s);
}

Result<qsizetype> named(const EdfHeader &header, const QString &wanted)
{
    const auto places = ordinary(header);
    QVector<qsizetype> found;
    for (qsizetype i = 0; i < places.size(); ++i)
        if (wanted == u'#' + QString::number(i + 1)
            || header.channels[places[i]].label.compare(wanted.trimmed(), Qt::CaseInsensitive) == 0)
            found.append(places[i]);
    if (found.size() == 1)
        return found.first();
    return refusedEdf(found.isEmpty() ? Fault::NotFound : Fault::Invalid,
                      found.isEmpty() ? u"pulse.edf_no_channel"_s : u"pulse.edf_channel"_s,
                      {{u"channels"_s, listOf(header)}});
}

// "Pulse", "Pulse L.guan": as we call ours.
bool isCalled(const EdfSignalInfo &channel, const QString &name)
{
    return channel.label == name || channel.label.startsWith(name + u' ');
}

// The only signal of such a name.
std::optional<qsizetype> onlyCalled(const EdfHeader &header, const QString &name, double rateHz = 0)
{
    std::optional<qsizetype> found;
    for (const auto place : ordinary(header)) {
        const auto &channel = header.channels[place];
        if (!isCalled(channel, name) || (rateHz > 0 && header.rateHz(channel) != rateHz))
            continue;
        if (found)
            return std::nullopt;
        found = place;
    }
    return found;
}

Result<qsizetype> pulseChannel(const EdfHeader &header, const QString &wanted)
{
    QVector<qsizetype> fit;
    for (const auto place : ordinary(header))
        if (isPulseRate(header.rateHz(header.channels[place])))
            fit.append(place);
    if (fit.isEmpty())
        return refusedEdf(Fault::Invalid, u"pulse.edf_no_signal"_s);
    if (wanted.isEmpty()) {
        if (fit.size() == 1)
            return fit.first();
        const auto called = onlyCalled(header, u"Pulse"_s);
        if (called && fit.contains(*called))
            return *called;
        return refusedEdf(Fault::Invalid, u"pulse.edf_channel"_s, {{u"channels"_s, listOf(header)}});
    }
    const auto place = named(header, wanted);
    if (place && !fit.contains(*place))
        return refusedEdf(Fault::Invalid, u"pulse.edf_no_signal"_s);
    return place;
}

Result<std::optional<qsizetype>> pressureChannel(const EdfHeader &header, const EdfChoice &choice, qsizetype pulse)
{
    const auto &beside = header.channels[pulse];
    if (choice.pressure.isEmpty()) {
        if (!isCalled(beside, u"Pulse"_s))
            return std::optional<qsizetype>();
        return onlyCalled(header, u"Pressure"_s, header.rateHz(beside));
    }
    const auto place = named(header, choice.pressure);
    if (!place)
        return tl::unexpected(place.error());
    if (*place == pulse || header.channels[*place].perRecord != beside.perRecord)
        return refusedEdf(Fault::Invalid, u"pulse.edf_pressure"_s);
    return std::optional(*place);
}

int digitalAt(const QByteArray &file, qsizetype at)
{
    return qint16(quint16(quint8(file[at])) | quint16(quint8(file[at + 1]) << 8));
}

// The samples of the chosen signals on one time base, while they are read.
struct EdfSamples {
    QVector<int> pulse;
    QVector<int> pressure;
    QVector<bool> missing;
};

// Where the signals of a record lie.
QVector<qsizetype> offsetsOf(const EdfHeader &header)
{
    QVector<qsizetype> offsets;
    qsizetype at = 0;
    for (const auto &channel : header.channels) {
        offsets.append(at);
        at += channel.perRecord * 2;
    }
    return offsets;
}

Result<EdfNotes> notesOf(const EdfHeader &header, const QVector<qsizetype> &offsets, QByteArrayView record)
{
    EdfNotes all;
    bool first = true;
    for (qsizetype i = 0; i < header.channels.size(); ++i) {
        if (!header.channels[i].holdsAnnotations() || header.kind == EdfHeader::Kind::Plain)
            continue;
        auto notes = readEdfNotes(record.sliced(offsets[i], header.channels[i].perRecord * 2));
        if (!notes)
            return notes;
        if (first)
            all.recordAtS = notes->recordAtS;
        all.marks += notes->marks;
        first = false;
    }
    return all;
}

// When each record begins, from the first one's beginning, and what is said in them.
struct EdfTimes {
    QVector<double> recordAtS;
    double firstAtS = 0; // from the file's start
    QVector<TraceMark> notes; // from the first record's beginning
};

// 2.2.4: each record of EDF+ says when it began; those of EDF+C must follow one another.
Result<EdfTimes> timesOf(const QByteArray &file, const EdfHeader &header)
{
    EdfTimes times;
    const auto offsets = offsetsOf(header);
    const bool timed = header.kind != EdfHeader::Kind::Plain
        && std::any_of(header.channels.begin(), header.channels.end(),
                       [](const EdfSignalInfo &channel) { return channel.holdsAnnotations(); });
    for (qsizetype r = 0; r < header.records; ++r) {
        const auto expected = double(r) * header.recordS;
        auto notes = notesOf(
            header, offsets,
            QByteArrayView(file).sliced(header.headerBytes() + r * header.recordBytes(), header.recordBytes()));
        if (!notes)
            return tl::unexpected(notes.error());
        if (timed && !notes->recordAtS)
            return refusedEdf(Fault::Invalid, u"pulse.edf_annotations"_s);
        if (r == 0)
            times.firstAtS = notes->recordAtS.value_or(0);
        const double at = notes->recordAtS ? *notes->recordAtS - times.firstAtS : expected;
        if (header.kind == EdfHeader::Kind::Continuous
            && std::abs(at - expected) > std::min(0.5 * header.recordS, 0.01 + 1e-5 * expected))
            return refusedEdf(Fault::Invalid, u"pulse.edf_times"_s);
        times.recordAtS.append(header.kind == EdfHeader::Kind::Discontinuous ? at : expected);
        if (times.notes.size() + notes->marks.size() > mostNotes)
            return refusedEdf(Fault::Invalid, u"pulse.csv_long"_s);
        times.notes += notes->marks;
    }
    for (auto &note : times.notes)
        note.atS -= times.firstAtS;
    return times;
}

Result<EdfSamples> samplesOf(const QByteArray &file, const EdfHeader &header, const EdfTimes &times, qsizetype pulse,
                             std::optional<qsizetype> pressure)
{
    EdfSamples samples;
    const auto offsets = offsetsOf(header);
    const auto count = header.channels[pulse].perRecord;
    const double rateHz = header.rateHz(header.channels[pulse]);
    for (qsizetype r = 0; r < header.records; ++r) {
        const double place = times.recordAtS[r] * rateHz;
        if (place + double(count) > double(mostEdfSamples))
            return refusedEdf(Fault::Invalid, u"pulse.csv_long"_s);
        // Times are rounded: less than a sample is neither a gap nor an overlap.
        const double apart = place - double(samples.pulse.size());
        if (apart <= -1)
            return refusedEdf(Fault::Invalid, u"pulse.edf_times"_s);
        for (auto lost = apart < 1 ? 0LL : std::llround(apart); lost > 0; --lost) {
            samples.pulse.append(0);
            samples.pressure.append(0);
            samples.missing.append(true);
        }
        const auto from = header.headerBytes() + r * header.recordBytes();
        for (qsizetype i = 0; i < count; ++i) {
            samples.pulse.append(digitalAt(file, from + offsets[pulse] + 2 * i));
            samples.pressure.append(pressure ? digitalAt(file, from + offsets[*pressure] + 2 * i) : 0);
            samples.missing.append(false);
        }
    }
    return samples;
}

// What our own files call missing: the lowest value, in a stretch that an annotation names.
void markMissing(EdfSamples &samples, const QVector<TraceMark> &notes, double rateHz, int lowest)
{
    for (const auto &note : notes) {
        if (!note.lastsS || (note.text != edfGapText && note.text != edfPaddingText))
            continue;
        const auto place = [&](double seconds) {
            return qsizetype(std::llround(std::clamp(seconds * rateHz, 0.0, double(samples.pulse.size()))));
        };
        for (auto i = place(note.atS); i < place(note.atS + *note.lastsS); ++i)
            samples.missing[i] = samples.missing[i] || samples.pulse[i] == lowest;
    }
}

// Values between first and end; over a gap stands a straight line.
QVector<double> valuesOf(const QVector<int> &digital, const QVector<bool> &missing, const EdfSignalInfo &channel,
                         const Span &kept)
{
    QVector<double> values;
    values.reserve(kept.size());
    for (auto i = kept.from; i < kept.to; ++i) {
        if (!missing[i]) {
            values.append(channel.value(digital[i]));
            continue;
        }
        auto next = i;
        while (missing[next])
            ++next; // the last one kept is not missing
        const double from = values.last();
        const double to = channel.value(digital[next]);
        for (auto at = i; at < next; ++at)
            values.append(from + (to - from) * double(at - i + 1) / double(next - i + 1));
        i = next - 1;
    }
    return values;
}

Spans gapsOf(const QVector<bool> &missing, const Span &kept)
{
    Spans gaps;
    for (auto i = kept.from; i < kept.to; ++i) {
        if (!missing[i])
            continue;
        if (!gaps.isEmpty() && gaps.last().to == i - kept.from)
            ++gaps.last().to;
        else
            gaps.append({i - kept.from, i - kept.from + 1});
    }
    return gaps;
}

// "X" says that something is not told.
QString told(const QString &word)
{
    auto text = word;
    return word == u"X" ? QString() : text.replace(u'_', u' ');
}

QDate birthOf(const QString &text)
{
    static const QStringList months{u"JAN"_s, u"FEB"_s, u"MAR"_s, u"APR"_s, u"MAY"_s, u"JUN"_s,
                                    u"JUL"_s, u"AUG"_s, u"SEP"_s, u"OCT"_s, u"NOV"_s, u"DEC"_s};
    const auto parts = text.split(u'-');
    return parts.size() == 3 ? QDate(parts[2].toInt(), int(months.indexOf(parts[1].toUpper())) + 1, parts[0].toInt())
                             : QDate();
}

// 2.1.3.3 of EDF+; the free text of EDF may be anything, most often a name.
std::optional<TraceSubject> subjectInEdf(const EdfHeader &header)
{
    TraceSubject subject;
    if (header.kind == EdfHeader::Kind::Plain) {
        subject.name = told(header.patient);
    } else {
        const auto parts = header.patient.split(u' ', Qt::SkipEmptyParts);
        subject = {told(parts.value(0)), told(parts.value(3)), told(parts.value(1)), birthOf(parts.value(2))};
    }
    return subject == TraceSubject() ? std::nullopt : std::optional(subject);
}

// What only our own files say.
void readOwnWords(const EdfHeader &header, const EdfTrace &read, TracedPulse &trace)
{
    const auto recording = header.recording.split(u' ', Qt::SkipEmptyParts);
    if (header.kind != EdfHeader::Kind::Plain)
        trace.instrument = told(recording.value(4));
    for (const auto &note : read.annotations)
        if (note.text.startsWith(edfDamagedText))
            trace.badFrames = std::max(0, note.text.mid(edfDamagedText.size()).toInt());
    const auto site = read.channel.section(u' ', 1);
    if (pulseSites().contains(site))
        trace.site = site;
}

// Said anew, from the samples, by whoever writes the trace again.
bool isDerived(const QString &text)
{
    return text == u"Beat" || text.startsWith(u"Beat, ") || text == edfGapText || text == edfPaddingText
        || text.startsWith(edfDamagedText);
}

} // namespace

Result<EdfTrace> readEdf(const QByteArray &file, const EdfChoice &choice)
{
    const auto header = parseEdfHeader(file);
    if (!header)
        return tl::unexpected(header.error());
    const auto pulse = pulseChannel(*header, choice.pulse);
    if (!pulse)
        return tl::unexpected(pulse.error());
    const auto pressure = pressureChannel(*header, choice, *pulse);
    if (!pressure)
        return tl::unexpected(pressure.error());
    const auto times = timesOf(file, *header);
    if (!times)
        return tl::unexpected(times.error());
    auto samples = samplesOf(file, *header, *times, *pulse, *pressure);
    if (!samples)
        return tl::unexpected(samples.error());
    const auto &channel = header->channels[*pulse];
    const double rateHz = header->rateHz(channel);
    markMissing(*samples, times->notes, rateHz, channel.digitalLow);
    Span kept{samples->missing.indexOf(false), samples->missing.lastIndexOf(false) + 1};
    if (kept.from < 0)
        return refusedEdf(Fault::Invalid, u"pulse.csv_empty"_s);
    EdfTrace read;
    auto &trace = read.trace;
    read.channel = channel.label;
    trace.signal = {valuesOf(samples->pulse, samples->missing, channel, kept),
                    {},
                    rateHz,
                    channel.unit,
                    gapsOf(samples->missing, kept)};
    if (*pressure) {
        const auto &pressed = header->channels[**pressure];
        trace.signal.pressure = valuesOf(samples->pressure, samples->missing, pressed, kept);
        trace.pressureUnit = pressed.unit;
    }
    trace.subject = subjectInEdf(*header);
    const double lateS = double(kept.from) / rateHz;
    if (header->recording.contains(u"times_in_UTC"_s))
        trace.started = header->started.addMSecs(std::llround((times->firstAtS + lateS) * 1000));
    for (auto note : times->notes) {
        note.atS -= lateS;
        read.annotations.append(note);
        if (!isCalled(channel, u"Pulse"_s) || !isDerived(note.text))
            trace.notes.append(note);
    }
    readOwnWords(*header, read, trace);
    return read;
}

} // namespace sizhen
