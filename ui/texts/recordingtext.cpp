// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/texts/recordingtext.h"

#include "core/records/ledger.h"
#include "ui/texts/sentences.h"

#include <QLocale>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr Sentence recordingEnds[] = {
    {"PERSON", QT_TRANSLATE_NOOP("RecordingText", "stopped by a person")},
    {"WITHDRAWN", QT_TRANSLATE_NOOP("RecordingText", "not everybody agreed any more")},
    {"SESSION", QT_TRANSLATE_NOOP("RecordingText", "the session was over")},
    {"CALL", QT_TRANSLATE_NOOP("RecordingText", "the call was over")},
    {"NEWCOMER", QT_TRANSLATE_NOOP("RecordingText", "somebody came into the call; a further recording goes on")},
    {"DISK_FULL", QT_TRANSLATE_NOOP("RecordingText", "the disk was full")},
    {"DISK", QT_TRANSLATE_NOOP("RecordingText", "the disk could not be written")},
    {"CRASH", QT_TRANSLATE_NOOP("RecordingText", "the program or the machine stopped")},
};

constexpr Sentence recordingTracks[] = {
    {"picture.inviting", QT_TRANSLATE_NOOP("RecordingText", "Picture of the inviting side")},
    {"picture.invited", QT_TRANSLATE_NOOP("RecordingText", "Picture of the invited side")},
    {"sound.inviting", QT_TRANSLATE_NOOP("RecordingText", "Sound of the inviting side")},
    {"sound.invited", QT_TRANSLATE_NOOP("RecordingText", "Sound of the invited side")},
};

} // namespace

QString RecordingText::why(const QString &code)
{
    const auto *source = sourceOf(recordingEnds, code);
    return source ? tr(source) : code;
}

QString RecordingText::word(const Event &agreed)
{
    const bool yes = agreed.args[u"agreed"_s].toBool();
    if (agreed.args[u"patient"_s].toBool())
        return yes ? tr("The patient agreed to recording") : tr("The patient does not agree to recording");
    return yes ? tr("Agreed to recording") : tr("Does not agree to recording");
}

QString RecordingText::track(const QString &name)
{
    if (const auto *source = sourceOf(recordingTracks, name))
        return tr(source);
    if (const auto language = name.section(u'.', 1); name.startsWith(u"interpreter."_s) && !language.isEmpty())
        return tr("Interpreter into %1").arg(QLocale(language).nativeLanguageName());
    return name;
}

} // namespace sizhen
