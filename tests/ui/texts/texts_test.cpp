// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/ledger.h"
#include "devices/health/healthboard.h"
#include "tests/support/program.h"
#include "ui/texts/acttext.h"
#include "ui/texts/codetext.h"
#include "ui/texts/codewords.h"
#include "ui/texts/errortext.h"
#include "ui/texts/fingerprinttext.h"
#include "ui/texts/healthtext.h"
#include "ui/texts/sentences.h"
#include "ui/texts/stagetext.h"
#include "ui/texts/timetext.h"
#include "ui/texts/translations.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

namespace {

QString contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QSet<QString> gapsOf(const QString &sentence)
{
    static const QRegularExpression gap(u"\\{\\w+\\}"_s);
    QSet<QString> gaps;
    for (auto it = gap.globalMatch(sentence); it.hasNext();)
        gaps.insert(it.next().captured());
    return gaps;
}

// Keys of sentences that the sources name: refuse(u"RULE"_s, u"key"_s …) and Error{Fault::…, …, u"key"_s …}.
QMap<QString, QString> keysInSources()
{
    static const QRegularExpression refusal(u"refuse\\(\\s*[^,;]*?,\\s*u\"([a-z_]+\\.[a-z_]+)\"_s"_s);
    static const QRegularExpression error(u"Error\\{Fault::[^;]*?u\"([a-z_]+\\.[a-z_]+)\"_s"_s);
    QMap<QString, QString> found;
    for (const auto &folder : {u"core"_s, u"devices"_s, u"ui"_s, u"app"_s}) {
        QDirIterator it(QStringLiteral(SIZHEN_SOURCE_DIR "/") + folder, {u"*.cpp"_s, u"*.h"_s}, QDir::Files,
                        QDirIterator::Subdirectories);
        while (it.hasNext()) {
            const auto path = it.next();
            const auto text = contents(path);
            for (const auto *pattern : {&refusal, &error})
                for (auto match = pattern->globalMatch(text); match.hasNext();)
                    found.insert(match.next().captured(1), path);
        }
    }
    return found;
}

QDateTime utc(const QString &text)
{
    return QDateTime::fromString(text, Qt::ISODate);
}

} // namespace

class TextsTest final : public QObject
{
    Q_OBJECT

    Translations m_translations;
    const Place m_budapest{{u"布达佩斯"_s, u"Budapest"_s}, u"Europe/Budapest"_s};
    const Place m_wuhan{{u"武汉"_s, u"Wuhan"_s}, u"Asia/Shanghai"_s};

private Q_SLOTS:

    void initTestCase() { QVERIFY(m_translations.use(u"en"_s)); }

    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void cleanup() { QVERIFY(m_translations.use(u"en"_s)); }

    void everyKeyInTheSourcesHasASentence()
    {
        const auto keys = keysInSources();
        QVERIFY(keys.size() > 40); // the search itself works
        QStringList bad;
        for (auto it = keys.cbegin(); it != keys.cend(); ++it)
            if (!sourceOf(ruleSentences(), it.key()) && !sourceOf(ownSentences(), it.key()))
                bad.append(it.key() + u" in "_s + it.value());
        QVERIFY2(bad.isEmpty(), qPrintable(bad.join(u'\n')));
    }

    void keysAreUnique()
    {
        QSet<QString> keys;
        for (const auto &table : {ruleSentences(), ownSentences()})
            for (const auto &row : table) {
                QVERIFY2(!keys.contains(QString::fromLatin1(row.key)), row.key);
                keys.insert(QString::fromLatin1(row.key));
            }
        QVERIFY(keys.size() > 200);
    }

