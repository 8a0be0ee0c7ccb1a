// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/casebench.h"
#include "tests/support/program.h"
#include "tests/ui/support/uichecks.h"
#include "ui/screens/patientscreen.h"
#include "ui/texts/translations.h"
#include "ui/theme/theme.h"
#include "ui/widgets/mark.h"

#include <QApplication>
#include <QDateEdit>
#include <QHBoxLayout>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace sizhen;
using namespace sizhen::test;

class PatientScreenTest final : public QObject
{
    Q_OBJECT

    Translations m_translations;
    std::unique_ptr<Consultation> m_twins;
    std::unique_ptr<Seat> m_seat;
    std::unique_ptr<QWidget> m_window;
    PatientScreen *m_screen = nullptr;

    template <typename T>
    T *child(const QString &name)
    {
        auto *found = m_window->findChild<T *>(name);
        if (!found)
            qFatal("no %s", qPrintable(name));
        return found;
    }

    void choose(const QString &combo, const QString &code)
    {
        auto *box = child<QComboBox>(combo);
        const auto at = box->findData(code);
        QVERIFY(at >= 0);
        box->setCurrentIndex(at);
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
        m_twins = std::make_unique<Consultation>();
        m_seat = std::make_unique<Seat>(m_twins->duna, u"kovacs"_s);
        m_window = std::make_unique<QWidget>();
        m_screen = new PatientScreen(m_seat->context);
        auto *row = new QHBoxLayout(m_window.get());
        row->addWidget(m_screen->rail());
        row->addWidget(m_screen, 1);
        m_window->resize(1280, 800);
        m_window->show();
        m_screen->activated();
    }

    void cleanup()
    {
        m_window.reset();
        m_seat.reset();
        m_twins.reset();
    }

    void aPatientIsRegisteredSeenAndTheirCaseOpened()
    {
        QSignalSpy failed(m_screen, &Screen::failed);
        QSignalSpy opened(m_screen, &Screen::openCaseRequested);
        child<QPushButton>(u"newPatientButton"_s)->click();
        child<QPushButton>(u"registerButton"_s)->click();
        QVERIFY(child<QLabel>(u"registerMissing"_s)->isVisible()); // nothing written yet
        QTest::keyClicks(child<QLineEdit>(u"patientName"_s), u"Varga Ilona"_s);
        child<QDateEdit>(u"birthDate"_s)->setDate({1984, 5, 3});
        choose(u"sex"_s, u"F"_s);
        choose(u"patientLanguage"_s, u"hu"_s);
        QCOMPARE(child<QComboBox>(u"patientCountry"_s)->currentData().toString(), u"HU"_s); // where the clinic is
        QTest::keyClicks(child<QLineEdit>(u"documentNumber"_s), u"XX1234567"_s);
        child<QPushButton>(u"registerButton"_s)->click();
        QCOMPARE(failed.size(), 0);
        const auto patients = must(m_twins->duna.desk->patients(), "patients");
        QCOMPARE(patients.size(), 1);
        QCOMPARE(patients[0].documentType, u"PASSPORT"_s);
        QCOMPARE(child<QLabel>(u"patientTitle"_s)->text(), u"Varga Ilona"_s);

        QCOMPARE(child<StatusDot>(u"identityState"_s)->mark(), Mark::Warning);
        m_twins->tick();
        child<QPushButton>(u"verifyIdentityButton"_s)->click();
        QCOMPARE(child<StatusDot>(u"identityState"_s)->mark(), Mark::Good);

        child<QPushButton>(u"openCaseButton"_s)->click();
        QVERIFY(child<QLabel>(u"openCaseMissing"_s)->isVisible()); // no complaint
        QTest::keyClicks(child<QPlainTextEdit>(u"complaint.en"_s), u"Insomnia for three months"_s);
        m_twins->tick();
        child<QPushButton>(u"openCaseButton"_s)->click();
        QCOMPARE(failed.size(), 0);
        QCOMPARE(opened.size(), 1);
        const auto id = opened[0][0].toByteArray();
        QCOMPARE(must(m_twins->duna.desk->caseState(id), "state").stage(), u"DRAFT"_s);
        QVERIFY(child<QAbstractButton>(u"patientCase."_s + QString::fromLatin1(id.toHex()))->isVisible());
    }

    void aPatientIsFoundByNameOrNumber()
    {
        (void)m_twins->registerPatient();
        m_screen->activated();
        auto *list = child<QListView>(u"patientList"_s);
        auto *search = child<QLineEdit>(u"patientSearch"_s);
        QCOMPARE(list->model()->rowCount(), 1);
        QTest::keyClicks(search, u"ilona"_s);
        QCOMPARE(list->model()->rowCount(), 1);
        search->setText(u"1234567"_s);
        QCOMPARE(list->model()->rowCount(), 1);
        search->setText(u"nobody"_s);
        QCOMPARE(list->model()->rowCount(), 0);
    }

    void theyAreFoundFromThePalette()
    {
        const auto id = m_twins->registerPatient();
        m_screen->activated();
        m_screen->showItem(id);
        QCOMPARE(child<QLabel>(u"patientTitle"_s)->text(), u"Varga Ilona"_s);
    }

    void everyPageIsNamedFitsAndSpeaksBothLanguages()
    {
        const auto id = m_twins->registerPatient();
        m_twins->openCase(id);
        m_screen->activated();
        for (const bool registering : {true, false}) {
            if (registering)
                child<QPushButton>(u"newPatientButton"_s)->click();
            else
                m_screen->showItem(id);
            for (const auto &language : {u"en"_s, u"zh"_s}) {
                m_seat->tongue = language;
                QVERIFY(m_translations.use(language));
                QTest::qWait(50);
                const auto bad = namelessControls(m_window.get()) + clippedWords(m_window.get());
                QVERIFY2(bad.isEmpty(), qPrintable(bad.join(u'\n')));
            }
            const auto latin = latinWords(m_window.get(), {u"Varga"_s, u"Ilona"_s});
            QVERIFY2(latin.isEmpty(), qPrintable(latin.join(u'\n')));
        }
    }
};

SIZHEN_WINDOW_TEST(PatientScreenTest)
#include "patientscreen_test.moc"
