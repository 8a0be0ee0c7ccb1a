// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callmedia.h"

#include <QCoreApplication>

namespace sizhen {

// Camera, microphone and loudspeaker in words.
class MediaText
{
    Q_DECLARE_TR_FUNCTIONS(MediaText)
public:
    [[nodiscard]] static QString role(MediaRole role); // "Microphone"
    [[nodiscard]] static QString name(const MediaDevice &device); // as its driver says it, or "Practice patient"
    [[nodiscard]] static QString usual(const MediaDevice *device); // the first line of a choice: what the system takes
    [[nodiscard]] static QString verdict(MediaVerdict verdict, MediaRole role); // of a test: one line

    // What a person in a call must know, worst first; the first one is shown.
    struct Line {
        QString words;
        bool isAlarm = false; // else it is only said
    };

    [[nodiscard]] static QList<Line> lines(const MediaView &view);
    [[nodiscard]] static QString partner(const MediaView &view); // what the partner has switched off or lacks; or empty

private:
    static void addAlarms(const MediaView &view, QList<Line> &lines);
    static void addTrouble(const MediaView &view, MediaRole role, QList<Line> &lines);
    static void addCamera(const MediaView &view, QList<Line> &lines);
    [[nodiscard]] static QString missing(MediaRole role);
    [[nodiscard]] static QString gone(MediaRole role);
    [[nodiscard]] static QString notOpened(MediaRole role);
    [[nodiscard]] static QString fallenBack(MediaRole role, const MediaDevice &instead);
};

} // namespace sizhen
