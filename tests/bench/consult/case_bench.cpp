// SPDX-License-Identifier: GPL-3.0-or-later
// Case open and board among 10,000 cases, each beside a copy of the same bytes through plain calls of the vault.
// Usage: case_bench [number of cases]
#include "tests/support/bulk.h"
#include "tests/support/consultation.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTextStream>

#include <algorithm>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

namespace {

template <typename Work>
double medianMs(int times, Work work)
{
    QList<double> all;
    for (int i = 0; i < times; ++i) {
        QElapsedTimer timer;
        timer.start();
        work(i);
        all.append(double(timer.nsecsElapsed()) / 1e6);
    }
    std::ranges::sort(all);
    return all[all.size() / 2];
}

// Cases as a clinic has them: opened, consent explained, a form saved.
QList<QByteArray> fill(Consultation &both, int count)
{
    QByteArray patient;
    QList<QByteArray> ids;
    ids.reserve(count);
    inBulk(both.duna, count, [&](int i) {
        if (i % 5 == 0)
            patient = both.registerPatient();
        both.openCase(patient);
        both.explain();
        both.intake();
        ids.append(both.caseId);
    });
    return ids;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    if (!startCrypto())
        return 1;
    const int count = argc > 1 ? QByteArray(argv[1]).toInt() : 10'000;
    QTextStream out(stdout);
    Consultation both;
    both.signAgreement();
    // One long case: everything up to the report, then a hundred saved answers more.
    both.prepare();
    both.invite();
    both.accept();
    both.schedule();
    both.startSession();
    both.findings();
    for (int i = 0; i < 100; ++i)
        must(both.doAs(both.duna, u"kovacs"_s, u"case.form_saved"_s,
                       {{u"form"_s, u"ask"_s},
                        {u"reason"_s, u"asked again"_s},
                        {u"answers"_s, QCborMap{{u"ask.thirst.thirst"_s, i % 2 ? u"none"_s : u"much"_s}}}}),
             "save");
    const auto longCase = both.caseId;
    QElapsedTimer filling;
    filling.start();
    const auto ids = fill(both, count);
    out << "cases " << ids.size() << ", filled in " << filling.elapsed() / 1000.0 << " s, entries "
        << must(both.duna.vault->entries().count(), "count") << Qt::endl;

    both.duna.desk.reset();
    both.duna.ledger.reset();
    QElapsedTimer starting;
    starting.start();
    both.duna.restart(); // nothing is cached any more
    out << "ledger and desk open " << starting.elapsed() << " ms" << Qt::endl;

    QElapsedTimer first;
    first.start();
    must(both.duna.ledger->events(longCase), "events");
    const auto reading = double(first.nsecsElapsed()) / 1e6;
    const auto acts = both.duna.desk->caseState(longCase).value().acts.size();
    out << "open the long case, cold (" << acts << " acts) " << double(first.nsecsElapsed()) / 1e6
        << " ms (at most 50), reading its events " << reading << " ms of it" << Qt::endl;
    const auto cold
        = medianMs(200, [&](int i) { must(both.duna.desk->caseState(ids[(i * 7919) % ids.size()]), "case"); });
    const auto raw = medianMs(
        200, [&](int i) { must(both.duna.vault->entries().ofStream(ids[(i * 6007 + 1) % ids.size()]), "raw"); });
    out << "open any case, cold " << cold << " ms (at most 50); its entries alone " << raw << " ms" << Qt::endl;
    out << "open a case again " << medianMs(200, [&](int) { must(both.duna.desk->caseState(longCase), "case"); })
        << " ms" << Qt::endl;
    out << "board, 500 cards " << medianMs(20, [&](int) { must(both.duna.desk->board(), "board"); })
        << " ms (at most 50)" << Qt::endl;
    out << "one act in the long case "
        << medianMs(
               20,
               [&](int i) {
                   both.caseId = longCase;
                   must(both.doAs(both.duna, u"kovacs"_s, u"case.form_saved"_s,
                                  {{u"form"_s, u"ask"_s},
                                   {u"reason"_s, u"asked again"_s},
                                   {u"answers"_s, QCborMap{{u"ask.thirst.thirst"_s, i % 2 ? u"none"_s : u"much"_s}}}}),
                        "save");
               })
        << " ms" << Qt::endl;
    out << "one act, judged, signed, stored, projected "
        << medianMs(50,
                    [&](int i) {
                        both.caseId = ids[i % ids.size()];
                        both.explain();
                    })
        << " ms" << Qt::endl;
    return 0;
}
