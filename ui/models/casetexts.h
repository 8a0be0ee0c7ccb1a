// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/casestate.h"
#include "core/forms/formlibrary.h"

#include <QCoreApplication>

namespace sizhen {

// One text of a case as the interpreter sees it: who said it, in which languages it stands, what is in doubt.
struct CaseText {
    QByteArray entry; // hash of the act that carries it: what case.translation names
    QString field; // the form's field or the place in the act's args ("analysis", "herbs.0.note")
    Label heading; // what it is about
    Label text;
    QByteArray person; // who wrote it, for equality
    Label name;
    Side side = Side::Inviting;
    QDateTime at;
    bool translated = false; // an interpreter's text stands over it
    bool doubt = false; // the interpreter marked it uncertain
};

// Every text of the case in the order it was written (newest last), with the newest translation laid over it.
[[nodiscard]] QList<CaseText> caseTexts(const CaseState &state, const FormLibrary &forms);

// Names of the places that are not form fields.
class CaseTextHeadings
{
    Q_DECLARE_TR_FUNCTIONS(CaseTextHeadings)
public:
    [[nodiscard]] static QString of(const QString &field);
};

} // namespace sizhen