    void bothLanguagesHaveTheSameGaps()
    {
        QVERIFY(m_translations.use(u"zh"_s));
        for (const auto &table : {ruleSentences(), ownSentences()})
            for (const auto &row : table) {
                const auto english = QString::fromUtf8(row.source);
                const auto chinese = QCoreApplication::translate("ErrorText", row.source);
                if (english != u"{text}"_s && english != u"{en}"_s)
                    QVERIFY2(chinese != english, row.key);
                if (english != u"{en}"_s)
                    QVERIFY2(gapsOf(chinese) == gapsOf(english), row.key);
            }
    }

    void everyFaultSaysSomethingInBothLanguages()
    {
        for (const auto &language : Translations::languages()) {
            QVERIFY(m_translations.use(language));
            QSet<QString> sentences;
            for (int fault = int(Fault::NotFound); fault <= int(Fault::Io); ++fault) {
                const auto sentence = ErrorText::of(Error{Fault(fault), u"a detail for the log"_s, {}, {}, {}});
                QVERIFY(!sentence.isEmpty());
                QVERIFY(!sentence.contains(u"detail"_s));
                QVERIFY(!sentence.contains(u'!'));
                sentences.insert(sentence);
            }
            QCOMPARE(sentences.size(), 12);
        }
    }

    void codesInASentenceBecomeWords()
    {
        const Error error{Fault::Refused,
                          {},
                          u"FOU-08"_s,
                          u"fou.incomplete"_s,
                          {{u"methods"_s, QStringList{u"LOOK"_s, u"PALPATE"_s}}}};
        QCOMPARE(ErrorText::of(error), u"Missing without reason: looking, palpation."_s);
        QCOMPARE(ErrorText::rule(error), u"FOU-08"_s);
        QVERIFY(m_translations.use(u"zh"_s));
        QCOMPARE(ErrorText::of(error), u"以下诊法缺少记录且未说明原因：望诊、切诊。"_s);
    }

    void aChineseArgumentIsTakenForAChineseReader()
    {
        const Error error{
            Fault::Refused,
            {},
            {},
            u"act.not_now"_s,
            {{u"act"_s, u"Sign"_s}, {u"act.zh"_s, u"签署"_s}, {u"state"_s, u"Draft"_s}, {u"state.zh"_s, u"起草"_s}}};
        QVERIFY(ErrorText::of(error).contains(u"Sign"_s));
        QVERIFY(m_translations.use(u"zh"_s));
        QVERIFY(ErrorText::of(error).contains(u"签署"_s));
    }

    void aNameWithBracesIsNotFilledAgain()
    {
        QCOMPARE(fillGaps(u"{a} and {b}."_s, {{u"a"_s, u"{b}"_s}, {u"b"_s, u"x"_s}}), u"{b} and x."_s);
        QCOMPARE(fillGaps(u"Lacks: {fields}."_s, {}), u"Lacks: …."_s);
    }

    void anUnknownKeyFallsBackToItsFault()
    {
        QCOMPARE(ErrorText::of(Error{Fault::NoSpace, {}, {}, u"from.the_future"_s, {}}), ErrorText::of(Fault::NoSpace));
    }

    void aRoleNamesItsSide()
    {
        QCOMPARE(CodeText::of(u"inviting/MED-ADMIN"_s), u"medical administrator (inviting side)"_s);
        QCOMPARE(CodeText::of(u"any/RECORDS"_s), u"records officer"_s);
        QCOMPARE(CodeText::of(u"L.guan"_s), u"left guan"_s);
        QCOMPARE(CodeText::of(u"Dr. House"_s), u"Dr. House"_s); // no code: a name
    }

    void countriesAreSortedInTheReadersLanguage()
    {
        const auto english = CodeText::countries(u"en"_s);
        QVERIFY(english.size() > 190);
        QCOMPARE(english.constFirst().second, u"Afghanistan"_s);
        QCOMPARE(CodeText::country(u"HU"_s, u"zh"_s), u"匈牙利"_s);
        QCOMPARE(CodeText::languageName(u"hu"_s, u"en"_s), u"Hungarian"_s);
        QCOMPARE(CodeText::languageName(u"zh-CN"_s, u"en"_s), u"Chinese"_s);
    }

