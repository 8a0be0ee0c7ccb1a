// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/scenario.h"
#include "app/demo/stationprocess.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <memory>

namespace sizhen {

// Plays the scenario with real parts: two `sizhen` processes with a vault each, a direct link between them and a
// simulated instrument on a pty. Nothing in it is canned: every step is the same command a person could give.
class DemoDriver final : public QObject
{
    Q_OBJECT
public:
    struct Setup {
        QString programs; // folder with sizhen, sizhenctl, sizhen-pulse-sim
        QString out; // folder for report, archives, pictures; empty: none are kept
        QString data; // folder for the two vaults; empty: a temporary one
        bool visible = false; // windows on the display, with time to look
        bool windows = true; // false: two `sizhenctl shell`, nothing is shown
        QString hub; // address of a hub that carries everything; empty: a direct link
        QString stick; // folder that is carried between the two instead of any line; empty: none
        QString until; // kind of an act after which it ends ("invitation.accept"); empty: to the end
        bool times = false; // tells of every step how long it took
        std::function<void(const QString &line)> tell;
    };

    explicit DemoDriver(Setup setup, QObject *parent = nullptr);
    ~DemoDriver() override;

    void start();

    [[nodiscard]] const Result<QJsonValue> &result() const { return m_result; } // once finished

Q_SIGNALS:
    void finished();

private:
    using Next = std::function<void()>;

    struct Place {
        QString name;
        QString folder;
        QString secrets;
        DemoParty party;
        std::unique_ptr<StationProcess> process;
    };

    [[nodiscard]] Place &place(const QString &name)
    {
        return name == QLatin1String("inviting") ? m_inviting : m_invited;
    }

    [[nodiscard]] Place &other(const QString &name)
    {
        return name == QLatin1String("inviting") ? m_invited : m_inviting;
    }

    [[nodiscard]] Result<> prepareFolders();
    void startInstrument();
    void foundInstitutions();
    void foundNext(QList<std::pair<QString, QStringList>> jobs);
    void openStations();
    void nextStep();
    void perform(const DemoStep &step);
    void runStep(const DemoStep &step, const QStringList &words);
    void afterStep(const DemoStep &step, const Result<QJsonValue> &result);
    void showFor(const DemoStep &step, const Next &next);
    void settle(const DemoStep &step);
    // The step as it is without a direct link.
    [[nodiscard]] QStringList byOtherCarrier(const QStringList &words) const;
    void carryStick(const QString &from, const Next &next);
    void carryOn(QList<std::pair<QString, QStringList>> ways, const Next &next);
    // Nothing without a name, a folder for it and a window.
    void picture(const QString &name, const QString &side, const Next &next);
    void keepOutputs();
    void collect(QList<std::pair<QString, QStringList>> jobs);
    void stop(const Error &error);
    void end(const Result<QJsonValue> &result);
    void closeAll();

    const Setup m_setup;
    Scenario m_scenario;
    QTemporaryDir m_temporary;
    Place m_inviting{QStringLiteral("inviting"), {}, {}, {}, nullptr};
    Place m_invited{QStringLiteral("invited"), {}, {}, {}, nullptr};
    std::unique_ptr<QProcess> m_instrument;
    QHash<QString, QString> m_variables;
    QString m_shown; // where the windows were last
    qsizetype m_next = 0;
    QElapsedTimer m_step;
    int m_earlyTries = 0;
    int m_pictures = 0;
    tl::expected<QJsonValue, Error> m_result = QJsonValue();
    bool m_ended = false;
    bool m_told = false; // finished() was said
};

} // namespace sizhen
