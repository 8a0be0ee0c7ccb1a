// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forms/formbook.h"

#include <QCborArray>
#include <QCborMap>
#include <QSet>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

using Severity = FormFinding::Severity;

// Files may still come while the rest of the form is finished (a tongue photograph, late laboratory results).
bool mayComeLater(const FormField &field)
{
    return field.kind == u"photo" || field.kind == u"audio" || field.kind == u"waveform"
        || field.kind == u"attachments";
}

// Looking counts once, whether the finding stands in the form of the body or in that of the tongue.
QString methodOf(const QString &formId)
{
    static const QHash<QString, QString> methods{
        {u"look"_s, u"LOOK"_s}, {u"tongue"_s, u"LOOK"_s},     {u"listen_smell"_s, u"LISTEN"_s},
        {u"ask"_s, u"ASK"_s},   {u"palpate"_s, u"PALPATE"_s},
    };
    return methods.value(formId);
}

// One look at the answers of one form.
class AnswerCheck
{
public:
    AnswerCheck(const FormBook &book, const FormSpec &form, const Answers &answers, const FormContext &who,
                bool complete, const Answers &others)
        : m_book(book)
        , m_form(form)
        , m_answers(answers)
        , m_who(who)
        , m_complete(complete)
        , m_others(others)
    {
    }

    QList<FormFinding> run()
    {
        unknownFields();
        for (const auto &section : m_form.sections)
            for (const auto &field : section.fields)
                checkField(field);
        for (const auto &rule : m_book.rules)
            apply(rule);
        for (const auto &left : m_book.notChecked)
            if (left.field.startsWith(m_form.id + u'.'))
                m_findings.append(left);
        return m_findings;
    }

private:
    void add(const FormField &field, const QString &rule, Severity severity, const QString &word = {})
    {
        m_findings.append(
            {rule, severity, field.id, m_book.say(word.isEmpty() ? rule : word, {{u"field"_s, field.label}})});
    }

    void unknownFields()
    {
        for (const auto &[key, value] : m_answers) {
            const auto id = key.toString();
            if (!m_form.field(id))
                m_findings.append({u"unknown_field"_s, Severity::Error, id,
                                   m_book.say(u"unknown_field"_s, {{u"field"_s, {id, id}}})});
        }
    }

    void checkField(const FormField &field)
    {
        const auto value = m_answers.value(field.id);
        const bool given = !value.isUndefined() && !value.isNull();
        if (given && isWrongSide(field, m_who)) {
            if (field.inPerson)
                return add(field, field.inPersonRule, Severity::Error);
            return add(field, u"side"_s, Severity::Error,
                       field.filledBy == FilledBy::Invited ? u"side_invited"_s : u"side_inviting"_s);
        }
        const bool answered = m_book.isAnswered(field, value);
        if (given && !(value.isString() && !answered))
            m_findings.append(checkValue(m_book, field, value));
        const auto shown = m_book.shownTruth(field, m_answers, m_who);
        if (answered && shown == Condition::Truth::No)
            add(field, u"hidden"_s, Severity::Warning);
        if (!m_complete || shown != Condition::Truth::Yes || isWrongSide(field, m_who)
            || field.filledBy == FilledBy::Device || field.filledBy == FilledBy::Auto
            || !m_book.isRequired(field, m_answers, m_who))
            return;
        if (!answered)
            add(field, u"required"_s, mayComeLater(field) ? Severity::Warning : Severity::Error);
        else if (field.kind == u"yesno_list" && value.toMap().size() < field.options.size())
            openItems(field, field.options.size() - value.toMap().size());
    }

    void openItems(const FormField &field, qsizetype count)
    {
        const auto n = QString::number(count);
        m_findings.append({u"required"_s, Severity::Error, field.id, m_book.say(u"open"_s, {{u"n"_s, {n, n}}})});
    }

