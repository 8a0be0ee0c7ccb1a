// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/talk.h"

#include "ui/models/casereading.h"

#include <QSet>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

QList<CaseText> talkLines(const CaseState &state, const FormLibrary &forms)
{
    QSet<QByteArray> said;
    for (const auto *note : state.all(u"case.note"_s))
        if (caseread::text(note->args(), u"kind"_s) == u"said"_s)
            said.insert(note->event.hash);
    QList<CaseText> lines;
    for (const auto &text : caseTexts(state, forms))
        if (said.contains(text.entry))
            lines.append(text);
    return lines;
}

QCborMap sayArgs(const QString &words)
{
    return {{u"text"_s, words}, {u"kind"_s, u"said"_s}};
}

} // namespace sizhen
