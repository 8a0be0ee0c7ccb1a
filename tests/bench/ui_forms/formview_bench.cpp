// SPDX-License-Identifier: GPL-3.0-or-later
// How long a form takes to open, to turn to its heaviest page and to take a key. With SHOTS=<folder> it leaves
// pictures.
#include "core/forms/answersjson.h"
#include "ui/forms/findingsview.h"
#include "ui/forms/formview.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QCborArray>
#include <QCborMap>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTextStream>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

namespace {

constexpr int rounds = 15;
constexpr QSize page(680, 900); // the work area of a window of 1280

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

QJsonObject caseFile()
{
    QFile file(QStringLiteral(TEST_DATA_DIR "/forms/cases/case2-lumbar-anticoagulated.json"));
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

void picture(QWidget &view, const QString &name, const QSize &size = page)
{
    view.setAutoFillBackground(true);
    view.setContentsMargins(theme::gapGroup, theme::gapGroup, theme::gapGroup, theme::gapGroup);
    view.resize(size);
    if (view.hasHeightForWidth()) // as a scroll area would lay it out
        view.resize(size.width(), std::max(size.height(), view.heightForWidth(size.width())));
    view.show();
    QCoreApplication::sendPostedEvents();
    view.grab().save(qEnvironmentVariable("SHOTS") + u'/' + name + u".png"_s);
}

void pictures(const FormLibrary &library)
{
    const auto exams = caseFile()[u"exams"_s].toObject();
    auto mine = answersFromJson(exams[u"inviter"_s].toObject());
    const auto theirs = answersFromJson(exams[u"invitee"_s].toObject());
    mine.insert(u"tongue.body.motility"_s, QCborArray{u"free"_s, u"stiff"_s});
    mine.insert(u"tongue.body.surface"_s, QCborArray{u"teeth"_s});
    mine.insert(
        u"palpate.pulse.grid"_s,
        answersFromJson(
            QByteArray(
                R"({"L.cun.deep": {"types": ["thin", "weak"], "strength": 1}, "R.chi.deep": {"types": ["deep", "slow"], "presence": 2}})"))
            .value());
    mine.insert(u"intake.history.allergy"_s,
                QCborArray{QCborMap{{u"substance"_s, u"penicillin"_s}, {u"kind"_s, u"drug"_s}}});
    const FormContext who{u"inviting"_s, u"M"_s, 66};
    const QList<std::pair<QString, QString>> pages{
        {u"look"_s, u"look.head"_s},         {u"tongue"_s, u"tongue.body"_s},     {u"tongue"_s, u"tongue.coating"_s},
        {u"palpate"_s, u"palpate.pulse"_s},  {u"intake"_s, u"intake.id"_s},       {u"intake"_s, u"intake.history"_s},
        {u"ask"_s, u"ask.redflags"_s},       {u"ask"_s, u"ask.chestabd"_s},       {u"synthesis"_s, u"synthesis.dx"_s},
        {u"treatment"_s, u"treatment.rx"_s}, {u"treatment"_s, u"treatment.acu"_s}};
    for (const bool dark : {false, true})
        for (const auto &language : {u"zh"_s, u"en"_s}) {
            theme::apply(*qApp, dark);
            const auto tail = u'-' + language + (dark ? u"-dark"_s : u"-light"_s);
            for (const auto &[form, section] : pages) {
                FormView view(library, form, who, language);
                view.setAnswers(mine);
                view.setMissingShown(form == u"intake");
                view.showSection(section);
                picture(view, u"forms-"_s + section + tail);
            }
            FormView both(library, u"tongue"_s, who, language, language == u"zh" ? u"en"_s : u"zh"_s);
            both.setAnswers(mine);
            both.showSection(u"tongue.body"_s);
            picture(both, u"forms-both"_s + tail);
            FindingsView findings(library, language, language == u"zh" ? u"en"_s : u"zh"_s);
            findings.setFindings(library.ids(), mine, theirs);
            picture(findings, u"forms-findings"_s + tail, {1000, 800});
        }
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    theme::apply(app, false);
    const auto library = FormLibrary::load().value();
    if (!qEnvironmentVariableIsEmpty("SHOTS")) {
        pictures(*library);
        return 0;
    }
    const FormContext who{u"inviting"_s, u"F"_s, 42};
    QTextStream out(stdout);
    for (const auto &id : {u"ask"_s, u"look"_s, u"palpate"_s}) {
        const auto open = medianMs([&] {
            FormView view(*library, id, who, u"zh"_s);
            view.resize(page);
            view.show();
        });
        const auto all = medianMs([&] {
            FormView view(*library, id, who, u"zh"_s);
            for (const auto &section : library->form(id)->sections)
                view.showSection(section.id);
        });
        out << "form " << id << ": opens in " << open << " ms, all pages in " << all << " ms\n";
    }
    FormView view(*library, u"ask"_s, who, u"zh"_s);
    view.resize(page);
    view.show();
    view.setAnswers(answersFromJson(caseFile()[u"exams"_s].toObject()[u"inviter"_s].toObject()));
    const auto edit = medianMs([&] { view.setAnswer(u"ask.sleep.hours"_s, 7); });
    out << "one answer to ask (conditions, rules, findings): " << edit << " ms\n";
    return 0;
}
