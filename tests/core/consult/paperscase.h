// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/paperdata.h"

#include <algorithm>

namespace sizhen {

// A case written by hand, act by act, so that papers are tested without a vault. Two stations, one on each side; each
// act has seen everything before it unless the test says otherwise.
class PapersCase
{
public:
    PapersCase()
    {
        parties.inviting
            = institution('D', {QStringLiteral("多瑙河中医诊所（虚构）"), QStringLiteral("Duna TCM Clinic")},
                          {QStringLiteral("布达佩斯"), QStringLiteral("Budapest")}, QStringLiteral("HU"));
        parties.invited = institution('E', {QStringLiteral("东湖中医院（虚构）"), QStringLiteral("East Lake Hospital")},
                                      {QStringLiteral("武汉"), QStringLiteral("Wuhan")}, QStringLiteral("CN"));
        state.id = QByteArray::fromHex("7f3a91c200000000000000000000000a");
        state.inviting = parties.inviting.root;
        state.invited = parties.invited.root;
        state.held = true;
        kovacs = person(parties.inviting, QStringLiteral("kovacs"),
                        {QStringLiteral("科瓦奇"), QStringLiteral("Kovács Eszter")}, QStringLiteral("PHYSICIAN"),
                        QStringLiteral("HU-EX-0001"));
        zhou = person(parties.inviting, QStringLiteral("zhou"),
                      {QStringLiteral("周示例"), QStringLiteral("Zhou Shili")}, QStringLiteral("INTERPRETER"), {});
        li = person(parties.invited, QStringLiteral("li"), {QStringLiteral("李样例"), QStringLiteral("Li Yangli")},
                    QStringLiteral("PHYSICIAN"), QStringLiteral("CN-EX-0002"));
    }

    Parties parties;
    CaseState state;
    PersonCertificate kovacs;
    PersonCertificate zhou;
    PersonCertificate li;

    static QCborMap both(const QString &zh, const QString &en) { return Label(zh, en).toCbor(); }

    static QString text(const char *utf8) { return QString::fromUtf8(utf8); }

    // Appends an act; five minutes pass.
    Act &add(const QString &kind, const PersonCertificate &by, const QCborMap &args, QByteArray stream = {})
    {
        const auto side = by.institution == parties.inviting.root ? Side::Inviting : Side::Invited;
        Act act;
        act.side = side;
        auto &event = act.event;
        event.stream = stream.isEmpty() ? state.id : stream;
        event.feed = QByteArray(15, side == Side::Inviting ? 'd' : 'e') + event.stream.right(1);
        event.sequence = 1;
        for (const auto &other : state.acts) {
            if (other.event.feed == event.feed)
                ++event.sequence;
            else if (other.event.stream == event.stream)
                see(event, other.event);
        }
        m_now = m_now.addSecs(300);
        event.hlc = quint64(m_now.toMSecsSinceEpoch()) << 16;
        event.hash = sizhen::hash("test.act", QByteArray::number(qint64(state.acts.size())) + kind.toUtf8());
        event.kind = kind;
        event.institution = by.institution;
        event.by = by;
        event.at = m_now.toOffsetFromUtc(side == Side::Inviting ? 3600 : 8 * 3600);
        event.args = args;
        state.acts.append(act);
        return state.acts.last();
    }

    // From the case's beginning to the released opinion.
    void untilOpinion()
    {
        const QByteArray invitation(16, 'i');
        add(text("case.opened"), kovacs,
            {{text("inviting"), state.inviting},
             {text("invited"), state.invited},
             {text("type"), text("CONSULTATION")},
             {text("mode"), text("ONLINE")},
             {text("complaint"), both(text("失眠伴心悸食少 3 月"), text("Insomnia, 3 months"))},
             {text("patient"),
              QCborMap{{text("name"), text("Példa Fiktív Anna")},
                       {text("sex"), text("F")},
                       {text("birth"), text("1984-05-03")}}},
             {text("invitation"), invitation}});
        add(text("consent.explain"), kovacs,
            {{text("items"), QCborArray{text("SERVICE"), text("FEES"), text("DATA")}},
             {text("fee"), QCborMap{{text("amount"), text("120")}, {text("currency"), text("EUR")}}}});
        add(text("consent.sign_patient"), kovacs,
            {{text("form"),
              QCborMap{{text("id"), text("consent")}, {text("version"), 1}, {text("language"), text("hu")}}},
             {text("signature"), QCborMap{{text("attachment"), attachment(text("image/png")).toCbor()}}}});
        add(text("invitation.compose"), kovacs, composed(), invitation);
        add(text("invitation.send_direct"), kovacs, {}, invitation);
        add(text("invitation.accept"), li, {}, invitation);
        add(text("case.assign_physician"), li, {{text("physician"), certify(li, m_eastLake)}, {text("lead"), true}});
        findings();
        add(text("case.check_in"), zhou, {{text("as"), text("INTERPRETER")}});
        add(text("case.check_in"), kovacs, {{text("as"), text("PHYSICIAN")}});
        add(text("case.check_in"), li, {{text("as"), text("PHYSICIAN")}});
        add(text("case.start"), kovacs, {});
        add(text("case.end"), kovacs, {});
        add(text("report.release_opinion"), li, opinion());
    }

