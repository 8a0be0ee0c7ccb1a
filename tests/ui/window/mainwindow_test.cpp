// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/callbench.h"
#include "tests/support/casebench.h"
#include "tests/support/program.h"
#include "tests/ui/support/uichecks.h"
#include "ui/screens/itscreen.h"
#include "ui/screens/partnerscreen.h"
#include "ui/screens/patientscreen.h"
#include "ui/screens/todayscreen.h"
#include "ui/texts/translations.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/mark.h"
#include "ui/widgets/videoview.h"
#include "ui/window/callcorner.h"
#include "ui/window/commandpalette.h"
#include "ui/window/header.h"
#include "ui/window/mainwindow.h"

#include <QApplication>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace sizhen;
using namespace sizhen::test;

namespace {

// A screen that writes down what the window does with it.
class ProbeScreen final : public Screen
{
public:
    explicit ProbeScreen(QStringList &log, QWidget *parent = nullptr)
        : Screen(parent)
        , m_log(log)
        , m_rail(new QPushButton(u"rail"_s))
        , m_side(new QPushButton(u"side"_s))
    {
        auto *button = new QPushButton(u"work"_s, this);
        button->setObjectName(u"probeButton"_s);
        m_rail->setObjectName(u"probeRail"_s);
        m_side->setObjectName(u"probeSide"_s);
    }

    QString title() const override { return u"Probe"_s; }

    QWidget *rail() override { return m_rail; }

    QWidget *side() override { return m_side; }

    bool needsCase() const override { return true; }

    void openCase(const QByteArray &id) override { m_log.append(u"case "_s + QString::fromLatin1(id.toHex())); }

    void activated() override { m_log.append(u"activated"_s); }

    void deactivated() override { m_log.append(u"deactivated"_s); }

private:
    QStringList &m_log;
    QPushButton *m_rail;
    QPushButton *m_side;
};

template <typename T>
ScreenRow rowOf(const QString &id, const char *title, const QStringList &roles = {})
{
    return {id, [title] { return QCoreApplication::translate("ScreenTitle", title); }, roles,
            [](ScreenContext &context) { return std::make_unique<T>(context); }};
}

} // namespace

class MainWindowTest final : public QObject
{
    Q_OBJECT

    Translations m_translations;
    QStringList m_log;
    std::unique_ptr<Consultation> m_twins;
    std::unique_ptr<Seat> m_seat;
    std::unique_ptr<MainWindow> m_window;

    QList<ScreenRow> rows()
    {
        return {rowOf<TodayScreen>(u"today"_s, "Today"),
                rowOf<PatientScreen>(u"patients"_s, "Patients", {u"PHYSICIAN"_s}),
                rowOf<PartnerScreen>(u"partners"_s, "Partners", {u"MED-ADMIN"_s}),
                rowOf<ItScreen>(u"it"_s, "Station", {u"IT"_s}),
                {u"room"_s,
                 [] { return u"Room"_s; },
                 {},
                 [this](ScreenContext &) { return std::make_unique<ProbeScreen>(m_log); },
                 false},
                {u"case"_s,
                 [] { return u"Case"_s; },
                 {},
                 [this](ScreenContext &) { return std::make_unique<ProbeScreen>(m_log); },
                 false}};
    }

    template <typename T>
    T *child(const QString &name)
    {
        auto *found = m_window->findChild<T *>(name);
        if (!found)
            qFatal("no %s", qPrintable(name));
        return found;
    }

    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : m_window.get(), key, modifiers);
    }

    void speak(const QString &language)
    {
        m_seat->tongue = language;
        QVERIFY(m_translations.use(language));
        QTest::qWait(50);
    }