    void statesAndActsAreNamedByTheirMachine()
    {
        QCOMPARE(StageText::of(u"case"_s, u"IN_SESSION"_s, u"en"_s), u"In session"_s);
        QCOMPARE(StageText::of(u"case"_s, u"IN_SESSION"_s, u"zh"_s), u"会诊中"_s);
        QCOMPARE(StageText::of(u"case"_s, u"NEW_ONE"_s, u"en"_s), u"NEW_ONE"_s);
        QCOMPARE(StageText::action(u"invitation.send_direct"_s, u"en"_s), u"Send the invitation"_s);
        QCOMPARE(StageText::action(u"case.both_receipts"_s, u"en"_s), QString()); // nobody does it
    }

    void everyKindOfEventHasWords()
    {
        static const QRegularExpression kind(u"`([a-z]+\\.[a-z_]+)`"_s);
        static const QSet<QString> machines{u"patient"_s, u"agreement"_s, u"invitation"_s,
                                            u"case"_s,    u"consent"_s,   u"report"_s};
        int count = 0;
        for (const auto &line : contents(QStringLiteral(SIZHEN_SOURCE_DIR "/docs/events.md")).split(u'\n')) {
            if (!line.startsWith(u"| `"_s))
                continue;
            const auto cell = line.section(u'|', 1, 1);
            for (auto it = kind.globalMatch(cell); it.hasNext();) {
                const auto name = it.next().captured(1);
                if (!machines.contains(name.section(u'.', 0, 0)))
                    continue;
                QVERIFY2(ActText::knows(name), qPrintable(name));
                ++count;
            }
        }
        QVERIFY(count > 50);
    }

    void anActSaysWhatItIsAbout()
    {
        Event event;
        event.kind = u"case.pulse_recorded"_s;
        event.args = {{u"site"_s, u"R.chi"_s}};
        QCOMPARE(ActText::of(event, u"en"_s), u"Pulse recorded: right chi"_s);
        event.kind = u"case.form_saved"_s;
        event.args = {{u"notDone"_s, QCborMap{{u"method"_s, u"LISTEN"_s}, {u"reason"_s, u"no sound"_s}}}};
        QCOMPARE(ActText::of(event, u"en"_s), u"Not done: listening and smelling"_s);
        QCOMPARE(ActText::detail(event, u"en"_s), u"no sound"_s);
        event.kind = u"case.levitated"_s;
        QVERIFY(ActText::of(event, u"en"_s).contains(u"case.levitated"_s));
        QVERIFY(!ActText::knows(event.kind));
    }

    void healthIsAWordAndASentence()
    {
        HealthItem item{u"link"_s,
                        HealthItem::State::Ready,
                        u"link.up"_s,
                        {{u"partner"_s, u"East Lake"_s}, {u"partnerZh"_s, u"东湖"_s}},
                        {}};
        QCOMPARE(HealthText::sentence(item), u"East Lake is connected and verified."_s);
        QVERIFY(m_translations.use(u"zh"_s));
        QVERIFY(HealthText::sentence(item).startsWith(u"东湖"_s));
        QCOMPARE(HealthText::state(int(HealthItem::State::Unknown)), u"未知"_s);
        item.message.clear();
        item.state = HealthItem::State::Unknown;
        QVERIFY(!HealthText::sentence(item).isEmpty());
    }

