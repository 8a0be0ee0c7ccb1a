// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pulsebeatmarks.h"
#include "ui/widgets/pulsetext.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr double widthLevel = 2.0 / 3; // w1.upperThird

} // namespace

const QStringList &PulseBeatMarks::keys()
{
    static const QStringList list{u"on"_s,    u"w_from"_s, u"sp"_s,       u"w_to"_s, u"tidal_trough"_s,
                                  u"tidal"_s, u"notch"_s,  u"dicrotic"_s, u"next"_s};
    return list;
}

QString PulseBeatMarks::letter(const QString &key)
{
    static const QHash<QString, QString> letters{
        {u"sp"_s, u"h1"_s},    {u"tidal_trough"_s, u"h2"_s}, {u"tidal"_s, u"h3"_s}, {u"notch"_s, u"h4"_s},
        {u"w_from"_s, u"w"_s}, {u"w_to"_s, u"w"_s},          {u"next"_s, u"t"_s},   {u"dicrotic"_s, u"h5"_s}};
    return key == u"on" ? tr("foot") : letters.value(key);
}

PulseBeatMarks::PulseBeatMarks(const AverageBeat &beat)
    : m_beat(beat)
{
    if (!beat.marks || beat.wave.size() < 3)
        return;
    const auto &marks = *beat.marks;
    m_machine = {{u"on"_s, marks.on}, {u"sp"_s, marks.sp}, {u"next"_s, double(beat.wave.size() - 1)}};
    const auto add = [this](const QString &key, const std::optional<double> &index) {
        if (index)
            m_machine.insert(key, *index);
    };
    add(u"tidal_trough"_s, marks.tidalTrough);
    add(u"tidal"_s, marks.tidal);
    add(u"notch"_s, marks.notch);
    if (marks.notch && marks.dicrotic && waveAt(*marks.dicrotic) > waveAt(*marks.notch))
        add(u"dicrotic"_s, marks.dicrotic);
    add(u"w_from"_s, crossing(true));
    add(u"w_to"_s, crossing(false));
}

std::optional<double> PulseBeatMarks::machine(const QString &key) const
{
    const auto it = m_machine.find(key);
    return it == m_machine.end() ? std::nullopt : std::optional(*it);
}

std::optional<double> PulseBeatMarks::valid(const QString &key) const
{
    const auto it = m_mine.find(key);
    return it == m_mine.end() ? machine(key) : std::optional(*it);
}

double PulseBeatMarks::bounded(double index) const
{
    return std::clamp(index, 0.0, std::max(0.0, double(m_beat.wave.size() - 1)));
}

QMap<QString, double> PulseBeatMarks::known(const QMap<QString, double> &corrections) const
{
    QMap<QString, double> list;
    for (auto it = corrections.begin(); it != corrections.end(); ++it)
        if (keys().contains(it.key()) && std::isfinite(it.value()))
            list.insert(it.key(), bounded(it.value()));
    return list;
}

void PulseBeatMarks::setCorrections(const QMap<QString, double> &mine, const QMap<QString, double> &partners)
{
    m_mine = known(mine);
    m_partners = known(partners);
}

void PulseBeatMarks::moveMine(const QString &key, double index)
{
    m_mine.insert(key, bounded(index));
}

bool PulseBeatMarks::resetMine(const QString &key)
{
    return m_mine.remove(key) > 0;
}

double PulseBeatMarks::waveAt(double index) const
{
    if (m_beat.wave.size() < 2)
        return 0;
    const auto i = std::min(qsizetype(bounded(index)), m_beat.wave.size() - 2);
    const double part = std::clamp(index - double(i), 0.0, 1.0);
    return m_beat.wave[i] * (1 - part) + m_beat.wave[i + 1] * part;
}

double PulseBeatMarks::heightAt(double index) const
{
    const double on = valid(u"on"_s).value_or(0);
    const double next = std::max(on + 1, valid(u"next"_s).value_or(double(m_beat.wave.size() - 1)));
    const double lean = (waveAt(next) - waveAt(on)) / (next - on);
    return waveAt(index) - waveAt(on) - lean * (index - on);
}

double PulseBeatMarks::msFromFoot(double index) const
{
    return m_beat.rateHz > 0 ? (index - valid(u"on"_s).value_or(0)) / m_beat.rateHz * 1000 : 0;
}

std::optional<double> PulseBeatMarks::crossing(bool rising) const
{
    const double peak = m_machine.value(u"sp"_s);
    const double level = widthLevel * heightAt(peak);
    const double step = rising ? -1 : 1;
    for (double at = peak; at > 0 && at < double(m_beat.wave.size() - 1); at += step)
        if (const double before = heightAt(at), after = heightAt(at + step); after < level && before >= level)
            return at + step * (before - level) / std::max(1e-12, before - after);
    return std::nullopt;
}

double PulseBeatMarks::guess(const QString &key) const
{
    const auto place = keys().indexOf(key);
    double before = 0;
    double after = double(m_beat.wave.size() - 1);
    for (auto i = place - 1; i >= 0; --i)
        if (const auto at = valid(keys()[i])) {
            before = *at;
            break;
        }
    for (auto i = place + 1; i < keys().size(); ++i)
        if (const auto at = valid(keys()[i])) {
            after = *at;
            break;
        }
    return (before + after) / 2;
}

QString PulseBeatMarks::heightWords(double height, const QString &unit) const
{
    const auto number = QLocale().toString(height, 'g', std::abs(height) >= 1000 ? 4 : 3);
    return tr("%1 %2").arg(number, PulseText::unit(unit));
}

QString PulseBeatMarks::words(const QString &key, const QString &unit) const
{
    const auto at = valid(key);
    if (!at)
        return tr("%1: not seen").arg(letter(key));
    const auto ms = [](double value) { return tr("%1 ms").arg(QLocale().toString(value, 'f', 0)); };
    const double h1 = heightAt(valid(u"sp"_s).value_or(0));
    const double height = heightAt(*at);
    const auto share = QLocale().toString(h1 > 0 ? height / h1 : 0, 'f', 2);
    const auto time = ms(msFromFoot(*at));
    if (key == u"sp")
        return tr("h1 %1 · t1 %2").arg(heightWords(height, unit), time);
    if (key == u"tidal_trough")
        return tr("h2 %1, %2 of h1 · t2 %3").arg(heightWords(height, unit), share, time);
    if (key == u"tidal")
        return tr("h3 %1, %2 of h1 · t3 %3").arg(heightWords(height, unit), share, time);
    if (key == u"notch") {
        const auto rest = ms(msFromFoot(valid(u"next"_s).value_or(*at)) - msFromFoot(*at));
        return tr("h4 %1, %2 of h1 · t4 %3 · t5 %4").arg(heightWords(height, unit), share, time, rest);
    }
    if (key == u"dicrotic") {
        const auto notch = valid(u"notch"_s);
        return tr("h5 %1 above the notch · %2 from the foot")
            .arg(heightWords(height - (notch ? heightAt(*notch) : 0), unit), time);
    }
    if (key == u"next")
        return tr("t %1").arg(time);
    if (key == u"on")
        return tr("foot");
    const auto from = valid(u"w_from"_s);
    const auto to = valid(u"w_to"_s);
    return from && to ? tr("w %1").arg(ms(msFromFoot(*to) - msFromFoot(*from))) : tr("w: not seen");
}

} // namespace sizhen
