// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/async.h"
#include "core/consult/papers.h"
#include "core/documents/renderer.h"
#include "core/forms/formlibrary.h"
#include "core/terms/termbase.h"
#include "tests/support/consultation.h"
#include "ui/screens/context.h"

namespace sizhen::test {

// What the application hands a screen, over one station of a consultation and one person logged in there.
class Seat
{
public:
    Seat(Station &station, QString person, QString language = u"en"_s)
        : forms(must(FormLibrary::load(), "forms"))
        , terms(must(TermBase::load(), "terms"))
        , tongue(std::move(language))
        , context{*station.desk, health, *forms, *terms}
        , m_station(station)
        , m_person(std::move(person))
    {
        context.actor = [this] { return m_station.actor(m_person); };
        context.language = [this] { return tongue; };
        context.syncNow = [] {};
        context.reauthenticate = [this](QObject *owner, SecretBytes password, std::function<void(Result<>)> done) {
            const auto sealed = must(m_station.ledger->sealedPerson(m_person), "person");
            const auto shared = std::make_shared<SecretBytes>(std::move(password)); // runThen copies its work
            runThen(
                owner, [sealed, shared] { return Ledger::unlock(sealed, *shared).map([](auto &&) { return true; }); },
                [done](const Result<bool> &right) { right ? done({}) : done(tl::unexpected(right.error())); });
        };
        context.renderPaper = [this](QObject *owner, const QByteArray &id, const QString &paper,
                                     std::function<void(Result<QByteArray>)> done) {
            const auto job = paperFor(must(m_station.desk->caseState(id), "state"), paper, *m_station.ledger, *forms);
            if (!job)
                return done(tl::unexpected(job.error()));
            runThen(
                owner, [job = *job] { return renderPdf(job.spec, job.data, job.created, job.dataSha256); }, done);
        };
        context.signPaper
            = [this](QObject *owner, const QByteArray &id, const QString &paper, SecretBytes password,
                     std::function<void(Result<>)> done) { sign(owner, id, paper, std::move(password), done); };
    }

    HealthBoard health;
    std::shared_ptr<const FormLibrary> forms;
    std::shared_ptr<const TermBase> terms;
    QString tongue; // the language spoken at this seat
    ScreenContext context;

private:
    void sign(QObject *owner, const QByteArray &id, const QString &paper, SecretBytes password,
              const std::function<void(Result<>)> &done)
    {
        const auto job = paperFor(must(m_station.desk->caseState(id), "state"), paper, *m_station.ledger, *forms);
        if (!job)
            return done(tl::unexpected(job.error()));
        const auto person = must(m_station.ledger->sealedPerson(m_person), "person");
        const auto shared = std::make_shared<SecretBytes>(std::move(password)); // runThen copies its work
        runThen(
            owner,
            [job = *job, person, shared, institution = m_station.ledger->institution(),
             now = m_station.ledger->now()]() -> Result<QByteArray> {
                const auto signer = paperSigner(person, *shared, institution, u"test"_s, now);
                return signer ? signedPaper(job, *signer) : Result<QByteArray>(tl::unexpected(signer.error()));
            },
            [this, id, paper, job = *job, done](const Result<QByteArray> &pdf) {
                pdf ? done(record(id, paper, job, *pdf)) : done(tl::unexpected(pdf.error()));
            });
    }

    Result<> record(const QByteArray &id, const QString &paper, const PaperJob &job, const QByteArray &pdf)
    {
        const auto original = must(m_station.desk->attach(pdf, u"application/pdf"_s, paper + u".pdf"_s), "attach");
        auto args = signArgs(job, original);
        const bool decision = paper == u"decision"_s;
        const auto state = must(m_station.desk->caseState(id), "state");
        if (const auto *draft = decision ? state.latest(u"case.decision_draft"_s) : nullptr)
            for (const auto &[key, value] : draft->args())
                if (!args.contains(key))
                    args.insert(key, value);
        return m_station.desk->act(id, decision ? u"case.decide"_s : u"report.sign"_s, args, m_station.actor(m_person));
    }

    Station &m_station;
    QString m_person;
};

} // namespace sizhen::test
