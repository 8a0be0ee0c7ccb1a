// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/command.h"
#include "app/command/files.h"
#include "app/command/resolve.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

void render(const CommandCall &call, const CommandDone &done)
{
    const auto id = resolveCase(call.station->desk(), call.words[0]);
    if (!id)
        return done(tl::unexpected(id.error()));
    const auto out = call.option(u"out"_s);
    call.station->renderPaper(call.owner, *id, call.words[1], [done, out](const Result<QByteArray> &pdf) {
        if (!pdf)
            return done(tl::unexpected(pdf.error()));
        if (const auto written = writeFile(out, *pdf); !written)
            return done(tl::unexpected(written.error()));
        done(QJsonValue(QJsonObject{{u"file"_s, out}, {u"bytes"_s, pdf->size()}}));
    });
}

void sign(const CommandCall &call, const CommandDone &done)
{
    const auto id = resolveCase(call.station->desk(), call.words[0]);
    if (!id)
        return done(tl::unexpected(id.error()));
    auto password = call.secret(u"password:"_s + call.station->actor().person.id);
    if (!password)
        return done(tl::unexpected(password.error()));
    call.station->signPaper(call.owner, *id, call.words[1], std::move(*password), [done](const Result<> &signedIt) {
        if (!signedIt)
            return done(tl::unexpected(signedIt.error()));
        done(QJsonValue(QJsonObject{{u"signed"_s, true}}));
    });
}

// The DER certificate as PEM, for `pdfsig` and other programs' trust stores.
Result<QJsonValue> authority(const CommandCall &call)
{
    auto institution = call.station->ledger().institution();
    if (call.words.size() > 1) {
        const auto root = resolvePartner(call.station->ledger(), call.words[1]);
        if (!root)
            return tl::unexpected(root.error());
        const auto partner = call.station->ledger().partner(*root);
        if (!partner)
            return tl::unexpected(partner.error());
        institution = partner->institution;
    }
    if (const auto written = writeFile(call.words[0], toPem(institution.authority)); !written)
        return tl::unexpected(written.error());
    return QJsonObject{{u"file"_s, call.words[0]}, {u"institution"_s, institution.id()}};
}

} // namespace

QList<Command> paperCommands()
{
    using Needs = Command::Needs;
    return {
        {.name = u"paper render"_s,
         .usage = u"CASE report|decision|consent|invitation --out FILE.pdf"_s,
         .help = u"The page exactly as it would be signed now, or as it was signed."_s,
         .minWords = 2,
         .maxWords = 2,
         .options = {u"out"_s},
         .run = render},
        {.name = u"paper sign"_s,
         .usage = u"CASE report|decision"_s,
         .help = u"Render, sign with the own certificate (PAdES) and record the act; asks for the password again."_s,
         .needs = Needs::Person,
         .minWords = 2,
         .maxWords = 2,
         .run = sign},
        {.name = u"document authority"_s,
         .usage = u"FILE.pem [PARTNER]"_s,
         .help = u"Write the certificate of our (or a partner's) P-256 authority."_s,
         .minWords = 1,
         .maxWords = 2,
         .run = atOnce(authority)},
    };
}

} // namespace sizhen
