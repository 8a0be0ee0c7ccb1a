// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/station/recordingshelf.h"
#include "core/call/callcontrol.h"
#include "core/consult/desk.h"
#include "core/consult/recording.h"
#include "devices/record/sessionmovie.h"

#include <QMutex>

namespace sizhen {

// Records the session of this station's call, one at a time, while everybody agrees (CON-10): a word that is taken
// back, the end of the session or of the call stops it at once. The acts say that it runs and what lies on the disk. A
// media engine gives its packets to take().
class SessionRecording final : public QObject, public EncodedTap
{
    Q_OBJECT
public:
    SessionRecording(Vault &vault, Ledger &ledger, Desk &desk, CallControl &calls, QObject *parent = nullptr);
    ~SessionRecording() override; // ends it, and tells

    // → `changed`. CON-10 when somebody did not agree; Busy "recording.runs"; Refused "recording.no_call"; NoSpace, Io.
    [[nodiscard]] Result<> begin(const QByteArray &caseId, const QList<MediaTrack> &tracks, const Actor &by);
    void end(); // somebody pressed stop
    // The room has these tracks now. Where one is new, the file that cannot take it ends and another one goes on, in the
    // name of who is logged in.
    void follow(const QList<MediaTrack> &tracks, const Actor &by);

    [[nodiscard]] bool isRunning() const { return m_running != nullptr; }

    [[nodiscard]] QByteArray caseId() const; // of the running one; empty

    [[nodiscard]] const RecordingShelf &shelf() const { return m_shelf; }

    void take(const EncodedPacket &packet) override; // any thread

    // What a crash left: read as far as it goes, on another thread, and told to the case. Once, at the start.
    void recover();

Q_SIGNALS:
    void changed(); // runs, or runs no more
    void goesOn(); // in another file
    void told(const sizhen::Error &error); // the disk is full, and the like
    void ended(const QByteArray &caseId, const sizhen::RecordingEnd &end); // it stands in the case

private:
    struct Run {
        RecordingShelf::Kept kept;
        std::unique_ptr<SessionMovie> movie;
        QList<MediaTrack> tracks;
        QString why; // empty: it runs
    };

    void caseChanged(const QByteArray &id);
    void callChanged();
    void stop(QLatin1StringView why); // at once; the act follows when the disk is done
    void failed(const QByteArray &number, const Error &error);
    void written(const QByteArray &number, const MovieSummary &summary);
    void tell(const RecordingShelf::Kept &kept, const RecordingEnd &end);
    void tellWhatIsLeft(const RecordingShelf::Kept &kept, const RecordingEnd &end);
    [[nodiscard]] Run *runOf(const QByteArray &number);

    Ledger &m_ledger;
    Desk &m_desk;
    CallControl &m_calls;
    RecordingShelf m_shelf;
    std::vector<std::unique_ptr<Run>> m_runs; // the running one, and those whose disk is not done
    Run *m_running = nullptr;
    QMutex m_tapLock; // between an engine's thread and ours
    SessionMovie *m_tap = nullptr;
};

} // namespace sizhen

Q_DECLARE_METATYPE(sizhen::RecordingEnd)
