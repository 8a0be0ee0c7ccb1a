// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/manifest.h"

#include "core/consult/reading.h"

#include <QCborArray>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QString hex(const QByteArray &bytes)
{
    return QString::fromLatin1(bytes.toHex());
}

QString signerOf(const Event &event)
{
    Institution institution;
    institution.root = event.institution;
    return event.by.id + u'@' + institution.id();
}

QString actHash(const Event &event)
{
    return hex(contentHash(QCborArray{event.kind, event.at.toUTC().toString(Qt::ISODate), event.args}));
}

void addAct(const Act &act, Manifest &manifest)
{
    const auto signer = signerOf(act.event);
    const auto entry = hex(act.event.hash);
    manifest.items.append({act.kind(), actHash(act.event), {signer}, entry});
    for (const auto &original : originalsOf(act))
        manifest.items.append({original.kind, hex(original.attachment.sha256), {signer}, entry});
}

// The agreement by reference: the hash that both sides signed, and who signed it.
void addAgreement(const AgreementState &agreement, Manifest &manifest)
{
    const auto signatures = since(agreement.acts, u"agreement.sign"_s, {u"agreement.submit"_s});
    const auto *draft = agreement.latest(u"agreement.draft"_s);
    if (signatures.size() < 2 || !draft) {
        manifest.missing.append(u"agreement"_s);
        return;
    }
    QStringList signers;
    for (const auto *act : signatures) {
        signers.append(signerOf(act->event));
        manifest.items.append({act->kind(), actHash(act->event), {signerOf(act->event)}, hex(act->event.hash)});
    }
    signers.sort();
    manifest.items.append(
        {u"agreement"_s, hex(contentHash(draft->args())), signers, hex(signatures.last()->event.hash)});
}

bool bothSides(const CaseState &state, const QString &kind)
{
    bool did[2] = {false, false};
    for (const auto *act : state.all(kind))
        did[int(act->side)] = true;
    return did[0] && did[1];
}

bool saidNotDone(const CaseState &state, const QString &method)
{
    return std::ranges::any_of(state.acts, [&](const Act &act) {
        return act.kind() == u"case.form_saved"_s
            && textOf(act.args().value(u"notDone"_s).toMap(), u"method"_s) == method;
    });
}

bool fourDiagnosesThere(const CaseState &state)
{
    static const QList<std::pair<QString, QStringList>> methods{{u"LOOK"_s, {u"look"_s, u"tongue"_s}},
                                                                {u"LISTEN"_s, {u"listen_smell"_s}},
                                                                {u"ASK"_s, {u"ask"_s}},
                                                                {u"PALPATE"_s, {u"palpate"_s}}};
    QSet<QString> answered;
    for (const auto *act : state.all(u"case.form_saved"_s))
        if (!act->args().value(u"answers"_s).toMap().isEmpty())
            answered.insert(textOf(act->args(), u"form"_s));
    return std::ranges::all_of(methods, [&](const auto &method) {
        const bool seen = std::ranges::any_of(method.second, [&](const auto &form) { return answered.contains(form); });
        return seen || saidNotDone(state, method.first)
            || (method.first == u"PALPATE"_s && state.latest(u"case.pulse_recorded"_s));
    });
}

// Answers of the kinds photo, audio, waveform and attachments are lists of SHA-256 in hex.
bool isHash(const QString &text)
{
    return text.size() == 64
        && std::ranges::all_of(text, [](QChar c) { return c.isDigit() || (c >= u'a' && c <= u'f'); });
}

// A wave, unless palpation was not done; and every image or sound that a form names.
bool imagesAndWavesThere(const CaseState &state)
{
    QSet<QString> here;
    for (const auto &act : state.acts)
        for (const auto &original : originalsOf(act))
            here.insert(hex(original.attachment.sha256));
    for (const auto *act : state.all(u"case.form_saved"_s))
        for (const auto &[field, value] : act->args().value(u"answers"_s).toMap())
            for (const auto &item : value.toArray())
                if (isHash(item.toString()) && !here.contains(item.toString()))
                    return false;
    return state.latest(u"case.pulse_recorded"_s) || saidNotDone(state, u"PALPATE"_s);
}

bool inBothLanguages(const CaseState &state, const Act *act, const QStringList &prose)
{
    if (!act)
        return true; // its absence is told on its own line
    for (const auto *translation : state.all(u"case.translation"_s))
        if (translation->args().value(u"entry"_s).toByteArray() == act->event.hash)
            return true;
    return std::ranges::all_of(prose, [&](const QString &key) {
        const auto words = act->args().value(key).toMap();
        return !words.value(u"zh"_s).toString().trimmed().isEmpty()
            && !words.value(u"en"_s).toString().trimmed().isEmpty();
    });
}

