// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/edfnotes.h"

#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr char textEnds = '\x14';
constexpr char durationBegins = '\x15';
constexpr double mostOnsetS = 1e9;

// Digits with at most one point among them; no exponent, no "inf".
std::optional<double> plainSeconds(QByteArrayView text)
{
    int points = 0;
    for (const char c : text) {
        points += c == '.' ? 1 : 0;
        if (c != '.' && (c < '0' || c > '9'))
            return std::nullopt;
    }
    bool fine = false;
    const double value = text.toDouble(&fine);
    return fine && points <= 1 && value <= mostOnsetS ? std::optional(value) : std::nullopt;
}

std::optional<double> onsetOf(QByteArrayView text)
{
    if (!text.startsWith('+') && !text.startsWith('-'))
        return std::nullopt;
    auto seconds = plainSeconds(text.sliced(1));
    if (seconds && text.startsWith('-'))
        seconds = -*seconds;
    return seconds;
}

bool takeList(QByteArrayView list, EdfNotes &notes)
{
    const auto head = list.indexOf(textEnds);
    if (head < 0 || !list.endsWith(textEnds))
        return false;
    const auto duration = list.first(head).indexOf(durationBegins);
    const auto onset = onsetOf(list.first(duration < 0 ? head : duration));
    std::optional<double> lastsS;
    if (duration >= 0 && !(lastsS = plainSeconds(list.sliced(duration + 1, head - duration - 1))))
        return false;
    if (!onset)
        return false;
    for (auto from = head + 1; from < list.size();) {
        const auto to = list.indexOf(textEnds, from);
        const auto text = QString::fromUtf8(list.sliced(from, to - from)).simplified();
        // 2.2.4: the first list of a record has an empty text: it is the record's own time.
        if (text.isEmpty() && !notes.recordAtS && notes.marks.isEmpty())
            notes.recordAtS = onset;
        else if (!text.isEmpty())
            notes.marks.append({*onset, lastsS, text});
        from = to + 1;
    }
    return true;
}

} // namespace

Result<EdfNotes> readEdfNotes(QByteArrayView bytes)
{
    EdfNotes notes;
    for (qsizetype at = 0; at < bytes.size();) {
        if (bytes[at] == '\0') {
            ++at;
            continue;
        }
        const auto end = bytes.indexOf('\0', at);
        if (end < 0 || !takeList(bytes.sliced(at, end - at), notes))
            return tl::unexpected(Error{Fault::Invalid, u"edf: annotations"_s, {}, u"pulse.edf_annotations"_s, {}});
        at = end + 1;
    }
    return notes;
}

} // namespace sizhen