    [[nodiscard]] QCborValue lookup(const QString &id) const
    {
        if (id == u"age")
            return m_who.age < 0 ? QCborValue() : QCborValue(m_who.age);
        if (id == u"sex")
            return m_who.sex;
        if (const auto own = m_answers.value(id); !isEmptyAnswer(own))
            return own;
        if (const auto same = m_others.value(id); !isEmptyAnswer(same))
            return same;
        // What only the other side may answer is read from there: the invited side's pattern stands on the inviting
        // side's pulse.
        const auto *field = m_book.fields.value(id);
        if (const auto theirs = m_others.value(u"other"_s).toMap().value(id);
            field && isWrongSide(*field, m_who) && !isEmptyAnswer(theirs))
            return theirs;
        return id == u"intake.id.sex" ? QCborValue(m_who.sex) : QCborValue();
    }

    [[nodiscard]] bool holdsNow(const RuleTest &test) const
    {
        return holds(test, [this](const QString &id) { return lookup(id); });
    }

    // The field of this form that made the rule speak; empty: none is of this form.
    [[nodiscard]] QString placeOf(const RuleTest &test) const
    {
        for (const auto &part : test.parts)
            if (test.kind == RuleTest::Kind::Any && holdsNow(part))
                return placeOf(part);
        const auto fields = fieldsOf(test);
        const auto ours
            = std::find_if(fields.cbegin(), fields.cend(), [this](const QString &id) { return m_form.field(id); });
        return ours == fields.cend() ? QString() : *ours;
    }

    void apply(const FormRule &rule)
    {
        switch (rule.kind) {
        case FormRule::Kind::Shown:
            return; // FormLibrary::isShown
        case FormRule::Kind::Difference:
            return difference(rule);
        case FormRule::Kind::Required:
            return required(rule);
        default:
            break;
        }
        const auto place = placeOf(rule.when);
        if (!place.isEmpty() && holdsNow(rule.when))
            m_findings.append({rule.id, rule.severity, place, rule.text});
    }

    void required(const FormRule &rule)
    {
        if (!m_complete || !holdsNow(rule.when))
            return;
        for (const auto &target : rule.targets) {
            const auto *field = m_form.field(target);
            if (!field || isWrongSide(*field, m_who)
                || m_book.shownTruth(*field, m_answers, m_who) == Condition::Truth::No)
                continue;
            const auto value = m_answers.value(target);
            if (m_book.isAnswered(*field, value) && hasEnough(rule, value.toArray()))
                continue;
            // The rule's own sentence says why; it takes the place of the general one.
            m_findings.removeIf([&](const FormFinding &one) { return one.rule == u"required" && one.field == target; });
            m_findings.append({rule.id, rule.severity, target, rule.text});
        }
    }

    [[nodiscard]] bool hasEnough(const FormRule &rule, const QCborArray &list) const
    {
        QSet<QString> items;
        QSet<QString> methods;
        for (const auto &item : list) {
            items.insert(item.toString());
            if (const auto method = methodOf(m_book.formOf.value(item.toString())); !method.isEmpty())
                methods.insert(method);
        }
        return items.size() >= rule.leastItems && methods.size() >= rule.leastMethods;
    }

    void difference(const FormRule &rule)
    {
        const auto theirs = m_others.value(u"other"_s).toMap();
        for (const auto &section : m_form.sections)
            for (const auto &field : section.fields) {
                const auto own = m_answers.value(field.id);
                const auto other = theirs.value(field.id);
                if (FormBook::compares(rule, field.id) && !isEmptyAnswer(own) && !isEmptyAnswer(other)
                    && !sameAnswer(own, other))
                    m_findings.append({rule.id, rule.severity, field.id, rule.text});
            }
    }

    const FormBook &m_book;
    const FormSpec &m_form;
    const Answers &m_answers;
    const FormContext &m_who;
    bool m_complete;
    const Answers &m_others;
    QList<FormFinding> m_findings;
};

} // namespace

bool isWrongSide(const FormField &field, const FormContext &who)
{
    const bool invited = who.side == u"invited";
    return (field.filledBy == FilledBy::Inviting && invited) || (field.filledBy == FilledBy::Invited && !invited)
        || (field.inPerson && invited);
}

QList<FormFinding> checkAnswers(const FormBook &book, const FormSpec &form, const Answers &answers,
                                const FormContext &who, bool complete, const Answers &others)
{
    return AnswerCheck(book, form, answers, who, complete, others).run();
}

} // namespace sizhen
