// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/style.h"
#include "tests/support/program.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QComboBox>
#include <QDateEdit>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSpinBox>
#include <QStyleOptionSlider>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;
using theme::Role;

class ThemeTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void everyTextCanBeRead_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }

    void everyTextCanBeRead()
    {
        QFETCH(bool, dark);
        for (const auto below : {Role::Window, Role::Surface}) {
            const auto ground = theme::color(below, dark);
            for (const auto role : {Role::Text, Role::TextMuted, Role::Accent, Role::Good, Role::Caution, Role::Danger,
                                    Role::Inviting, Role::Invited, Role::Mine, Role::Partners})
                QVERIFY2(
                    theme::contrast(theme::color(role, dark), ground) >= 4.5,
                    qPrintable(u"role %1: %2"_s.arg(int(role)).arg(theme::contrast(theme::color(role, dark), ground))));
            QVERIFY(theme::contrast(theme::color(Role::Border, dark), ground) >= 3);
        }
        QVERIFY(theme::contrast(theme::color(Role::OnAccent, dark), theme::color(Role::Accent, dark)) >= 4.5);
    }

    void contrastIsTheOneOfWcag()
    {
        QCOMPARE(qRound(theme::contrast(Qt::black, Qt::white) * 10), 210);
        QCOMPARE(theme::contrast(Qt::white, Qt::white), 1.0);
        QCOMPARE(qRound(theme::contrast(QColor(0x76, 0x76, 0x76), Qt::white) * 100), 454); // the well-known grey
    }

    void lightAndDarkTakeTurns()
    {
        auto &app = *qobject_cast<QApplication *>(QCoreApplication::instance());
        theme::apply(app, true);
        QVERIFY(theme::isDark());
        QCOMPARE(app.palette().color(QPalette::Window), theme::color(Role::Window, true));
        auto *style = app.style();
        theme::apply(app, false);
        QVERIFY(!theme::isDark());
        QCOMPARE(theme::color(Role::Text), theme::color(Role::Text, false));
        QCOMPARE(app.style(), style); // one style for both
    }

    void controlsAreAsHighAsAFingerNeeds()
    {
        theme::apply(*qobject_cast<QApplication *>(QCoreApplication::instance()), false);
        QLineEdit line;
        QComboBox combo;
        QSpinBox spin;
        QDateEdit date;
        QPushButton button(u"口"_s);
        for (const auto *control : std::initializer_list<QWidget *>{&line, &combo, &spin, &date, &button})
            QCOMPARE(control->sizeHint().height(), theme::controlHeight);
    }

    void heightsDoNotDependOnTheLanguage()
    {
        QPushButton latin(u"Sign"_s);
        QPushButton han(u"签署"_s);
        QCOMPARE(latin.sizeHint().height(), han.sizeHint().height());
    }

    void aPrimaryButtonIsFilledWithTheAccent()
    {
        QPushButton button(u"Sign"_s);
        button.setProperty("primary", true);
        button.resize(button.sizeHint());
        const auto picture = button.grab().toImage();
        QCOMPARE(picture.pixelColor(theme::gap, picture.height() / 2), theme::color(Role::Accent, false));
        button.setEnabled(false);
        QVERIFY(button.grab().toImage().pixelColor(theme::gap, picture.height() / 2)
                != theme::color(Role::Accent, false));
    }

    void theHandleOfAScrollBarFollowsItsValue()
    {
        QScrollBar bar(Qt::Vertical);
        bar.setRange(0, 900);
        bar.setPageStep(100);
        bar.resize(12, 400);
        QStyleOptionSlider option;
        option.initFrom(&bar);
        option.orientation = Qt::Vertical;
        option.state &= ~QStyle::State_Horizontal;
        option.maximum = bar.maximum();
        option.pageStep = bar.pageStep();
        const auto handle = [&] {
            return bar.style()->subControlRect(QStyle::CC_ScrollBar, &option, QStyle::SC_ScrollBarSlider, &bar);
        };
        QCOMPARE(handle().top(), 0);
        QVERIFY(handle().height() >= theme::touchHeight);
        option.sliderPosition = 900;
        QCOMPARE(handle().bottom(), 399);
    }
};

SIZHEN_WINDOW_TEST(ThemeTest)
#include "theme_test.moc"
