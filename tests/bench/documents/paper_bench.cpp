// SPDX-License-Identifier: GPL-3.0-or-later
// How long a physician waits for a paper: six pages rendered and signed, verified again.
#include "tests/core/documents/sampledata.h"
#include "tests/core/documents/signing.h"

#include <QElapsedTimer>
#include <QGuiApplication>
#include <algorithm>
#include <cstdio>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

namespace {

// The sample report, with findings enough to fill six pages.
QCborMap sixPages()
{
    auto data = sampleData(u"report"_s);
    const auto rows = data.value(u"findings"_s).toArray();
    auto all = rows;
    for (qsizetype i = 0; i < rows.size(); ++i)
        all.append(rows.at(i));
    data[u"findings"_s] = all;
    return data;
}

double median(QList<double> values)
{
    std::ranges::sort(values);
    return values.at(values.size() / 2);
}

template <typename Work>
double milliseconds(Work work)
{
    QList<double> times;
    for (int i = 0; i < 9; ++i) {
        QElapsedTimer timer;
        timer.start();
        work();
        times.append(double(timer.nsecsElapsed()) / 1e6);
    }
    return median(times);
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QGuiApplication application(argc, argv);
    const auto spec = loadDocument(u"report"_s);
    const auto data = sixPages();
    const auto authority = TestAuthority::make(u"Bench"_s);
    const auto signer = TestSigner::make(authority, u"Bench"_s);
    QByteArray pdf;
    const auto signing = milliseconds([&] {
        const auto paper = renderPdf(*spec, data, sampleTime());
        pdf = paper ? signer.sign(*paper).value_or(QByteArray()) : QByteArray();
    });
    bool sound = false;
    const auto verifying = milliseconds([&] {
        const auto verdict = verifyPdf(pdf, {authority.der}, QDateTime::currentDateTimeUtc());
        sound = verdict && verdict->isSound();
    });
    const auto pages = pdf.count("/Type /Page\n");
    std::printf(
        "report of %lld pages, %lld KB: rendered and signed %.0f ms (target 1000), verified %.1f ms (target 200)\n",
        (long long)pages, (long long)pdf.size() / 1024, signing, verifying);
    return sound && signing <= 1000 && verifying <= 200 ? 0 : 1;
}
