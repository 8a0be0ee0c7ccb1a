// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/guards.h"
#include "core/consult/manifest.h"
#include "core/consult/reading.h"
#include "core/consult/rules.h"

#include <QCborArray>
#include <functional>

namespace sizhen::test {

using namespace Qt::Literals::StringLiterals;

// A case as far as one guard looks at it: no vault, no stream, only facts.
class Scene
{
public:
    Scene()
    {
        state.id = QByteArray(16, 'C');
        state.inviting = invitingRoot().publicKey();
        state.invited = invitedRoot().publicKey();
        state.held = true;
        state.machines = {{u"case"_s, u"PREPARED"_s},
                          {u"consent"_s, u"SIGNED"_s},
                          {u"invitation"_s, u"DRAFT"_s},
                          {u"report"_s, u"DRAFTING"_s}};
        partnership
            = {{state.inviting, state.invited}, {QTimeZone("Europe/Budapest"), QTimeZone("Asia/Shanghai")}, true};
        agreement.state = u"ACTIVE"_s;
        agreement.activeFrom = now.addDays(-10);
        agreement.validTo = now.addDays(300);
        act.side = Side::Inviting;
        act.event.by = kovacs();
        act.event.institution = state.inviting;
    }

    static const SigningKey &invitingRoot()
    {
        static const auto key = SigningKey::generate();
        return key;
    }

    static const SigningKey &invitedRoot()
    {
        static const auto key = SigningKey::generate();
        return key;
    }

    static PersonCertificate person(const QString &id, const SigningKey &root,
                                    const QList<PracticeInterval> &practice = {})
    {
        PersonCertificate one;
        one.institution = root.publicKey();
        one.person = sizhen::hash("test.person", id.toUtf8());
        one.id = id;
        one.name = Label(id, id);
        one.roles = {u"PHYSICIAN"_s, u"MED-ADMIN"_s};
        one.licence = u"L-1"_s;
        one.practice = practice;
        one.validFrom = QDateTime(QDate(2026, 1, 1), QTime(0, 0), Qt::UTC);
        one.validTo = QDateTime(QDate(2027, 1, 1), QTime(0, 0), Qt::UTC);
        return one;
    }

    static PersonCertificate kovacs() { return person(u"kovacs"_s, invitingRoot()); }

    static PersonCertificate li() { return person(u"li"_s, invitedRoot(), {{QDate(2010, 1, 1), {}, true, {}}}); }

    static QCborMap label(const QString &text) { return {{u"zh"_s, text}, {u"en"_s, text}}; }

    static QCborMap file(const QString &mediaType = u"image/png"_s)
    {
        Attachment attachment;
        attachment.sha256 = sha256(mediaType.toUtf8());
        attachment.size = 10;
        attachment.key = QByteArray(32, 'k');
        attachment.chunks = {QByteArray(32, 'a')};
        attachment.mediaType = mediaType;
        attachment.name = u"file"_s;
        return {{u"attachment"_s, attachment.toCbor()}};
    }

    // Something that happened before.
    Event &did(const QString &kind, const QCborMap &args = {}, Side side = Side::Inviting)
    {
        Act one;
        one.side = side;
        one.event.kind = kind;
        one.event.args = args;
        one.event.by = side == Side::Inviting ? kovacs() : li();
        one.event.institution = side == Side::Inviting ? state.inviting : state.invited;
        one.event.hash = sizhen::hash("test.act", QByteArray::number(++m_count));
        one.event.hlc = quint64(now.addSecs(-3600 + m_count).toMSecsSinceEpoch()) << 16;
        one.event.stream = kind.startsWith(u"invitation."_s) ? invitation : state.id;
        answers.take(one);
        auto &acts = kind.startsWith(u"agreement."_s) ? agreement.acts : state.acts;
        acts.append(one);
        return acts.last().event;
    }

    // What is judged.
    void does(const QString &kind, const QCborMap &args = {}, Side side = Side::Inviting)
    {
        act.side = side;
        act.event.kind = kind;
        act.event.args = args;
        act.event.by = side == Side::Inviting ? kovacs() : li();
        act.event.institution = side == Side::Inviting ? state.inviting : state.invited;
        act.event.stream = kind.startsWith(u"invitation."_s) ? invitation : state.id;
    }

    void opened(const QString &birth = u"1984-05-03"_s)
    {
        did(u"case.opened"_s,
            {{u"type"_s, u"CONSULTATION"_s},
             {u"invitation"_s, invitation},
             {u"patient"_s, QCborMap{{u"name"_s, u"Varga Ilona"_s}, {u"birth"_s, birth}, {u"sex"_s, u"F"_s}}}});
    }

    void assigned(const PersonCertificate &physician = li())
    {
        did(u"case.assign_physician"_s, {{u"physician"_s, certify(physician, invitedRoot())}, {u"lead"_s, true}},
            Side::Invited);
    }

    void checkedIn(Side side) { did(u"case.check_in"_s, {{u"as"_s, u"PHYSICIAN"_s}}, side); }

    [[nodiscard]] QList<Error> ask(const QString &guard) const
    {
        Transition transition;
        transition.automatic = true; // roles are the engine's business, not the guard's
        transition.guards = {guard};
        Facts facts{state, act, agreement, partnership, answers, rules()->forms(), m_certificates, now};
        facts.offering = offering;
        facts.patient = patient ? &*patient : nullptr;
        return rules()->engine().judge(transition, sideName(act.side), act.event.by.roles, facts);
    }

    static const std::shared_ptr<const Rules> &rules()
    {
        static const auto loaded = Rules::load();
        if (!loaded)
            qFatal("rules: %s", qPrintable(loaded.error().detail));
        return *loaded;
    }

    const QDateTime now{QDate(2026, 11, 24), QTime(9, 0), Qt::UTC};
    const QByteArray invitation = QByteArray(16, 'I');
    CaseState state;
    AgreementState agreement;
    Partnership partnership;
    AnswerBook answers;
    Act act;
    bool offering = false;
    std::optional<PatientCard> patient;

private:
    int m_count = 0;
    Certificates m_certificates;
};

struct GuardRow {
    const char *name; // requirement and fact
    const char *guard;
    std::function<void(Scene &)> scene;
    const char *rule; // that refuses; empty: it may happen
};

} // namespace sizhen::test