    void findings()
    {
        add(text("case.form_saved"), kovacs,
            {{text("form"), text("intake")},
             {text("answers"), QCborMap{{text("intake.special.pregnancy"), text("no")}}}});
        add(text("case.form_saved"), kovacs,
            {{text("form"), text("tongue")}, {text("answers"), QCborMap{{text("tongue.body.colour"), text("pale")}}}});
        add(text("case.form_saved"), li,
            {{text("form"), text("tongue")},
             {text("answers"), QCborMap{{text("tongue.body.colour"), text("pale_red")}}}});
        add(text("case.form_saved"), kovacs,
            {{text("form"), text("palpate")}, {text("answers"), QCborMap{{text("palpate.pulse.rate"), 66}}}});
        for (const auto *site : {"L.cun", "L.guan", "R.chi"})
            add(text("case.pulse_recorded"), kovacs, {{text("site"), text(site)}});
    }

    static QCborMap composed()
    {
        return {{text("reason"), both(text("失眠三月"), text("Insomnia"))},
                {text("purpose"), both(text("明确证候"), text("Name the pattern"))},
                {text("windows"),
                 QCborArray{QCborMap{{text("from"), text("2026-11-24T14:00:00+01:00")},
                                     {text("to"), text("2026-11-24T15:00:00+01:00")}}}},
                {text("abstract"), both(text("女，42 岁，入睡困难。"), text("Woman, 42, hard sleep onset."))},
                {text("specialty"), both(text("中医内科"), text("TCM internal medicine"))},
                {text("titleLevel"), text("ASSOCIATE_CHIEF")},
                {text("qualification"), both(text("执业 10 年以上"), text("At least 10 years"))},
                {text("type"), text("CONSULTATION")},
                {text("mode"), text("ONLINE")},
                {text("patient"), QCborMap{{text("sex"), text("F")}, {text("age"), 42}}}};
    }

    static QCborMap term(const QString &zh, const QString &en, const QString &codes)
    {
        return {{text("text"), both(zh, en)}, {text("codes"), codes}};
    }

    static QCborMap opinion()
    {
        return {
            {text("analysis"), both(text("思虑伤脾"), text("Worry damages the spleen"))},
            {text("disease"), term(text("不寐病"), text("Insomnia disorder"), text("A04.01.13"))},
            {text("pattern"), term(text("心脾两虚证"), text("Heart-spleen deficiency"), text("B04.06"))},
            {text("evidence"), QCborArray{text("tongue.body.colour"), text("no.such.field")}},
            {text("principle"), both(text("补益心脾"), text("Supplement heart and spleen"))},
            {text("advice"), both(text("建议归脾汤化裁"), text("Modified Guipi Decoction is proposed"))},
            {text("herbs"),
             QCborArray{QCborMap{{text("name"), both(text("白术"), text("Baizhu"))}, {text("dose"), text("9 g")}}}},
            {text("cautions"), QCborArray{both(text("胸痛即急诊"), text("Chest pain: emergency care"))}},
            {text("limits"), QCborArray{both(text("脉象据脉图判读"), text("The pulse was read from its recording"))}},
            {text("differences"), both({}, {})}};
    }

    static QCborMap plan()
    {
        return {{text("disease"), term(text("不寐病"), text("Insomnia disorder"), {})},
                {text("pattern"), term(text("心脾两虚证"), text("Heart-spleen deficiency"), {})},
                {text("principle"), both(text("补益心脾"), text("Supplement heart and spleen"))},
                {text("plan"), both(text("归脾汤去木香"), text("Guipi Decoction without Costus"))},
                {text("adoption"), text("PARTIAL")},
                {text("reason"), both(text("木香须许可证"), text("Costus needs a permit"))},
                {text("informed"),
                 QCborMap{{text("whom"), text("PATIENT")}, {text("at"), text("2026-11-25T09:00:00+01:00")}}}};
    }

    static Attachment attachment(const QString &mediaType)
    {
        return {sha256("original"), 8, QByteArray(32, 'k'), {QByteArray(32, 'c')}, mediaType, text("original")};
    }

private:
    static void see(Event &event, const Event &other)
    {
        for (auto &head : event.seen)
            if (head.feed == other.feed) {
                head.sequence = qMax(head.sequence, other.sequence);
                return;
            }
        event.seen.append({other.feed, other.sequence});
        std::ranges::sort(event.seen, {}, &SeenHead::feed);
    }

    Institution institution(char which, const Label &name, const Label &city, const QString &country)
    {
        auto &root = which == 'D' ? m_duna : m_eastLake;
        Institution one;
        one.root = root.publicKey();
        one.name = name;
        one.city = city;
        one.country = country;
        return one;
    }

    PersonCertificate person(const Institution &institution, const QString &id, const Label &name, const QString &role,
                             const QString &licence) const
    {
        PersonCertificate one;
        one.institution = institution.root;
        one.person = SigningKey::generate().publicKey();
        one.id = id;
        one.name = name;
        one.roles = {role};
        one.title = {text("主任医师"), text("Chief physician")};
        one.licence = licence;
        one.validFrom = m_now.addYears(-1);
        one.validTo = m_now.addYears(1);
        return one;
    }

    SigningKey m_duna = SigningKey::generate();
    SigningKey m_eastLake = SigningKey::generate();
    QDateTime m_now{QDate(2026, 11, 24), QTime(8, 0), Qt::UTC};
};

} // namespace sizhen