    void bothCitiesClocks_data()
    {
        QTest::addColumn<QString>("at");
        QTest::addColumn<QString>("clocks");
        QTest::addColumn<QString>("both");
        QTest::newRow("winter") << u"2026-11-25T13:32:00Z"_s << u"Budapest 14:32 · Wuhan 21:32"_s
                                << u"Wed 25 Nov, Budapest 14:32 · Wuhan 21:32"_s;
        QTest::newRow("summer time in Budapest only") << u"2026-07-01T06:00:00Z"_s << u"Budapest 08:00 · Wuhan 14:00"_s
                                                      << u"Wed 1 Jul, Budapest 08:00 · Wuhan 14:00"_s;
        QTest::newRow("another day") << u"2026-11-25T20:00:00Z"_s << u"Budapest 21:00 · Wuhan 04:00 (tomorrow)"_s
                                     << u"Wed 25 Nov, Budapest 21:00 · Thu 26 Nov, Wuhan 04:00"_s;
    }

    void bothCitiesClocks()
    {
        QFETCH(QString, at);
        QFETCH(QString, clocks);
        QFETCH(QString, both);
        QCOMPARE(TimeText::clocks(utc(at), m_budapest, m_wuhan, u"en"_s), clocks);
        QCOMPARE(TimeText::both(utc(at), m_budapest, m_wuhan, u"en"_s), both);
    }

    void chinaHasOneTime()
    {
        QCOMPARE(TimeText::zonesOf(u"CN"_s), QStringList{u"Asia/Shanghai"_s});
        QCOMPARE(TimeText::zone(u"Asia/Urumqi"_s).id(), "Asia/Shanghai");
        QVERIFY(TimeText::zonesOf(u"HU"_s).contains(u"Europe/Budapest"_s));
        QCOMPARE(TimeText::zone(u"Moon/Tycho"_s), QTimeZone::utc());
    }

    void spansAreCountedInWords()
    {
        const auto now = utc(u"2026-11-25T12:00:00Z"_s);
        QCOMPARE(TimeText::left(now.addSecs(6 * 3600), now), u"6 h left"_s);
        QCOMPARE(TimeText::left(now.addDays(3), now), u"3 days left"_s);
        QCOMPARE(TimeText::left(now.addSecs(-90 * 60), now), u"late by 1 h"_s);
        QCOMPARE(TimeText::since(now.addSecs(-30), now), u"just now"_s);
        QCOMPARE(TimeText::since(now.addSecs(-120), now), u"2 min ago"_s);
        QVERIFY(m_translations.use(u"zh"_s));
        QCOMPARE(TimeText::left(now.addSecs(6 * 3600), now), u"剩 6 小时"_s);
        QCOMPARE(TimeText::date(now.date()), u"2026年11月25日"_s);
    }

    void ageCountsTheBirthday()
    {
        QCOMPARE(TimeText::age({1980, 11, 25}, {2026, 11, 25}), 46);
        QCOMPARE(TimeText::age({1980, 11, 26}, {2026, 11, 25}), 45);
        QCOMPARE(TimeText::age({2020, 2, 29}, {2026, 2, 28}), 5);
        QCOMPARE(TimeText::age({2030, 1, 1}, {2026, 11, 25}), -1);
    }

    void aFingerprintIsTwelveGroupsInThreeLines()
    {
        const auto digits = QString(u"12345"_s).repeated(12);
        QCOMPARE(FingerprintText::groups(digits).size(), 12);
        QCOMPARE(FingerprintText::lines(digits).split(u'\n').size(), 3);
        QCOMPARE(FingerprintText::groups(u"12345 67890-11111"_s), (QStringList{u"12345"_s, u"67890"_s, u"11111"_s}));
    }

    void theLanguageChangesWhileRunning()
    {
        QVERIFY(m_translations.use(u"zh-CN"_s));
        QCOMPARE(m_translations.language(), u"zh"_s);
        QCOMPARE(QLocale().language(), QLocale::Chinese);
        const auto chinese = ErrorText::of(Fault::Busy);
        QVERIFY(m_translations.use(u"fr"_s)); // not spoken here: English
        QCOMPARE(m_translations.language(), u"en"_s);
        QVERIFY(ErrorText::of(Fault::Busy) != chinese);
    }
};

SIZHEN_TEST(TextsTest)
#include "texts_test.moc"
