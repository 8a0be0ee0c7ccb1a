// SPDX-License-Identifier: GPL-3.0-or-later
// How long one look into the term base takes, beside one pass over the same texts.
#include "core/terms/termbase.h"

#include <QElapsedTimer>
#include <QTextStream>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

int main()
{
    QTextStream out(stdout);
    QElapsedTimer timer;
    timer.start();
    const auto terms = TermBase::load().value();
    out << "load " << terms->size() << " terms: " << double(timer.nsecsElapsed()) / 1e6 << " ms\n";
    for (const auto &query : {u"舌"_s, u"shetai"_s, u"yyxx"_s, u"e"_s, u"deficiency of the spleen"_s}) {
        QList<double> times;
        for (int i = 0; i < 51; ++i) {
            timer.start();
            (void)terms->find(query);
            times.append(double(timer.nsecsElapsed()) / 1e6);
        }
        std::sort(times.begin(), times.end());
        out << "find " << query << ": " << times[25] << " ms, slowest " << times.constLast() << " ms\n";
    }
    return 0;
}
