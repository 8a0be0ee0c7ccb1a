// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/lineprobe.h"
#include "core/call/mediacheck.h"

#include <QDateTime>
#include <QJsonObject>
#include <QObject>
#include <QVariantMap>

namespace sizhen {

// What a check before a call goes by (resources/precheck.json).
struct PreCallLimits {
    QHash<QString, int> bandwidthKbit; // NET-05: country → kbit/s each way; "*" elsewhere
    QHash<QString, int> providers; // NET-04: how many must be registered
    int leastKbit = 0; // below it a picture is hardly one
    int roundTripMs = 0;
    double lossPct = 0;
    int jitterMs = 0;
    int echoMs = 0; // longer, and the echo is no longer taken out well
    int clockS = 0;
    int hoursGood = 0; // a check that is older proves nothing

    // Of both houses the stricter one.
    [[nodiscard]] int bandwidthFor(const QStringList &countries) const;
    [[nodiscard]] int providersFor(const QString &country) const;
};

[[nodiscard]] Result<PreCallLimits> parsePreCallLimits(const QByteArray &json);
[[nodiscard]] const PreCallLimits &preCallLimits();

// What was tried and found; what could not be tried is not in it.
struct PreCallFindings {
    enum class Way { None, Hub, Direct };

    struct WayOut {
        QString provider; // empty: the only one
        QString name; // of the partner, the hub, the relay
        quint16 port = 0;
        bool isRelay = false;
        std::optional<qint64> ms; // nothing: it does not pass
        Error why;
    };

    std::optional<Error> noMedia; // devices cannot be tried: a call runs, or there are no media
    std::optional<MediaFindings> media;
    CallDevices devices; // that were tried
    bool hasPartner = false;
    Way way = Way::None;
    std::optional<LineFigures> line;
    std::optional<Error> noLine; // why it could not be measured
    QStringList countries; // ours first, then the partner's
    QStringList providers; // names of those that are registered
    QStringList dead; // those of them whose line has no address: the cable is out
    std::vector<WayOut> ways;
    bool hasRelay = false;
    std::optional<double> clockS; // how far the clocks are apart, when no probe says more
    qint64 diskFree = -1; // bytes
    QString diskMessage; // of the station's own watch: "disk.ok" "disk.low" "disk.full"
};

// One line of the result. Id and message pick the words (ui/texts).
struct PreCallItem {
    enum class State { Good, Warning, Fault, Untried };

    QString
        id; // "camera" "microphone" "loudspeaker" "partner" "bandwidth" "providers" "way.<name>" "relay" "clock" "disk"
    State state = State::Untried;
    QString message; // "media.<verdict>" of a device; else an error's
    QVariantMap args;

    friend bool operator==(const PreCallItem &, const PreCallItem &) = default;
};

[[nodiscard]] QString preCallStateName(PreCallItem::State state); // "good" "warning" "fault" "untried": for files

struct PreCallResult {
    QDateTime at; // when it was over
    QByteArray caseId; // empty: a morning's check
    QByteArray partner; // root
    QList<PreCallItem> items; // in the order of the list
    std::optional<LineFigures> line;

    [[nodiscard]] const PreCallItem *item(const QString &id) const;
    // The item that the verdict names: the first fault, else the first warning; nullptr: everything is good.
    [[nodiscard]] const PreCallItem *worst() const;
    [[nodiscard]] bool isReady() const; // no fault
    [[nodiscard]] bool isFresh(const QDateTime &now) const;

    // NET-05, as case.start keeps it; empty when the line was not measured.
    [[nodiscard]] QCborMap probe() const;
    [[nodiscard]] QJsonObject toJson() const;
    [[nodiscard]] static Result<PreCallResult> fromJson(const QJsonObject &json);
};

[[nodiscard]] QList<PreCallItem> judgePreCall(const PreCallFindings &findings, const PreCallLimits &limits);

// Which items of the start gate (SES-01) a fresh and good result answers: "picture" "sound" "network".
[[nodiscard]] QStringList gateChecksProved(const PreCallResult &result);

// A check of everything that a call needs: devices, the way to the partner, clock, disk. One at a time.
class PreCallCheck : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    // Of this case's partner; empty: of the first partner there is, or of nobody. Busy: one runs, or a call does.
    [[nodiscard]] virtual Result<> start(const QByteArray &caseId) = 0;
    virtual void cancel() = 0; // devices are free again soon; the last result stays
    [[nodiscard]] virtual bool isRunning() const = 0;
    [[nodiscard]] virtual QStringList pending() const = 0; // "devices" "line" "ways": what is not done yet
    [[nodiscard]] virtual std::optional<PreCallResult> last() const = 0; // also of an earlier start of the program

Q_SIGNALS:
    void changed(); // began, came on, was cancelled, is over
    void finished(const sizhen::PreCallResult &result);
};

} // namespace sizhen

Q_DECLARE_METATYPE(sizhen::PreCallResult)
