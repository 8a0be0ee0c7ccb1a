// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/passwordrule.h"

#include <QRegularExpression>
#include <QSet>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int leastDifferent = 5;
const QString rule = u"SEC-11"_s;

bool containsName(const QString &password, const PersonCertificate &person)
{
    static const QRegularExpression gaps(u"[\\s,.·-]+"_s);
    const auto names = QStringList{person.id, person.name.zh(), person.name.en()};
    for (const auto &name : names) {
        const auto parts = name.toCaseFolded().split(gaps, Qt::SkipEmptyParts) << name.toCaseFolded();
        for (const auto &part : parts) {
            const auto least = part.isEmpty() || part.front().unicode() < 0x2e80 ? 3 : 2; // a Chinese name has two characters
            if (part.size() >= least && password.contains(part))
                return true;
        }
    }
    return false;
}

} // namespace

Result<> checkPassword(const SecretBytes &password, const PersonCertificate &person)
{
    auto bytes = password.view().toByteArray();
    auto text = QString::fromUtf8(bytes);
    wipe(bytes);
    auto folded = text.toCaseFolded();
    const auto characters = text.toUcs4();
    const QSet<uint> different(characters.cbegin(), characters.cend());
    const auto length = characters.size();
    const auto named = containsName(folded, person);
    wipe(text);
    wipe(folded);
    if (length < leastPasswordLength)
        return refuse(rule, u"sec.password_short"_s, {{u"n"_s, length}, {u"least"_s, leastPasswordLength}});
    if (named)
        return refuse(rule, u"sec.password_name"_s);
    if (different.size() < leastDifferent)
        return refuse(rule, u"sec.password_simple"_s);
    return {};
}

} // namespace sizhen
