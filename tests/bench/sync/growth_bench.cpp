// SPDX-License-Identifier: GPL-3.0-or-later
// How cost grows with the number of cases: unlock, open, list, search, open one case, sync nothing.
// Usage: growth_bench [cases …]     default: 1000 10000 100000
#include "core/sync/ledgersyncstore.h"
#include "core/sync/session.h"
#include "tests/support/consultation.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <algorithm>
#include <cstdio>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double limitMs = 50;

double ms(const QElapsedTimer &timer)
{
    return double(timer.nsecsElapsed()) / 1e6;
}

template <typename Work>
double medianMs(int times, Work work)
{
    QList<double> all;
    for (int i = 0; i < times; ++i) {
        QElapsedTimer timer;
        timer.start();
        work(i);
        all.append(ms(timer));
    }
    std::ranges::sort(all);
    return all[all.size() / 2];
}

const QList<std::pair<QString, QString>> &complaints()
{
    static const QList<std::pair<QString, QString>> list{
        {u"头痛三年，遇风加重"_s, u"Headache for three years, worse in wind"_s},
        {u"失眠多梦，心悸"_s, u"Insomnia with many dreams, palpitations"_s},
        {u"胃脘胀痛，食少便溏"_s, u"Distending pain of the stomach, little appetite, loose stools"_s},
        {u"腰膝酸软，耳鸣"_s, u"Sore loins and knees, tinnitus"_s},
        {u"咳嗽痰多，胸闷"_s, u"Cough with much phlegm, oppression of the chest"_s},
        {u"月经不调，经行腹痛"_s, u"Irregular menstruation with pain"_s},
        {u"关节肿痛，屈伸不利"_s, u"Swollen painful joints"_s},
    };
    return list;
}

QList<QByteArray> fill(Consultation &both, int count)
{
    QList<QByteArray> ids;
    QByteArray patient;
    for (int i = 0; i < count; ++i) {
        if (i % 10 == 0)
            patient = both.registerPatient();
        both.tick(60);
        const auto &[zh, en] = complaints()[i % complaints().size()];
        const QCborMap args{{u"type"_s, u"CONSULTATION"_s},
                            {u"mode"_s, u"ONLINE"_s},
                            {u"complaint"_s, Consultation::label(zh + u"，第%1例"_s.arg(i), en)}};
        ids.append(must(both.duna.desk->openCase(patient, both.lake.root(), args, both.duna.actor(u"kovacs"_s)), "case"));
        must(both.duna.ledger->share(ids.constLast(), both.lake.root()), "share"); // for the last column only
    }
    return ids;
}

struct Side {
    LedgerSyncStore store;
    Session session;

    Side(Station &station, const QByteArray &partner)
        : store(*station.ledger, partner)
        , session(store,
                  {station.root(), station.ledger->stationCertificate(), randomBytes(wire::nonceSize),
                   [](const wire::Hello &) { return Result<>(); }})
    {
    }
};

bool carry(Side &from, Side &to, qint64 nowMs)
{
    auto any = false;
    while (const auto message = from.session.next()) {
        any = true;
        to.session.receive(message->bytes, nowMs);
    }
    (void)from.session.takeEvents();
    return any || from.session.hasWork();
}

// Until neither side lacks anything.
double syncMs(Consultation &both)
{
    QElapsedTimer timer;
    timer.start();
    Side here(both.duna, both.lake.root());
    Side there(both.lake, both.duna.root());
    here.session.start(0);
    there.session.start(0);
    while (!here.session.isIdle() || !there.session.isIdle()) {
        const auto now = timer.elapsed();
        const auto busy = carry(here, there, now);
        if (!carry(there, here, now) && !busy) {
            here.session.tick(now);
            there.session.tick(now);
        }
    }
    return ms(timer);
}

const char *verdict(double value)
{
    return value <= limitMs ? "" : "  MISSED";
}

void row(int count)
{
    Consultation both;
    both.signAgreement();
    const auto ids = fill(both, count);
    const auto first = syncMs(both);
    const auto nothing = syncMs(both);
    const auto folder = both.duna.vault->folder();
    const auto key = must(Vault::unlockKey(folder, secret("station")), "key");
    both.duna.desk.reset();
    both.duna.ledger.reset();
    both.duna.vault.reset();
    QElapsedTimer opening;
    opening.start();
    both.duna.vault = must(Vault::openWithKey(folder, key), "open");
    both.duna.restart();
    const auto open = ms(opening);
    auto &desk = *both.duna.desk;
    const auto board = medianMs(11, [&](int) { must(desk.board(), "board"); });
    const auto stage = must(desk.card(ids.first()), "card").stage;
    const auto partner = QString::fromLatin1(both.lake.root().toHex());
    const auto list = medianMs(11, [&](int) {
        if (must(desk.cases({{}, stage, partner, true}), "cases").isEmpty())
            qFatal("an empty list");
    });
    const QStringList words{u"头痛"_s, u"心悸"_s, u"耳鸣"_s, u"月经"_s, u"关节"_s, u"胸闷"_s};
    const auto find = medianMs(60, [&](int i) {
        if (must(desk.find(words[i % words.size()]), "find").cases.isEmpty())
            qFatal("nothing found");
    });
    const auto rare = medianMs(60, [&](int i) { must(desk.find(u"第%1例 头痛"_s.arg(i * 7)), "find"); });
    const auto name = medianMs(60, [&](int) { must(desk.find(u"varga"_s), "find"); });
    const auto one = medianMs(100, [&](int i) { must(desk.caseState(ids[(qint64(i) * 7919) % ids.size()]), "case"); });
    QElapsedTimer counting;
    counting.start();
    const auto counted = must(both.duna.vault->search().count(u"头痛"_s, u"case"_s), "count");
    const auto expected = (count + complaints().size() - 1) / complaints().size();
    if (counted != expected)
        qFatal("%lld found, %lld expected", static_cast<long long>(counted), static_cast<long long>(expected));
    std::printf("%7d | %9.1f | %9.1f%s | %9.1f%s | %9.2f%s | %9.2f%s | %9.2f%s | %9.2f%s | %9.0f | %9.1f\n", count, open, board,
                verdict(board), list, verdict(list), find, verdict(find), rare, verdict(rare), name, verdict(name), one,
                verdict(one), first, nothing);
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    if (!startCrypto())
        return 1;
    QList<int> counts;
    for (int i = 1; i < argc; ++i)
        counts.append(std::atoi(argv[i]));
    if (counts.isEmpty())
        counts = {1'000, 10'000, 100'000};
    QTemporaryDir place;
    const auto sealed = SecretBytes::copyOf("three calm rivers");
    must(Vault::create(place.filePath(u"vault"_s), sealed), "create").reset();
    std::printf("unlock (Argon2id moderate, whatever the number of cases): %.0f ms\n", medianMs(3, [&](int) {
                    must(Vault::unlockKey(place.filePath(u"vault"_s), sealed), "unlock");
                }));
    std::printf("milliseconds; list, search and open one case: at most %.0f each\n", limitMs);
    std::printf("  cases | open vault | board 500 | filtered  | 头痛 (50) | two words |  a name   | open case | sync all  | sync none\n");
    for (const auto count : counts)
        row(count);
    return 0;
}
