// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workstation/screens.h"

#include "app/station/station.h"
#include "app/workstation/safekeepingsection.h"
#include "app/workstation/logtail.h"
#include "core/records/roles.h"
#include "ui/screens/accessscreen.h"
#include "ui/screens/accountsscreen.h"
#include "ui/screens/casescreen.h"
#include "ui/screens/interpreterscreen.h"
#include "ui/screens/itscreen.h"
#include "ui/screens/partnerscreen.h"
#include "ui/screens/patientscreen.h"
#include "ui/screens/pulsescreen.h"
#include "ui/screens/reportscreen.h"
#include "ui/screens/roomscreen.h"
#include "ui/screens/rootscreen.h"
#include "ui/screens/stationspanel.h"
#include "ui/screens/todayscreen.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

class ScreenNames
{
    Q_DECLARE_TR_FUNCTIONS(ScreenNames)
public:
    static QString today() { return tr("Today"); }

    static QString patients() { return tr("Patients"); }

    static QString partners() { return tr("Partners"); }

    static QString station() { return tr("Station"); }

    static QString root() { return tr("Root key"); }

    static QString people() { return tr("People"); }

    static QString accessLog() { return tr("Access log"); }

    static QString caseScreen() { return tr("Case"); }

    static QString pulse() { return tr("Pulse"); }

    static QString room() { return tr("Room"); }

    static QString report() { return tr("Report"); }

    static QString interpreter() { return tr("Interpreter"); }
};

template <typename S>
std::unique_ptr<Screen> make(ScreenContext &context)
{
    return std::make_unique<S>(context);
}

// The one screen that looks into the program itself.
auto makeStation(Station &station, LogTail &log, const std::function<void(const SecretBytes &)> &rekey)
{
    return [&station, &log, rekey](ScreenContext &context) -> std::unique_ptr<Screen> {
        auto screen = std::make_unique<ItScreen>(context);
        screen->setLog(log.lines());
        QObject::connect(&log, &LogTail::lineAdded, screen.get(), &ItScreen::appendLog);
        screen->stations().setLineOf([&station](const QByteArray &pin) {
            using Line = StationsPanel::Line;
            const auto links = station.links().linksOf(station.ledger().institution().root);
            const auto found = std::ranges::find(links, pin, &PeerLink::pin);
            if (found == links.cend() || (*found)->state() == PeerLink::State::Offline)
                return Line::NotConnected;
            return (*found)->state() == PeerLink::State::Up ? Line::Connected : Line::Connecting;
        });
        QObject::connect(screen.get(), &ItScreen::checkRequested, &station, &Station::checkVault);
        QObject::connect(screen.get(), &ItScreen::stopCheckRequested, &station, &Station::stopVaultCheck);
        addSafekeeping(*screen, station, rekey);
        return screen;
    };
}

// Cards name where this station listens and which hub keeps its mailbox.
auto makePartners(Station &station)
{
    return [&station](ScreenContext &context) -> std::unique_ptr<Screen> {
        auto screen = std::make_unique<PartnerScreen>(context);
        auto addresses = QStringList{station.setting(u"listen"_s), station.setting(u"hub"_s)};
        addresses.removeAll(QString());
        screen->setAddresses(addresses);
        return screen;
    };
}

} // namespace

QList<ScreenRow> screenRows(Station &station, LogTail &log, const std::function<void(const SecretBytes &)> &rekey)
{
    const auto may = rolesForScreen; // resources/roles.json
    return {
        {u"today"_s, &ScreenNames::today, may(u"today"_s), make<TodayScreen>},
        {u"patients"_s, &ScreenNames::patients, may(u"patients"_s), make<PatientScreen>},
        {u"partners"_s, &ScreenNames::partners, may(u"partners"_s), makePartners(station)},
        {u"it"_s, &ScreenNames::station, {}, makeStation(station, log, rekey)},
        {u"root"_s, &ScreenNames::root, may(u"root"_s), make<RootScreen>},
        {u"people"_s, &ScreenNames::people, {}, make<AccountsScreen>}, // everybody: one's own account; SEC-ADMIN: all
        {u"accesslog"_s, &ScreenNames::accessLog, may(u"accesslog"_s), make<AccessScreen>},
        {u"case"_s, &ScreenNames::caseScreen, may(u"case"_s), make<CaseScreen>, false},
        {u"pulse"_s, &ScreenNames::pulse, may(u"pulse"_s), make<PulseScreen>, false},
        {u"room"_s, &ScreenNames::room, may(u"room"_s), make<RoomScreen>, false},
        {u"report"_s, &ScreenNames::report, may(u"report"_s), make<ReportScreen>, false},
        {u"interpreter"_s, &ScreenNames::interpreter, may(u"interpreter"_s), make<InterpreterScreen>, false},
    };
}

} // namespace sizhen
