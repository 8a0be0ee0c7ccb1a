// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/textcolumns.h"

#include <algorithm>
#include <cmath>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int timesToLearn = 8;
constexpr qsizetype mostColumns = 32;

QList<QByteArray> fieldsOf(const QByteArray &line)
{
    for (const char mark : {',', ';', '\t'})
        if (line.contains(mark))
            return line.split(mark);
    return line.simplified().split(' ');
}

bool isNumber(const QByteArray &field)
{
    bool fine = false;
    const double value = field.toDouble(&fine);
    return fine && std::isfinite(value);
}

bool isNothing(const QByteArray &field)
{
    return field.isEmpty() || field.compare("nan", Qt::CaseInsensitive) == 0;
}

bool isName(const QByteArray &field)
{
    return !field.isEmpty() && field.size() <= 32 && !isNothing(field)
        && std::isalpha(static_cast<unsigned char>(field.front())) != 0
        && std::all_of(field.begin(), field.end(), [](char c) {
               return std::isalnum(static_cast<unsigned char>(c)) != 0 || QByteArrayView("_-. ()/%").contains(c);
           });
}

std::optional<qint32> countOf(const QByteArray &field, int decimals)
{
    if (!isNumber(field))
        return std::nullopt;
    const double count = std::round(field.toDouble() * std::pow(10, decimals));
    if (std::abs(count) > 2147483647.0)
        return std::nullopt;
    return qint32(count);
}

} // namespace

TextColumns::TextColumns(const PulseSetup &setup)
    : m_setup(setup)
    , m_about(setup.about)
{
    m_setup.decimals = std::clamp(m_setup.decimals, 0, 6);
    if (m_about.rateHz <= 0)
        m_about.rateHz = usualHz;
    m_about.scale.scale *= std::pow(10, -m_setup.decimals);
    m_about.scale.instrument = m_about.name();
    if (!m_setup.columns.isEmpty())
        onNames(m_setup.columns);
    m_about.hasPressure = !m_setup.pressureColumn.isEmpty();
}

void TextColumns::onNames(const QStringList &names)
{
    m_columns = names.size();
    m_names = names;
    const auto place = [&names](const QString &name) -> qsizetype {
        for (qsizetype i = 0; i < names.size(); ++i)
            if (!name.isEmpty() && names[i].compare(name, Qt::CaseInsensitive) == 0)
                return i;
        return -1;
    };
    m_pulseAt = place(m_setup.pulseColumn);
    for (const auto &usual : {u"raw"_s, u"pulse"_s, u"signal"_s, u"ppg"_s, u"value"_s})
        if (m_pulseAt < 0)
            m_pulseAt = place(usual);
    m_pulseAt = std::max<qsizetype>(0, m_pulseAt);
    m_pressureAt = place(m_setup.pressureColumn);
}

PulseHeard TextColumns::feed(QByteArrayView bytes, qint64 nowNs)
{
    PulseHeard heard;
    QVector<SampleRun::Item> items;
    for (const char byte : bytes) {
        if (byte != '\n') {
            if (m_line.size() < longestLine) {
                m_line.append(byte);
            } else if (!std::exchange(m_tooLong, true)) {
                ++m_counts.overflows;
                heard.events.append({PulseEvent::Kind::Overflow, 0, 0});
            }
            continue;
        }
        const auto line = std::exchange(m_line, {});
        const bool tooLong = std::exchange(m_tooLong, false);
        if (std::exchange(m_first, false))
            continue;
        if (tooLong)
            bad(1);
        else
            onLine(line, heard, items);
    }
    m_run.take(items, nowNs, false, heard);
    return heard;
}

void TextColumns::bad(qint64 samples)
{
    ++m_counts.badFrames;
    m_lostBefore += samples;
}

bool TextColumns::fits(qsizetype columns)
{
    if (m_columns == 0)
        m_columns = columns;
    if (m_columns == columns) {
        m_otherTimes = 0;
        return true;
    }
    m_otherTimes = columns == m_otherColumns ? m_otherTimes + 1 : 1;
    m_otherColumns = columns;
    if (m_otherTimes < timesToLearn)
        return false;
    m_columns = columns; // another sketch, or the first line that we learnt from was a damaged one
    m_pulseAt = std::min(m_pulseAt, columns - 1);
    m_pressureAt = m_pressureAt < columns ? m_pressureAt : -1;
    m_otherTimes = 0;
    return true;
}

void TextColumns::onLine(QByteArray line, PulseHeard &heard, QVector<SampleRun::Item> &items)
{
    const auto size = line.size() + 1;
    if (line.endsWith('\r'))
        line.chop(1);
    auto fields = fieldsOf(line);
    for (auto &field : fields)
        field = field.trimmed();
    if (line.isEmpty() || fields.size() > mostColumns)
        return line.isEmpty() ? void() : bad(1);
    if (std::all_of(fields.begin(), fields.end(), isName)) { // a header: the board was reset
        QStringList names;
        for (const auto &field : fields)
            names.append(QString::fromLatin1(field));
        if (m_setup.columns.isEmpty() || names.size() == m_setup.columns.size())
            onNames(names);
        m_counts.soundBytes += size;
        return;
    }
    const bool readable = std::all_of(fields.begin(), fields.end(),
                                      [](const QByteArray &field) { return isNumber(field) || isNothing(field); });
    const bool learned = m_columns > 0;
    if (!readable || (!learned && std::all_of(fields.begin(), fields.end(), isNothing)) || !fits(fields.size())) {
        // A line end that was damaged joins two lines.
        const auto lines = learned ? (fields.size() + m_columns / 2) / m_columns : 1;
        return bad(std::max<qint64>(1, lines));
    }
    const auto pulse = countOf(fields[m_pulseAt], m_setup.decimals);
    if (!pulse && !isNothing(fields[m_pulseAt]))
        return bad(1); // a number that no amplifier gives
    heard.anything = true;
    ++m_counts.frames;
    m_counts.soundBytes += size;
    if (!std::exchange(m_known, true))
        heard.about = m_about;
    SampleRun::Item item;
    item.lostBefore = std::exchange(m_lostBefore, 0);
    item.pulse = pulse;
    if (m_pressureAt >= 0)
        item.pressure = countOf(fields[m_pressureAt], m_setup.decimals);
    items.append(item);
}

QByteArray TextColumns::encode(const PulseCommand &command)
{
    switch (command.kind) {
    case PulseCommand::Kind::Connect:
        m_line.clear();
        m_tooLong = false;
        m_first = true;
        m_known = false;
        m_run.recount();
        m_lostBefore = 0;
        break;
    case PulseCommand::Kind::Start:
        m_run.begin(command.site, m_about.rateHz);
        break;
    case PulseCommand::Kind::Stop:
        m_run.end();
        break;
    case PulseCommand::Kind::Identify:
    case PulseCommand::Kind::Beat:
        break;
    }
    return {}; // it only prints
}

PulseSetup TextColumns::known() const
{
    auto setup = m_setup;
    if (m_names.size() == m_columns)
        setup.columns = m_names;
    return setup;
}

QByteArray TextColumns::halfRead() const
{
    // The first line of a connection is thrown away: here it is an empty one.
    return m_first ? m_line : '\n' + m_line;
}

PulseIntegrity TextColumns::integrity() const
{
    auto counts = m_counts;
    m_run.addTo(counts);
    return counts;
}

} // namespace sizhen
