// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workstation/screens.h"

#include "app/station/station.h"
#include "app/workstation/logtail.h"
#include "ui/screens/casescreen.h"
#include "ui/screens/interpreterscreen.h"
#include "ui/screens/itscreen.h"
#include "ui/screens/partnerscreen.h"
#include "ui/screens/patientscreen.h"
#include "ui/screens/pulsescreen.h"
#include "ui/screens/reportscreen.h"
#include "ui/screens/rootscreen.h"
#include "ui/screens/todayscreen.h"

#include <QCoreApplication>

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

    static QString caseScreen() { return tr("Case"); }

    static QString pulse() { return tr("Pulse"); }

    static QString report() { return tr("Report"); }

    static QString interpreter() { return tr("Interpreter"); }
};

template <typename S>
std::unique_ptr<Screen> make(ScreenContext &context)
{
    return std::make_unique<S>(context);
}

// The one screen that looks into the program itself.
auto makeStation(Station &station, LogTail &log)
{
    return [&station, &log](ScreenContext &context) -> std::unique_ptr<Screen> {
        auto screen = std::make_unique<ItScreen>(context);
        screen->setLog(log.lines());
        QObject::connect(&log, &LogTail::lineAdded, screen.get(), &ItScreen::appendLog);
        QObject::connect(screen.get(), &ItScreen::checkRequested, &station, &Station::checkVault);
        QObject::connect(screen.get(), &ItScreen::stopCheckRequested, &station, &Station::stopVaultCheck);
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

QList<ScreenRow> screenRows(Station &station, LogTail &log)
{
    const QStringList clinical{u"PHYSICIAN"_s, u"MED-ADMIN"_s, u"LIAISON"_s, u"RECORDS"_s, u"INTERPRETER"_s};
    return {
        {u"today"_s, &ScreenNames::today, clinical, make<TodayScreen>},
        {u"patients"_s, &ScreenNames::patients, {u"PHYSICIAN"_s, u"MED-ADMIN"_s}, make<PatientScreen>},
        {u"partners"_s, &ScreenNames::partners, {u"MED-ADMIN"_s, u"IT"_s, u"SEC-ADMIN"_s}, makePartners(station)},
        {u"it"_s, &ScreenNames::station, {}, makeStation(station, log)},
        {u"root"_s, &ScreenNames::root, {u"SEC-ADMIN"_s, u"IT"_s, u"MED-ADMIN"_s}, make<RootScreen>},
        {u"case"_s, &ScreenNames::caseScreen, clinical, make<CaseScreen>, false},
        {u"pulse"_s, &ScreenNames::pulse, {u"PHYSICIAN"_s}, make<PulseScreen>, false},
        {u"report"_s, &ScreenNames::report, clinical, make<ReportScreen>, false},
        {u"interpreter"_s, &ScreenNames::interpreter, clinical, make<InterpreterScreen>, false},
    };
}

} // namespace sizhen
