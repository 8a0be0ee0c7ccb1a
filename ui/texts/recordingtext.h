// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

namespace sizhen {

struct Event;

// What is said about the recording of a session.
class RecordingText
{
    Q_DECLARE_TR_FUNCTIONS(RecordingText)
public:
    [[nodiscard]] static QString why(const QString &code); // core/consult/recording.h, recordingend
    [[nodiscard]] static QString word(const Event &agreed); // case.recording_agreed
    // "picture.inviting" → "Picture of the inviting side"; what is not known stays as it is.
    [[nodiscard]] static QString track(const QString &name);
};

} // namespace sizhen
