// SPDX-License-Identifier: GPL-3.0-or-later
// The bad inputs a clinic meets, through the real programs: each gets a sentence in both languages that says what
// happened and what to do, and afterwards nothing is lost. SEC-08 ARC-07 AGR-16 CON-04 and the forms' own rules.
#include "core/pulse/tracecsv.h"
#include "tests/support/badinput.h"

#include "tests/support/program.h"

#include <QJsonArray>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

class BadInputTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void wrongPassphraseAndPassword();
    void oneFlippedBitIsNamed();
    void aSecondStartIsTold();
    void aSecondWindowEnds();
    void noConsentNoSession();
    void damagedCards();
    void anUnknownKeyIsRefused();
    void aContradictingAnswer();
    void theInstrumentIsUnplugged();
    void cleanup();

private:
    [[nodiscard]] QString prepare(const QString &place, const QString &until, QString &caseId);
    [[nodiscard]] QStringList ours(const QString &secrets = {}) const;
    [[nodiscard]] QString secretsFile(const QString &name, const QByteArray &json) const;
    void check(const QStringList &words, int code, const QString &en, const QString &zh, const QString &rule = {});

    QTemporaryDir m_folder;
    QString m_place; // data of the case in use
    QString m_early; // before the consent
    QString m_earlyCase;
    QString m_live; // in the session
    QString m_liveCase;
};

