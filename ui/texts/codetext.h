// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QList>
#include <QPair>

namespace sizhen {

// Codes of our events as a reader's words: roles, sides, the four methods, fields of an invitation, sections of an
// agreement.
class CodeText
{
    Q_DECLARE_TR_FUNCTIONS(CodeText)
public:
    // The word for a code ("MED-ADMIN", "LOOK", "inviting/PHYSICIAN", "L.cun"); the text itself when it is no code of
    // ours.
    [[nodiscard]] static QString of(const QString &code);
    [[nodiscard]] static QString heading(const QString &code); // the same with a capital letter: a label, a choice
    [[nodiscard]] static bool knows(const QString &code);
    [[nodiscard]] static QString sex(const QString &code); // F M X

    // Countries with their names in `language`, sorted by name; {code, name}. The lists of the forms: one truth.
    [[nodiscard]] static QList<QPair<QString, QString>> countries(const QString &language);
    [[nodiscard]] static QString country(const QString &code, const QString &language);
    // Languages with their names in `language`, sorted: {BCP 47 tag, name}.
    [[nodiscard]] static QList<QPair<QString, QString>> languages(const QString &language);
    [[nodiscard]] static QString languageName(const QString &tag, const QString &language = {}); // empty: the reader's
};

} // namespace sizhen
