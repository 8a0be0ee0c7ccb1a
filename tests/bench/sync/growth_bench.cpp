// SPDX-License-Identifier: GPL-3.0-or-later
// How cost grows with the number of cases: unlock, open, list, search, open one case, sync with a partner who lacks
// everything, nothing or one act. Usage: growth_bench [cases …]     default: 1000 10000 100000
#include "core/sync/ledgersyncstore.h"
#include "core/sync/session.h"
#include "tests/support/bulk.h"
#include "tests/support/consultation.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

namespace {

// Time on the processor: what others do on this machine meanwhile is not ours.
class Timer
{
public:
    void start() { m_start = std::clock(); }

    [[nodiscard]] double ms() const { return double(std::clock() - m_start) * 1000 / CLOCKS_PER_SEC; }

private:
    std::clock_t m_start = 0;
};

template <typename Work>
double medianMs(int times, Work work)
{
    QList<double> all;
    for (int i = 0; i < times; ++i) {
        Timer timer;
        timer.start();
        work(i);
        all.append(timer.ms());
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
    inBulk(both.duna, count, [&](int i) {
        if (i % 10 == 0)
            patient = both.registerPatient();
        both.tick(60);
        const auto &[zh, en] = complaints()[i % complaints().size()];
        const QCborMap args{{u"type"_s, u"CONSULTATION"_s},
                            {u"mode"_s, u"ONLINE"_s},
                            {u"complaint"_s, Consultation::label(zh + u"，第%1例"_s.arg(i), en)}};
        ids.append(must(both.duna.desk->openCase(patient, both.lake.root(), args, both.duna.actor(u"kovacs"_s)), "case"));
        must(both.duna.ledger->share(ids.constLast(), both.lake.root()), "share"); // for the columns of sync only
    });
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

// Up to 500 messages; false when there was nothing to carry.
bool carry(Side &from, Side &to, qint64 nowMs)
{
    auto any = false;
    for (int left = 500; left > 0; --left) {
        const auto message = from.session.next();
        if (!message)
            break;
        any = true;
        to.session.receive(message->bytes, nowMs);
    }
    (void)from.session.takeEvents();
    return any || from.session.hasWork();
}

// One meeting, until neither side lacks anything. What 500 messages change is one transaction on each side: the columns are
// about the work, and sync_bench is about disks.
class Meeting
{
public:
    explicit Meeting(Consultation &both)
        : m_both(both)
        , m_here(both.duna, both.lake.root())
        , m_there(both.lake, both.duna.root())
    {
        m_here.session.start(0);
        m_there.session.start(0);
    }

    [[nodiscard]] double untilIdle()
    {
        Timer timer;
        timer.start();
        while (!m_here.session.isIdle() || !m_there.session.isIdle())
            if (!turn())
                wait(100);
        return timer.ms();
    }

    // Both note how far they got.
    void mark()
    {
        for (int i = 0; i < 8; ++i) {
            wait(2'500);
            while (turn()) { }
        }
    }

private:
    bool turn()
    {
        const QSignalBlocker quietHere(m_both.duna.ledger.get());
        const QSignalBlocker quietThere(m_both.lake.ledger.get());
        auto busy = false;
        must(m_both.duna.ledger->together([&] {
                 return m_both.lake.ledger->together([&]() -> Result<> {
                     busy = carry(m_here, m_there, m_nowMs);
                     busy = carry(m_there, m_here, m_nowMs) || busy;
                     return {};
                 });
             }),
             "turn");
        return busy;
    }

    void wait(qint64 byMs)
    {
        m_nowMs += byMs;
        m_here.session.tick(m_nowMs);
        m_there.session.tick(m_nowMs);
    }

    Consultation &m_both;
    Side m_here;
    Side m_there;
    qint64 m_nowMs = 0;
};

double syncMs(Consultation &both)
{
    Meeting meeting(both);
    const auto time = meeting.untilIdle();
    meeting.mark();
    return time;
}

void forgetMarks(Consultation &both)
{
    must(both.duna.ledger->keepSyncMarks(both.lake.root(), both.lake.ledger->station().station, {}), "marks");
    must(both.lake.ledger->keepSyncMarks(both.duna.root(), both.duna.ledger->station().station, {}), "marks");
}

struct Column {
    const char *name;
    double limit; // 0: none
};

constexpr std::array columns{Column{"vault open", 0},      Column{"ledger", 0},          Column{"desk", 0},
                             Column{"board 500", 50},      Column{"filtered", 50},       Column{"头痛 (50)", 50},
                             Column{"two words", 50},      Column{"a name", 50},         Column{"open case", 50},
                             Column{"sync everything", 0}, Column{"compare all", 0},     Column{"next after it", 0},
                             Column{"sync nothing", 3},    Column{"1st after open", 3},  Column{"sync one change", 0}};
using Costs = std::array<double, columns.size()>;

// What a station does when it starts.
void openAgain(Consultation &both, Costs &row)
{
    const auto folder = both.duna.vault->folder();
    const auto key = must(Vault::unlockKey(folder, secret("station")), "key");
    both.duna.close();
    Timer timer;
    timer.start();
    both.duna.vault = must(Vault::openWithKey(folder, key), "open");
    row[0] = timer.ms();
    timer.start();
    both.duna.openLedger();
    row[1] = timer.ms();
    timer.start();
    both.duna.openDesk();
    row[2] = timer.ms();
}

void work(Consultation &both, const QList<QByteArray> &ids, Costs &row)
{
    auto &desk = *both.duna.desk;
    row[3] = medianMs(11, [&](int) { must(desk.board(), "board"); });
    const auto stage = must(desk.card(ids.first()), "card").stage;
    const auto partner = QString::fromLatin1(both.lake.root().toHex());
    row[4] = medianMs(11, [&](int) {
        if (must(desk.cases({{}, stage, partner, true}), "cases").isEmpty())
            qFatal("an empty list");
    });
    const QStringList words{u"头痛"_s, u"心悸"_s, u"耳鸣"_s, u"月经"_s, u"关节"_s, u"胸闷"_s};
    row[5] = medianMs(60, [&](int i) {
        if (must(desk.find(words[i % words.size()]), "find").cases.isEmpty())
            qFatal("nothing found");
    });
    row[6] = medianMs(60, [&](int i) { must(desk.find(u"第%1例 头痛"_s.arg(i * 7)), "find"); });
    row[7] = medianMs(60, [&](int) { must(desk.find(u"varga"_s), "find"); });
    row[8] = medianMs(100, [&](int i) { must(desk.caseState(ids[(qint64(i) * 7919) % ids.size()]), "case"); });
    const auto counted = must(both.duna.vault->search().count(u"头痛"_s, u"case"_s), "count");
    const auto expected = (ids.size() + complaints().size() - 1) / complaints().size();
    if (counted != expected)
        qFatal("%lld found, %lld expected", static_cast<long long>(counted), static_cast<long long>(expected));
}

void sync(Consultation &both, Costs &row)
{
    row[9] = syncMs(both);
    forgetMarks(both);
    row[10] = syncMs(both);
    // What comparing everything gave back, some million small pieces of memory, is put in order by whoever asks for memory
    // next (glibc): a few meetings pay for that, and not for anything of their own.
    const auto meeting = [&](int) { (void)Meeting(both).untilIdle(); };
    row[11] = medianMs(1, meeting);
    row[12] = medianMs(51, meeting);
}

void syncOneChange(Consultation &both, const QByteArray &id, Costs &row)
{
    both.caseId = id;
    row[14] = medianMs(5, [&](int) {
        {
            const QSignalBlocker quiet(both.duna.ledger.get());
            both.explain();
        }
        (void)Meeting(both).untilIdle();
    });
}

Costs measure(int count)
{
    Consultation both;
    both.signAgreement();
    QElapsedTimer filling; // on the wall
    filling.start();
    const auto ids = fill(both, count);
    const auto filled = double(filling.elapsed());
    Costs row{};
    sync(both, row);
    openAgain(both, row); // once more as a start on the next day: nothing to be caught up with
    openAgain(both, row);
    row[13] = Meeting(both).untilIdle();
    work(both, ids, row);
    syncOneChange(both, ids.at(ids.size() / 2), row);
    std::printf("%d cases, %lld entries, filled in %.1f s\n", count,
                static_cast<long long>(must(both.duna.vault->entries().count(), "entries")), filled / 1000);
    std::fflush(stdout);
    return row;
}

void print(const QList<int> &counts, const QList<Costs> &rows)
{
    std::printf("\n%-16s", "ms of CPU");
    for (const auto count : counts)
        std::printf(" | %9d", count);
    for (qsizetype i = 1; i < counts.size(); ++i)
        std::printf(" | x%-8g", double(counts[i]) / counts[i - 1]);
    std::printf("   (cost of so many times the cases)\n");
    for (size_t column = 0; column < columns.size(); ++column) {
        const auto &[name, limit] = columns[column];
        std::printf("%-*s", 16 + int(QByteArray(name).size() - QString::fromUtf8(name).size()), name);
        for (const auto &row : rows)
            std::printf(" | %9.2f", row[column]);
        for (qsizetype i = 1; i < rows.size(); ++i)
            std::printf(" | %8.1fx", rows[i][column] / std::max(rows[i - 1][column], 0.001));
        if (limit > 0)
            std::printf("   at most %.0f: %s", limit,
                        std::ranges::all_of(rows, [&](const Costs &row) { return row[column] <= limit; }) ? "reached" : "MISSED");
        std::printf("\n");
    }
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    if (!startCrypto())
        return 1;
    QList<int> counts;
    for (int i = 1; i < argc; ++i)
        counts.append(std::max(1, std::atoi(argv[i])));
    if (counts.isEmpty())
        counts = {1'000, 10'000, 100'000};
    QTemporaryDir place;
    const auto sealed = SecretBytes::copyOf("three calm rivers");
    must(Vault::create(place.filePath(u"vault"_s), sealed), "create").reset();
    std::printf("unlock (Argon2id moderate, whatever the number of cases): %.0f ms\n", medianMs(3, [&](int) {
                    must(Vault::unlockKey(place.filePath(u"vault"_s), sealed), "unlock");
                }));
    QList<Costs> rows;
    for (const auto count : counts)
        rows.append(measure(count));
    print(counts, rows);
    return 0;
}