QString BadInputTest::prepare(const QString &place, const QString &until, QString &caseId)
{
    const auto data = m_folder.filePath(place);
    const auto made
        = runProgram(program(u"sizhenctl"_s),
                     {u"--json"_s, u"demo"_s, u"--no-windows"_s, u"--until"_s, until, u"--data"_s, data}, 180'000);
    caseId = lastJson(made.out).value(u"result"_s).toObject().value(u"case"_s).toString();
    if (made.code != 0)
        qWarning("%s%s", made.err.constData(), made.out.constData());
    return data;
}

void BadInputTest::initTestCase()
{
    m_early = prepare(u"early"_s, u"invitation.approve_abstract"_s, m_earlyCase);
    QVERIFY(!m_earlyCase.isEmpty());
    m_live = prepare(u"live"_s, u"case.start"_s, m_liveCase);
    QVERIFY(!m_liveCase.isEmpty());
    m_place = m_early;
}

// Whatever was tried, the inviting vault of the case in use is sound and still holds it.
void BadInputTest::cleanup()
{
    const auto vault = ours();
    QCOMPARE(runProgram(program(u"sizhenctl"_s), vault + QStringList{u"vault"_s, u"check"_s}).code, 0);
    QCOMPARE(runProgram(program(u"sizhenctl"_s), vault + QStringList{u"audit"_s, u"verify"_s}).code, 0);
    const auto listed
        = runProgram(program(u"sizhenctl"_s), QStringList{u"--json"_s} + vault + QStringList{u"case"_s, u"list"_s});
    QCOMPARE(lastJson(listed.out).value(u"result"_s).toArray().size(), 1);
}

QStringList BadInputTest::ours(const QString &secrets) const
{
    return {u"--vault"_s,   m_place + u"/inviting"_s,
            u"--secrets"_s, secrets.isEmpty() ? m_place + u"/inviting.secrets.json"_s : secrets,
            u"--as"_s,      u"kovacs"_s};
}

QString BadInputTest::secretsFile(const QString &name, const QByteArray &json) const
{
    const auto path = m_folder.filePath(name);
    if (!putContent(path, json))
        return {};
    QFile::setPermissions(path, QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    return path;
}

void BadInputTest::check(const QStringList &words, int code, const QString &en, const QString &zh, const QString &rule)
{
    const auto wrong = wrongWith(refusalOf(words), code, en, zh, rule);
    QVERIFY2(wrong.isEmpty(), qPrintable(words.join(u' ') + u'\n' + wrong));
}

void BadInputTest::wrongPassphraseAndPassword()
{
    const auto passphrase = secretsFile(u"w1.json"_s, R"({"passphrase": "guess"})");
    check(ours(passphrase) + QStringList{u"case"_s, u"list"_s}, 5, u"passphrase does not open the vault. Check Caps"_s,
          u"口令无法打开数据保险库"_s, u"SEC-08"_s);
    const auto password = secretsFile(u"w2.json"_s, R"({"passphrase": "practice", "passwords": {"kovacs": "guess"}})");
    const auto said = refusalOf(ours(password) + QStringList{u"case"_s, u"act"_s, m_earlyCase, u"case.note"_s}, 3'000);
    const auto wrong = wrongWith(said, 5, u"password is not right. Check Caps Lock"_s, u"密码不正确。请检查"_s, u"SEC-11"_s);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
}

void BadInputTest::oneFlippedBitIsNamed()
{
    const auto original = m_early + u"/inviting"_s;
    const auto before = hashesBelow(original);
    const auto copy = m_folder.filePath(u"copy"_s);
    const auto size = QFileInfo(original + u"/vault.db"_s).size();
    const QStringList words{u"--vault"_s, copy,      u"--secrets"_s, m_early + u"/inviting.secrets.json"_s,
                            u"vault"_s,   u"check"_s};
    for (const qint64 place : {qint64(20), qint64(5000), size / 2, size - 1}) {
        copyFolder(original, copy);
        turnOneBit(copy + u"/vault.db"_s, place);
        const auto page = place / 4096 + 1;
        const auto said = refusalOf(words);
        const auto wrong = wrongWith(said, 4, u"page %1"_s.arg(page), u"第 %1 页"_s.arg(page),
                                     said.error.value(u"rule"_s).toString());
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
        QVERIFY(said.en.contains(u"backup"_s) && said.zh.contains(u"备份"_s));
    }
    copyFolder(original, copy);
    turnOneBit(copy + u"/vault.keys"_s, 100);
    check(words, 4, u"key file"_s, u"密钥文件"_s);
    QCOMPARE(hashesBelow(original), before);
}

void BadInputTest::aSecondStartIsTold()
{
    StationProcess first(program(u"sizhenctl"_s), ours() + QStringList{u"shell"_s}, nullptr);
    first.start();
    QVERIFY(ask(first, {u"case"_s, u"list"_s}));
    check(ours() + QStringList{u"case"_s, u"list"_s}, 6, u"already open in another window or program"_s,
          u"已在另一个窗口或程序中打开"_s);
    QVERIFY(ask(first, {u"case"_s, u"list"_s}));
    first.stop();
    QTRY_VERIFY_WITH_TIMEOUT(!first.isRunning(), 10'000);
}

void BadInputTest::aSecondWindowEnds()
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const auto vault = ours().first(4);
    // Asked over its own shell: a look at the lock from outside would take the lock from it.
    StationProcess first(program(u"sizhen"_s), vault + QStringList{u"--shell"_s}, nullptr);
    first.start();
    QVERIFY(ask(first, {u"case"_s, u"list"_s}));
    const auto second = runProgram(program(u"sizhen"_s), vault, 30'000);
    QVERIFY2(second.code == 0, second.err);
    QVERIFY(ask(first, {u"case"_s, u"list"_s}));
    QSignalSpy ended(&first, &StationProcess::ended);
    first.kill();
    QVERIFY(ended.wait(10'000));
}

void BadInputTest::noConsentNoSession()
{
    for (const auto &kind : {u"case.start"_s, u"case.complete"_s})
        check(ours() + QStringList{u"case"_s, u"act"_s, m_earlyCase, kind}, 1, u"No valid informed consent"_s,
              u"尚未签署有效的知情同意书"_s, u"CON-04"_s);
    check(ours() + QStringList{u"case"_s, u"act"_s, m_earlyCase, u"case.strat"_s}, 2, u"There is no step"_s,
          u"没有步骤"_s);
}

void BadInputTest::damagedCards()
{
    const auto card = contentOf(m_early + u"/invited.card"_s);
    QVERIFY(card.size() > 500);
    auto flipped = card;
    flipped[flipped.size() / 2] = char(flipped.at(flipped.size() / 2) ^ 1);
    for (const auto &bad : {card.first(card.size() - 40), card.first(10), flipped, QByteArray()}) {
        const auto path = m_folder.filePath(u"bad.card"_s);
        QVERIFY(putContent(path, bad));
        check(ours() + QStringList{u"partner"_s, u"add"_s, path}, 4, u"Ask the partner to send it again"_s,
              u"请对方重新发送"_s);
    }
}

void BadInputTest::anUnknownKeyIsRefused()
{
    const QStringList third{u"--vault"_s, m_folder.filePath(u"third"_s), u"--secrets"_s,
                            secretsFile(u"third.json"_s, R"({"passphrase": "practice", "passwords": {"one": "practice one", "two": "practice two"}})")};
    const auto ctl = program(u"sizhenctl"_s);
    const auto founded
        = runProgram(ctl,
                     third
                         + QStringList{u"vault"_s, u"create"_s, u"--name-zh"_s, u"三号"_s, u"--name-en"_s, u"Third"_s,
                                       u"--city-zh"_s, u"维也纳"_s, u"--city-en"_s, u"Vienna"_s, u"--country"_s,
                                       u"AT"_s, u"--time-zone"_s, u"Europe/Vienna"_s, u"--fast"_s});
    QVERIFY2(founded.code == 0, founded.err);
    for (const auto &id : {u"one"_s, u"two"_s}) {
        const auto person = m_folder.filePath(id + u".json"_s);
        QVERIFY(putContent(person, R"({"id": ")" + id.toLatin1()
                                       + R"(", "name": {"zh": "某某", "en": "Somebody"}, "roles": ["MED-ADMIN"]})"));
        const auto enrolled = runProgram(ctl, third + QStringList{u"person"_s, u"enrol"_s, person, u"--fast"_s});
        QVERIFY2(enrolled.code == 0, enrolled.err);
    }
    const auto added = runProgram(
        ctl, QStringList{u"--json"_s} + third + QStringList{u"partner"_s, u"add"_s, m_early + u"/invited.card"_s});
    const auto partner = lastJson(added.out).value(u"result"_s).toObject();
    const auto confirmed
        = runProgram(ctl,
                     third
                         + QStringList{u"partner"_s, u"confirm"_s, partner.value(u"root"_s).toString(),
                                       u"--fingerprint"_s, partner.value(u"fingerprint"_s).toString(),
                                       u"--officers"_s, u"one,two"_s});
    QVERIFY2(confirmed.code == 0, confirmed.err);
    const auto address = partner.value(u"addresses"_s).toArray().first().toString();
    const QStringList invited{u"--vault"_s, m_early + u"/invited"_s, u"--secrets"_s,
                              m_early + u"/invited.secrets.json"_s};
    const auto digest = [&] {
        const auto audit = runProgram(ctl, QStringList{u"--json"_s} + invited + QStringList{u"audit"_s, u"verify"_s});
        return lastJson(audit.out).value(u"result"_s).toObject();
    };
    const auto before = digest();
    QVERIFY(before.value(u"entries"_s).toInt() > 0);
    const QList<std::pair<QString, QByteArray>> sentences{
        {u"en"_s, "A station whose key is not known here was refused. Nothing was exchanged."},
        {u"zh"_s, "已拒绝密钥未知的工作站，未交换任何内容。"}};
    for (const auto &[language, sentence] : sentences) {
        QProcess listening;
        listening.start(ctl,
                        QStringList{u"--lang"_s, language} + invited
                            + QStringList{u"sync"_s, u"--listen"_s, address, u"--stay"_s, u"--for"_s, u"8"_s});
        QByteArray heard;
        QTRY_VERIFY_WITH_TIMEOUT((heard += listening.readAllStandardOutput()).contains("port"), 20'000);
        QCOMPARE(runProgram(ctl, third + QStringList{u"sync"_s, u"--for"_s, u"3"_s}).code, 9);
        QVERIFY(listening.waitForFinished(20'000));
        QVERIFY2(listening.readAllStandardError().contains(sentence), qPrintable(language));
    }
    QCOMPARE(digest(), before); // nothing was applied
}

void BadInputTest::aContradictingAnswer()
{
    m_place = m_live;
    const auto args = compact({{u"form"_s, u"tongue"_s},
                               {u"answers"_s,
                                QJsonObject{{u"tongue.coating.thickness"_s, u"none"_s},
                                            {u"tongue.coating.colour"_s, QJsonArray{u"white"_s}}}}});
    check(ours() + QStringList{u"case"_s, u"act"_s, m_liveCase, u"case.form_saved"_s, args}, 1,
          u"cannot have a coating colour"_s, u"不能再选苔色"_s, u"C-TNG-02"_s);
}

void BadInputTest::theInstrumentIsUnplugged()
{
    m_place = m_live;
    const QList<std::tuple<QString, QString, bool, QByteArray>> rounds{
        {u"en"_s, u"L.guan"_s, true, "The instrument was unplugged. The recording is kept up to the last sample."},
        {u"zh"_s, u"R.guan"_s, false, "脉象仪已断开。已保留断开之前的全部记录。"}};
    for (const auto &[language, site, back, sentence] : rounds) {
        const auto port = m_folder.filePath(u"cable-"_s + language);
        QProcess instrument;
        instrument.start(
            program(u"sizhen-pulse-sim"_s),
            {u"--link-file"_s, port, u"--unplug-after"_s, u"3"_s, u"--replug-after"_s, back ? u"1"_s : u"-1"_s});
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(port), 10'000);
        const auto taken = runProgram(
            program(u"sizhenctl"_s),
            QStringList{u"--lang"_s, language, u"--json"_s} + ours()
                + QStringList{u"pulse"_s, u"take"_s, m_liveCase, site, u"--device"_s, port, u"--seconds"_s, u"9"_s});
        instrument.kill();
        QVERIFY(instrument.waitForFinished(5000));
        QVERIFY2(taken.code == 0, taken.err + taken.out);
        QVERIFY2(taken.out.contains(sentence), taken.out);
        const auto result = lastJson(taken.out).value(u"result"_s).toObject();
        QVERIFY(result.value(u"unplugged"_s).toBool());
        QVERIFY(result.value(u"samples"_s).toInt() >= 280); // nearly 3 s at 100 a second
        QCOMPARE(result.value(u"lost"_s).toInt() > 0, back); // the gap stands in what went on afterwards
    }
    check(ours() + QStringList{u"pulse"_s, u"take"_s, m_liveCase, u"L.chi"_s, u"--seconds"_s, u"soon"_s}, 2,
          u"needs a whole number"_s, u"须为"_s);
    const auto out = m_folder.filePath(u"out.csv"_s);
    const auto take = QStringList{u"pulse"_s, u"export"_s, m_liveCase, u"L.guan"_s, u"--format"_s, u"csv"_s, u"--out"_s, out};
    check(ours() + take + QStringList{u"--reason"_s, u"why"_s}, 1, u"10 characters or more"_s, u"10"_s, u"SEC-09"_s);
    QVERIFY(!QFileInfo::exists(out));
    const QStringList reason{u"--reason"_s, u"asked by the patient"_s};
    const auto exported = runProgram(program(u"sizhenctl"_s), QStringList{u"--json"_s} + ours() + take + reason);
    QVERIFY2(exported.code == 0, exported.err + exported.out);
    QFile csv(out);
    QFile json(m_folder.filePath(u"out.json"_s));
    QVERIFY(csv.open(QIODevice::ReadOnly) && json.open(QIODevice::ReadOnly));
    const auto trace = readTraceFiles({csv.readAll(), json.readAll()});
    QVERIFY2(trace, trace ? "" : qPrintable(trace.error().detail));
    QVERIFY(!trace->signal.gaps.isEmpty()); // the cable was out
    QVERIFY(!trace->subject && !trace->started.isValid());
    const auto dcm = m_folder.filePath(u"out.dcm"_s);
    const QStringList dicom{u"pulse"_s, u"export"_s, m_liveCase, u"L.guan"_s, u"--format"_s, u"dicom"_s, u"--out"_s, dcm};
    check(ours() + dicom + QStringList{u"--reason"_s, u"why"_s}, 1, u"10 characters or more"_s, u"10"_s, u"SEC-09"_s);
    QVERIFY(!QFileInfo::exists(dcm));
    for (const bool identified : {false, true}) {
        const auto made = runProgram(program(u"sizhenctl"_s),
                                     QStringList{u"--json"_s} + ours() + dicom + reason
                                         + (identified ? QStringList{u"--identified"_s} : QStringList{}));
        QVERIFY2(made.code == 0, made.err + made.out);
        QFile file(dcm);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto bytes = file.readAll();
        QCOMPARE(bytes.mid(128, 4), QByteArray("DICM"));
        QCOMPARE(bytes.contains(QByteArray("\x12\0\x62\0CS\4\0YES ", 12)), !identified); // Patient Identity Removed
        QVERIFY(bytes.contains("99SIZHEN") && bytes.contains("关"));
    }
    const auto told = runProgram(program(u"sizhenctl"_s),
                                      QStringList{u"--json"_s} + ours() + QStringList{u"case"_s, u"disclosures"_s, m_liveCase});
    QVERIFY2(told.out.contains("originals"), told.out); // RES-03
    check(ours() + QStringList{u"pulse"_s, u"export"_s, m_liveCase, u"R.chi"_s, u"--format"_s, u"edf"_s, u"--out"_s, out} + reason,
          3, u"is not known here"_s, u"右尺"_s);
}

SIZHEN_TEST(BadInputTest)
#include "badinput_slow_test.moc"