// ARC-02, line by line.
QStringList missingItems(const CaseState &state)
{
    const auto has = [&](const QString &kind) { return state.latest(kind) != nullptr; };
    const bool signedReport = machineState(state, "report"_L1) == u"ACKNOWLEDGED"_s
        || machineState(state, "report"_L1) == u"ARCHIVED"_s || machineState(state, "report"_L1) == u"RELEASED"_s;
    const QList<std::pair<QString, bool>> list{
        {u"consent"_s, has(u"consent.sign_patient"_s) || has(u"consent.sign_representative"_s)},
        {u"invitation"_s, has(u"invitation.send_direct"_s)},
        {u"response"_s, has(u"invitation.accept"_s)},
        {u"abstract"_s, has(u"invitation.approve_abstract"_s)},
        {u"four_diagnoses"_s, fourDiagnosesThere(state)},
        {u"images_waves"_s, imagesAndWavesThere(state)},
        {u"attendance"_s, bothSides(state, u"case.check_in"_s) && has(u"case.start"_s)},
        {u"session_record"_s, bothSides(state, u"case.confirm_session"_s)},
        {u"opinion"_s, has(u"report.release_opinion"_s)},
        {u"report"_s, signedReport && !signaturesOf(state).isEmpty()},
        {u"decision"_s, has(u"case.decide"_s)},
        {u"translations"_s,
         inBothLanguages(state, state.latest(u"report.release_opinion"_s), {u"analysis"_s, u"principle"_s, u"advice"_s})
             && inBothLanguages(state, state.latest(u"case.decide"_s), {u"principle"_s, u"plan"_s})},
        {u"fee"_s, has(u"case.fee_note"_s)},
    };
    QStringList missing;
    for (const auto &[item, there] : list)
        if (!there)
            missing.append(item);
    return missing;
}

} // namespace

QList<Original> originalsOf(const Act &act)
{
    const auto &args = act.args();
    QList<Original> originals;
    const auto add = [&](const QString &kind, const QCborValue &holder) {
        if (auto attachment = attachmentIn(holder))
            originals.append({kind, std::move(*attachment)});
    };
    if (act.kind() == u"case.pulse_recorded"_s)
        add(u"pulse."_s + textOf(args, u"site"_s), args);
    else if (act.kind() == u"case.attachment_added"_s)
        add(u"original."_s + textOf(args, u"role"_s), args);
    else if (act.kind().startsWith(u"consent.sign"_s))
        add(u"consent.signature"_s, args.value(u"signature"_s));
    else if (act.kind() == u"report.sign"_s)
        add(u"report.pdf"_s, args.value(u"pdf"_s));
    else if (act.kind() == u"case.decide"_s)
        add(u"decision.pdf"_s, args.value(u"pdf"_s));
    return originals;
}

Manifest manifestOf(const CaseState &state, const AgreementState &agreement)
{
    Manifest manifest;
    addAgreement(agreement, manifest);
    QSet<QByteArray> sent; // an invitation that was taken back before it left is in nobody's hands but ours
    for (const auto *act : state.all(u"invitation.send_direct"_s))
        sent.insert(act->event.stream);
    const auto neverLeft = [&](const Act &act) {
        return act.kind().startsWith(u"invitation."_s) && !sent.contains(act.event.stream);
    };
    for (const auto &act : state.acts)
        if (!isArchiving(act.kind()) && !isAboutTheRecord(act.kind()) && !neverLeft(act))
            addAct(act, manifest);
    manifest.missing += missingItems(state);
    std::ranges::sort(manifest.items, [](const ManifestItem &a, const ManifestItem &b) {
        return std::tie(a.kind, a.sha256, a.entry) < std::tie(b.kind, b.sha256, b.entry);
    });
    return manifest;
}

Label archiveItemLabel(const QString &item)
{
    static const QHash<QString, Label> labels{
        {u"agreement"_s, {u"合作协议"_s, u"agreement"_s}},
        {u"consent"_s, {u"知情同意书"_s, u"consent"_s}},
        {u"invitation"_s, {u"邀请"_s, u"invitation"_s}},
        {u"response"_s, {u"答复"_s, u"response"_s}},
        {u"abstract"_s, {u"病历摘要"_s, u"record abstract"_s}},
        {u"four_diagnoses"_s, {u"四诊资料"_s, u"four-diagnosis data"_s}},
        {u"images_waves"_s, {u"图像与脉图"_s, u"images and waves"_s}},
        {u"attendance"_s, {u"签到与会诊记录"_s, u"attendance"_s}},
        {u"session_record"_s, {u"双方医师确认的会诊记录"_s, u"session record confirmed by both physicians"_s}},
        {u"opinion"_s, {u"诊疗意见"_s, u"opinion"_s}},
        {u"report"_s, {u"已签名的会诊报告"_s, u"signed report"_s}},
        {u"decision"_s, {u"邀请方诊疗方案"_s, u"decision"_s}},
        {u"translations"_s, {u"译文"_s, u"translations"_s}},
        {u"fee"_s, {u"费用凭证或结转说明"_s, u"fee voucher or carried-forward note"_s}},
    };
    if (item.startsWith(u"original:"_s))
        return Label(u"原始文件 "_s + item.section(u':', 1), u"original "_s + item.section(u':', 1));
    return labels.value(item, Label(item, item));
}

QByteArray Manifest::toJson() const
{
    QJsonArray list;
    for (const auto &item : items)
        list.append(QJsonObject{{u"kind"_s, item.kind},
                                {u"sha256"_s, item.sha256},
                                {u"signers"_s, QJsonArray::fromStringList(item.signers)},
                                {u"entry"_s, item.entry}});
    return QJsonDocument(QJsonObject{{u"schema"_s, u"sizhen-manifest/1"_s},
                                     {u"items"_s, list},
                                     {u"missing"_s, QJsonArray::fromStringList(missing)}})
        .toJson(QJsonDocument::Compact);
}

QString Manifest::sha256() const
{
    return hex(sizhen::sha256(toJson()));
}

} // namespace sizhen
