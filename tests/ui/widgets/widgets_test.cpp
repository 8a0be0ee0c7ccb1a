// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"
#include "tests/support/program.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/bilinguallabel.h"
#include "ui/widgets/card.h"
#include "ui/widgets/fieldrows.h"
#include "ui/widgets/mark.h"
#include "ui/widgets/passwordfield.h"
#include "ui/widgets/passwordprompt.h"
#include "ui/widgets/signaturebadge.h"
#include "ui/widgets/textlabel.h"

#include <QApplication>
#include <QComboBox>
#include <QPainter>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

class WidgetsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase()
    {
        QVERIFY(startCrypto());
        theme::apply(*qobject_cast<QApplication *>(QCoreApplication::instance()), false);
    }

    void aPasswordIsTakenOnceAndOverwritten()
    {
        PasswordField field;
        QTest::keyClicks(&field, u"kulcs "_s);
        field.insert(u"钥匙"_s);
        const auto buffer = field.text(); // shares what the field holds
        const auto secret = field.take();
        QCOMPARE(secret.view().toByteArray(), u"kulcs 钥匙"_s.toUtf8());
        QCOMPARE(field.text(), QString());
        QVERIFY(!buffer.contains(u"kulcs"_s)); // the very characters are gone
        field.undo();
        QCOMPARE(field.text(), QString());
        QVERIFY(field.take().isEmpty());
    }

    void aBannerSaysSentenceAndRuleUntilItIsRead()
    {
        Banner banner;
        QVERIFY(!banner.isVisibleTo(nullptr));
        banner.tell(refuse(u"INV-01"_s, u"inv.field_missing"_s, {{u"fields"_s, QStringList{u"purpose"_s}}}).value());
        QVERIFY(!banner.isHidden());
        QVERIFY(banner.sentence().contains(u"purpose"_s));
        QCOMPARE(banner.rule(), u"INV-01"_s);
        QSignalSpy read(&banner, &Banner::read);
        banner.findChild<QPushButton *>(u"bannerButton"_s)->click();
        QCOMPARE(read.size(), 1);
        QVERIFY(banner.isHidden());
        banner.tell(refuse(u"INV-01"_s, u"inv.field_missing"_s).value());
        banner.withdraw(u"call.rings"_s); // another one stands
        QVERIFY(!banner.isHidden());
        banner.withdraw(u"inv.field_missing"_s);
        QVERIFY(banner.isHidden());
        QCOMPARE(banner.sentence(), QString());
    }

    void aSigningPasswordCanBeTriedAgain()
    {
        PasswordPrompt prompt;
        QByteArrayList given;
        connect(&prompt, &PasswordPrompt::given, this,
                [&](const SecretBytes &password) { given.append(password.view().toByteArray()); });
        auto *field = prompt.findChild<PasswordField *>();
        auto *sign = prompt.findChild<QPushButton *>(u"signButton"_s);
        prompt.ask(u"You sign"_s);
        sign->click();
        QCOMPARE(given.size(), 0); // nothing typed
        QTest::keyClicks(field, u"wrong"_s);
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(given.size(), 1);
        QVERIFY(!sign->isEnabled()); // one try at a time
        prompt.refuse(Error{Fault::WrongPassword, {}, {}, {}, {}});
        QVERIFY(sign->isEnabled());
        QVERIFY(!prompt.findChild<QLabel *>(u"signingTrouble"_s)->text().isEmpty());
        QTest::keyClicks(field, u"half"_s);
        QSignalSpy cancelled(&prompt, &PasswordPrompt::cancelled);
        QTest::keyClick(&prompt, Qt::Key_Escape);
        QCOMPARE(cancelled.size(), 1);
        QVERIFY(prompt.isHidden());
        QCOMPARE(field->text(), QString());
    }

    void aMarkIsAShapeNotOnlyAColour()
    {
        QList<QImage> shapes;
        for (const auto mark :
             {Mark::Unknown, Mark::Good, Mark::Working, Mark::Warning, Mark::Fault, Mark::NotPresent}) {
            QImage picture(32, 32, QImage::Format_ARGB32);
            picture.fill(Qt::transparent);
            QPainter painter(&picture);
            drawMark(&painter, picture.rect(), mark);
            painter.end();
            const auto shape = picture.createAlphaMask(); // colour taken away
            for (const auto &other : std::as_const(shapes))
                QVERIFY(other != shape);
            shapes.append(shape);
        }
        QVERIFY(roleOf(Mark::Unknown) != theme::Role::Good);
        QVERIFY(roleOf(Mark::NotPresent) != theme::Role::Good);
    }

    void aStatusDotIsReadAloud()
    {
        StatusDot dot;
        dot.set(Mark::Warning, u"cannot be reached"_s);
        QCOMPARE(dot.accessibleName(), u"cannot be reached"_s);
    }

    void aCardIsPressedByMouseSpaceAndEnter()
    {
        CardButton card;
        card.resize(100, 50);
        QSignalSpy clicked(&card, &CardButton::clicked);
        QTest::mouseClick(&card, Qt::LeftButton);
        QTest::keyClick(&card, Qt::Key_Space);
        QTest::keyClick(&card, Qt::Key_Return);
        QCOMPARE(clicked.size(), 3);
    }

    void aLabelFollowsLightAndDarkAndShowsNoMarkup()
    {
        auto &app = *qobject_cast<QApplication *>(QCoreApplication::instance());
        TextLabel label(theme::Type::Body, theme::Role::Danger);
        label.setText(u"<b>name</b>"_s);
        QCOMPARE(label.textFormat(), Qt::PlainText);
        theme::apply(app, true);
        QTRY_COMPARE(label.palette().color(label.foregroundRole()), theme::color(theme::Role::Danger, true));
        theme::apply(app, false);
        QTRY_COMPARE(label.palette().color(label.foregroundRole()), theme::color(theme::Role::Danger, false));
    }

    void aRowsLabelNamesItsField()
    {
        FieldRows rows;
        auto *field = new QLineEdit;
        rows.add(field, u"city"_s);
        rows.setLabel(field, u"City"_s);
        QCOMPARE(field->objectName(), u"city"_s);
        QCOMPARE(field->accessibleName(), u"City"_s);
        QCOMPARE(rows.findChild<QLabel *>()->buddy(), field);
    }

    void aComboKeepsItsChoiceInAnotherLanguage()
    {
        QComboBox combo;
        refill(&combo, {{u"HU"_s, u"Hungary"_s}, {u"CN"_s, u"China"_s}});
        QCOMPARE(combo.currentIndex(), -1); // nobody chose yet
        combo.setCurrentIndex(1);
        QSignalSpy changed(&combo, &QComboBox::currentIndexChanged);
        refill(&combo, {{u"CN"_s, u"中国"_s}, {u"HU"_s, u"匈牙利"_s}});
        QCOMPARE(combo.currentData().toString(), u"CN"_s);
        QCOMPARE(combo.currentText(), u"中国"_s);
        QCOMPARE(changed.size(), 0);
    }

    void aBadgeSaysWhetherTheSignatureHolds()
    {
        SignatureBadge badge;
        badge.set(SignatureBadge::State::Valid, u"Li"_s, QDateTime::fromString(u"2026-11-25T08:00:00Z"_s, Qt::ISODate));
        QVERIFY(badge.words().contains(u"Li"_s));
        const auto valid = badge.accessibleName();
        badge.set(SignatureBadge::State::Broken, u"Li"_s, {});
        QVERIFY(badge.accessibleName() != valid);
    }

    void twoLanguagesStandBelowEachOther()
    {
        BilingualLabel both;
        both.set(Label(u"舌"_s, u"tongue"_s), u"zh"_s);
        const auto labels = both.findChildren<TextLabel *>();
        QCOMPARE(labels[0]->text(), u"舌"_s);
        QCOMPARE(labels[1]->text(), u"tongue"_s);
        both.set(Label(u"舌"_s, u"tongue"_s), u"en"_s);
        QCOMPARE(labels[0]->text(), u"tongue"_s);
    }
};

SIZHEN_WINDOW_TEST(WidgetsTest)
#include "widgets_test.moc"
