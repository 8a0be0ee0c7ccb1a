// SPDX-License-Identifier: GPL-3.0-or-later
// How long the forms take to load and to check, beside the bare parsing of the same JSON.
#include "core/forms/answersjson.h"
#include "core/forms/formlibrary.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTextStream>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

namespace {

constexpr int rounds = 21;

template <typename Work>
double medianMs(Work work)
{
    QList<double> times;
    for (int i = 0; i < rounds; ++i) {
        QElapsedTimer timer;
        timer.start();
        work();
        times.append(double(timer.nsecsElapsed()) / 1e6);
    }
    std::sort(times.begin(), times.end());
    return times[rounds / 2];
}

} // namespace

int main()
{
    QTextStream out(stdout);
    const auto files = FormLibrary::files().value();
    const auto bare = medianMs([&] {
        for (const auto &file : files)
            (void)QJsonDocument::fromJson(file);
    });
    const auto load = medianMs([] { (void)FormLibrary::load(); });
    out << "load 9 forms and 40 rules: " << load << " ms, " << load / bare << " times the bare JSON (" << bare
        << " ms)\n";
    QFile file(QStringLiteral(TEST_DATA_DIR "/forms/cases/case1-insomnia-heart-spleen.json"));
    if (!file.open(QIODevice::ReadOnly))
        return 1;
    const auto all = answersFromJson(QJsonDocument::fromJson(file.readAll())[u"exams"_s][u"inviter"_s].toObject());
    const auto library = FormLibrary::load().value();
    const auto check = medianMs([&] {
        for (const auto &id : library->ids()) {
            Answers own;
            for (const auto &[key, value] : all)
                if (key.toString().startsWith(id + u'.'))
                    own.insert(key, value);
            (void)library->check(id, own, {u"inviting"_s, u"F"_s, 42}, true, all);
        }
    });
    out << "check a whole examination, all rules: " << check << " ms\n";
    return 0;
}