private Q_SLOTS:

    void initTestCase()
    {
        QVERIFY(startCrypto());
        theme::apply(*qobject_cast<QApplication *>(QCoreApplication::instance()), false);
    }

    void init()
    {
        QVERIFY(m_translations.use(u"en"_s));
        m_log.clear();
        m_twins = std::make_unique<Consultation>();
        m_twins->duna.enrol(u"nagy"_s, {u"IT"_s}, {}, {u"纳吉"_s, u"Nagy Péter"_s});
        m_seat = std::make_unique<Seat>(m_twins->duna, u"kovacs"_s);
        m_window = std::make_unique<MainWindow>(MainWindow::Setup{});
        m_window->openWork(m_seat->context, rows());
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    void cleanup()
    {
        m_window.reset();
        m_seat.reset();
        m_twins.reset();
    }

    void eachRoleSeesItsOwnTabs()
    {
        QVERIFY(m_window->findChild<TabButton *>(u"tab.today"_s));
        QVERIFY(m_window->findChild<TabButton *>(u"tab.partners"_s));
        QVERIFY(!m_window->findChild<TabButton *>(u"tab.it"_s));
        QVERIFY(!m_window->findChild<TabButton *>(u"tab.case"_s)); // reached through a case
        QCOMPARE(m_window->openScreen(u"it"_s), nullptr); // not by asking, either
        Seat it(m_twins->duna, u"nagy"_s);
        m_window->openWork(it.context, rows());
        QVERIFY(m_window->findChild<TabButton *>(u"tab.it"_s));
        QVERIFY(!m_window->findChild<TabButton *>(u"tab.patients"_s));
        m_window->closeWork();
    }

    // A call rings wherever somebody works, and the partner stays beside the work.
    void thePartnerStaysBesideTheWork()
    {
        CallBench bench;
        m_window->closeWork();
        m_seat->context.calls = &bench;
        m_window->openWork(m_seat->context, rows());
        auto *corner = child<CallCorner>(u"callCorner"_s);
        QVERIFY(!corner->isVisible());
        bench.line.invite(1);
        bench.pass(1000);
        QVERIFY(corner->isVisible());
        QCOMPARE(corner->width(), theme::cornerWidth); // Today has no side
        QVERIFY(child<QPushButton>(u"corner.answer"_s)->isVisible());
        QVERIFY(namelessControls(corner).isEmpty());
        m_window->openCase(QByteArray(16, 'c'));
        QCOMPARE(corner->width(), theme::sideWidth);
        QTest::mouseClick(child<QPushButton>(u"corner.answer"_s), Qt::LeftButton);
        QCOMPARE(m_window->currentId(), u"room"_s);
        QVERIFY(!corner->isVisible()); // the room shows the partner itself
        bench.pass(3000);
        QVERIFY(bench.line.isConnected(0, 1));
        m_window->openCase(QByteArray(16, 'c'));
        QVERIFY(corner->isVisible());
        QVideoFrame frame(QVideoFrameFormat(QSize(64, 36), QVideoFrameFormat::Format_BGRX8888));
        QVERIFY(frame.map(QVideoFrame::WriteOnly));
        QImage(frame.bits(0), 64, 36, frame.bytesPerLine(0), QImage::Format_RGB32).fill(Qt::red);
        frame.unmap();
        bench.receive(frame);
        QVERIFY(child<VideoView>(u"corner.picture"_s)->hasPicture());
        QTest::mouseClick(child<QPushButton>(u"corner.end"_s), Qt::LeftButton);
        QVERIFY(!corner->isVisible());
        m_window->closeWork();
    }

    void tabsAreReachedByKeysAndClicks()
    {
        QCOMPARE(m_window->currentId(), u"today"_s);
        key(Qt::Key_2, Qt::ControlModifier);
        QCOMPARE(m_window->currentId(), u"patients"_s);
        QTest::mouseClick(child<TabButton>(u"tab.partners"_s), Qt::LeftButton);
        QCOMPARE(m_window->currentId(), u"partners"_s);
        QVERIFY(child<TabButton>(u"tab.partners"_s)->isChecked());
        QVERIFY(!child<TabButton>(u"tab.today"_s)->isChecked());
    }

    void aScreenThatNeedsACaseGetsTheOneOpened()
    {
        QCOMPARE(m_window->openScreen(u"case"_s), nullptr); // no case yet
        m_window->openCase("abc");
        QCOMPARE(m_window->currentId(), u"case"_s);
        QCOMPARE(m_log, (QStringList{u"case 616263"_s, u"activated"_s}));
        QVERIFY(child<QWidget>(u"probeRail"_s)->isVisible());
        QVERIFY(child<QWidget>(u"probeSide"_s)->isVisible());
        QCOMPARE(child<QWidget>(u"rail"_s)->width(), theme::railWidth);
        QCOMPARE(child<QWidget>(u"side"_s)->width(), theme::sideWidth);
        m_window->openScreen(u"today"_s);
        QCOMPARE(m_log.constLast(), u"deactivated"_s);
        QVERIFY(!child<QWidget>(u"rail"_s)->isVisible()); // the board takes the whole width
        m_window->openScreen(u"case"_s);
        QCOMPARE(m_log.count(u"case 616263"_s), 2);
    }

    void f6GoesRoundTheAreas()
    {
        m_window->openCase("abc");
        child<QPushButton>(u"probeButton"_s)->setFocus();
        key(Qt::Key_F6);
        QVERIFY(child<QPushButton>(u"probeSide"_s)->hasFocus());
        key(Qt::Key_F6);
        QVERIFY(child<QPushButton>(u"probeRail"_s)->hasFocus());
        key(Qt::Key_F6);
        QVERIFY(child<QPushButton>(u"probeButton"_s)->hasFocus());
    }

    void theFinderOpensPatientsCasesAndScreens()
    {
        m_twins->signAgreement();
        const auto patient = m_twins->registerPatient();
        m_twins->openCase(patient);
        key(Qt::Key_K, Qt::ControlModifier);
        auto *palette = child<CommandPalette>(u"palette"_s);
        QVERIFY(palette->isVisible());
        auto *query = child<QLineEdit>(u"paletteQuery"_s);
        QVERIFY(query->hasFocus());
        QVERIFY(palette->shown().size() >= 5); // actions to begin with
        QTest::keyClicks(query, u"ilona"_s);
        QCOMPARE(palette->shown().size(), 2); // the patient, then her case
        QCOMPARE(palette->shown()[1].kind, Found::Kind::Case);
        key(Qt::Key_Return);
        QCOMPARE(m_window->currentId(), u"patients"_s);
        QCOMPARE(child<QLabel>(u"patientTitle"_s)->text(), u"Varga Ilona"_s);
        QVERIFY(palette->shown().isEmpty()); // no names stay in a hidden list

        key(Qt::Key_K, Qt::ControlModifier);
        QTest::keyClicks(query, u"insomnia"_s);
        QCOMPARE(palette->shown()[0].kind, Found::Kind::Case);
        key(Qt::Key_Return);
        QCOMPARE(m_window->currentId(), u"case"_s);

        key(Qt::Key_K, Qt::ControlModifier);
        QTest::keyClicks(query, u"go to partners"_s);
        key(Qt::Key_Return);
        QCOMPARE(m_window->currentId(), u"partners"_s);
    }

    void escapeClosesTheFinderAndGivesTheFocusBack()
    {
        m_window->openCase("abc");
        auto *before = child<QPushButton>(u"probeButton"_s);
        before->setFocus();
        key(Qt::Key_K, Qt::ControlModifier);
        key(Qt::Key_Down);
        key(Qt::Key_Escape);
        QVERIFY(!child<CommandPalette>(u"palette"_s)->isVisible());
        QVERIFY(before->hasFocus());
    }

    void aFailureStaysUntilItIsRead()
    {
        auto *screen = m_window->currentScreen();
        Q_EMIT screen->failed(Error{Fault::Refused, {}, u"AGR-04"_s, u"agr.none_active"_s, {}});
        auto *banner = child<Banner>(u"banner"_s);
        QVERIFY(banner->isVisible());
        QCOMPARE(banner->rule(), u"AGR-04"_s);
        m_window->openScreen(u"patients"_s);
        QVERIFY(banner->isVisible()); // going elsewhere is not reading it
        speak(u"zh"_s);
        QCOMPARE(banner->sentence(), u"没有覆盖本例的生效协议。"_s);
        child<QPushButton>(u"bannerButton"_s)->click();
        QVERIFY(!banner->isVisible());
    }

    void whatWentWellIsALineOfStatus()
    {
        Q_EMIT m_window->currentScreen()->said(u"Done."_s);
        QCOMPARE(child<QLabel>(u"statusSaid"_s)->text(), u"Done."_s);
        QVERIFY(!child<Banner>(u"banner"_s)->isVisible());
    }

    void theStatusLineTellsOfInstrumentPartnerAndSaving()
    {
        m_twins->now = QDateTime({2026, 11, 25}, {13, 32}, Qt::UTC);
        m_seat->health.set({u"instrument"_s, HealthItem::State::Ready, u"instrument.ready"_s, {}, m_twins->now});
        m_seat->health.set({u"link"_s, HealthItem::State::Ready, u"link.up"_s, {}, m_twins->now});
        QCOMPARE(child<StatusDot>(u"statusInstrument"_s)->mark(), Mark::Good);
        QVERIFY(child<StatusDot>(u"statusLink"_s)->words().contains(u"East Lake"_s));
        QCOMPARE(child<QLabel>(u"statusClocks"_s)->text(), u"Budapest 14:32 · Wuhan 21:32"_s);
        QVERIFY(!child<StatusDot>(u"statusSaved"_s)->isVisible());
        m_twins->signAgreement();
        QVERIFY(child<StatusDot>(u"statusSaved"_s)->words().contains(u"14:32"_s));
        QTRY_VERIFY(child<StatusDot>(u"statusLink"_s)->words().contains(u"verified"_s)); // a signed receipt came
        m_seat->health.set({u"link"_s, HealthItem::State::Warning, u"link.offline_since"_s, {}, m_twins->now});
        QCOMPARE(child<StatusDot>(u"statusLink"_s)->mark(), Mark::Warning);
    }

    void lockLanguageAndDarkAreAskedFor()
    {
        QSignalSpy locked(m_window.get(), &MainWindow::lockRequested);
        QSignalSpy language(m_window.get(), &MainWindow::languageRequested);
        QSignalSpy dark(m_window.get(), &MainWindow::darkRequested);
        QSignalSpy out(m_window.get(), &MainWindow::logoutRequested);
        key(Qt::Key_L, Qt::ControlModifier);
        child<QPushButton>(u"languageButton"_s)->click();
        child<QPushButton>(u"darkButton"_s)->click();
        child<QMenu>(u"personMenu"_s)->actions().constLast()->trigger();
        QCOMPARE(locked.size(), 1);
        QCOMPARE(language[0][0].toString(), u"zh"_s);
        QCOMPARE(dark[0][0].toBool(), true);
        QCOMPARE(out.size(), 1);
    }

    void aLockedWindowShowsThePageOnly()
    {
        m_window->openCase("abc");
        auto *page = new QLabel(u"locked"_s);
        m_window->showPage(page);
        QVERIFY(page->isVisible());
        QVERIFY(!child<QWidget>(u"probeButton"_s)->isVisible());
        QCOMPARE(m_log.constLast(), u"deactivated"_s);
        m_window->showWork();
        QVERIFY(child<QWidget>(u"probeButton"_s)->isVisible());
        QCOMPARE(m_log.constLast(), u"activated"_s);
    }

    void theTitleNamesNobody()
    {
        m_twins->openCase(m_twins->registerPatient());
        m_window->openCase(m_twins->caseId);
        QCOMPARE(m_window->windowTitle(), u"Sizhen"_s);
        MainWindow practice({true});
        QVERIFY(practice.windowTitle().contains(u"practice"_s));
    }

    void aPracticeWindowCannotBeMistakenForCare()
    {
        MainWindow practice({true});
        practice.openWork(m_seat->context, rows());
        practice.show();
        QVERIFY(practice.findChild<QLabel *>(u"practiceWords"_s)->isVisible());
        const auto picture = practice.grab().toImage();
        QCOMPARE(picture.pixelColor(1, picture.height() / 2), theme::color(theme::Role::Caution, false));
        practice.closeWork();
    }

    void everythingSpeaksTheOtherLanguageAtOnce()
    {
        m_twins->signAgreement();
        m_twins->openCase(m_twins->registerPatient());
        const QStringList names{u"Varga"_s,    u"Ilona"_s,    u"Sizhen"_s,   u"Ctrl"_s, u"Today"_s,
                                u"Patients"_s, u"Partners"_s, u"Duna"_s,     u"TCM"_s,  u"Clinic"_s,
                                u"East"_s,     u"Lake"_s,     u"Hospital"_s, u"AGR"_s};
        for (const auto &id : {u"today"_s, u"patients"_s, u"partners"_s}) {
            m_window->openScreen(id);
            speak(u"zh"_s);
            const auto latin = latinWords(m_window.get(), names);
            QVERIFY2(latin.isEmpty(), qPrintable(id + u'\n' + latin.join(u'\n')));
            speak(u"en"_s);
        }
    }

    void everyControlIsNamedAndNothingIsClipped_data()
    {
        QTest::addColumn<QString>("language");
        QTest::addColumn<bool>("dark");
        QTest::addColumn<QSize>("size");
        for (const auto &language : {u"en"_s, u"zh"_s})
            for (const bool dark : {false, true})
                for (const auto &size : {QSize(1280, 800), QSize(1920, 1080)})
                    QTest::addRow("%s-%s-%d", qPrintable(language), dark ? "dark" : "light", size.width())
                        << language << dark << size;
    }

    void everyControlIsNamedAndNothingIsClipped()
    {
        QFETCH(QString, language);
        QFETCH(bool, dark);
        QFETCH(QSize, size);
        m_twins->untilAccepted();
        const auto patient = must(m_twins->duna.desk->patients(), "patients").constFirst().id;
        m_twins->openCase(patient);
        m_twins->openCase(patient);
        m_seat->health.set({u"instrument"_s, HealthItem::State::Ready, u"instrument.ready"_s, {}, m_twins->now});
        m_seat->health.set({u"link"_s,
                            HealthItem::State::Warning,
                            u"link.offline_since"_s,
                            {{u"partner"_s, u"East Lake Hospital of TCM"_s}, {u"partnerZh"_s, u"东湖中医院"_s}},
                            m_twins->now});
        m_seat->health.set({u"vault"_s, HealthItem::State::Ready, u"vault.open"_s, {}, m_twins->now});
        auto &app = *qobject_cast<QApplication *>(QCoreApplication::instance());
        theme::apply(app, dark);
        auto all = rows();
        all.removeLast();
        for (auto &row : all)
            row.roles.clear();
        m_window->openWork(m_seat->context, all);
        m_window->resize(size);
        speak(language);
        m_window->say(language == u"zh"_s ? u"患者已登记。"_s : u"The patient is registered."_s);
        for (const auto &row : std::as_const(all)) {
            auto *screen = m_window->openScreen(row.id);
            if (row.id == u"patients"_s)
                screen->showItem(patient);
            if (row.id == u"it"_s)
                m_window->tell(Error{Fault::Refused, {}, u"CON-04"_s, u"con.not_signed"_s, {}});
            QTest::qWait(50);
            keepPicture(*m_window, u"%1-%2"_s.arg(row.id, QString::fromLatin1(QTest::currentDataTag())));
            const auto bad = namelessControls(m_window.get()) + clippedWords(m_window.get());
            QVERIFY2(bad.isEmpty(), qPrintable(row.id + u'\n' + bad.join(u'\n')));
        }
        m_window->openPalette();
        QTest::keyClicks(child<QLineEdit>(u"paletteQuery"_s), u"a"_s);
        keepPicture(*m_window, u"palette-%1"_s.arg(QString::fromLatin1(QTest::currentDataTag())));
        m_window->closeWork();
        theme::apply(app, false);
    }
};

SIZHEN_WINDOW_TEST(MainWindowTest)
#include "mainwindow_test.moc"
