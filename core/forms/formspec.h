// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/label.h"
#include "core/base/result.h"

#include <QCborMap>
#include <QCborValue>
#include <QList>
#include <QStringList>

namespace sizhen {

// Who may answer a field. `Both`: each side has its own answer; `Each`: the same, and the two are never compared
// (opinion and decision); `Device`/`Auto`: nobody types it.
enum class FilledBy { Inviting, Invited, Both, Each, Device, Auto };

struct FormOption {
    QString id; // a code for ever
    Label label;
    QString flag; // "redflag_if_new" …; empty mostly
    Label hint; // one line more for the reader ("Heart / small intestine"); empty mostly
    QString pinyin; // "dan bai she": how it is typed; may be empty
};

struct FormColumn {
    QString id;
    Label label;
    QStringList choices; // empty: free text or number
    QString kind; // text number date choice field; empty for the depths of a pulse_grid
    QList<FormOption> options; // the choices with their labels
    QString unit;
    double minimum = 0;
    double maximum = 0; // both 0: no range
    int decimals = 0;

    [[nodiscard]] const FormOption *option(const QString &id) const;
};

// One question. `id` is the full name ("tongue.body.colour"), unique over all forms; answers are stored under it.
struct FormField {
    QString id;
    Label label;
    QString kind; // text number single multi scale date datetime table struct codes links ref photo audio waveform
                  // zones bodymap pulse_grid lab checks yesno_list attachments country language
    bool required = false;
    FilledBy filledBy = FilledBy::Both;
    bool inPerson = false; // cannot be observed from afar: odour and palpation (FOU-02, FOU-04)
    bool bilingual = false;
    QList<FormOption> options;
    QList<FormColumn> columns; // table, struct
    QString unit;
    double minimum = 0;
    double maximum = 0; // both 0: no range
    int decimals = 0;
    int maxSelect = 0; // 0: no limit
    int maxLength = 0;
    QString shownWhen; // condition; empty: always
    QString requiredWhen;
    QString note;
    QString privacy;
    QString inPersonRule; // "FOU-02" or "FOU-04": the rule that refuses it from afar; empty when not inPerson
    Label hint; // how to answer, one line; may be empty
    Label noneLabel; // table: what an empty list says ("No known allergy"); empty: an empty list is no answer
    QList<FormOption> zones; // zones, lab: the places · pulse_grid: L.cun … R.chi
    QString lookup; // where suggestions come from; empty: nowhere

    [[nodiscard]] const FormOption *option(const QString &id) const;
    [[nodiscard]] const FormColumn *column(const QString &id) const;
    [[nodiscard]] const FormOption *zone(const QString &id) const;
};

struct FormSection {
    QString id;
    Label label;
    QString shownWhen;
    QList<FormField> fields;
    Label hint;
};

struct FormSpec {
    QString id; // "look" "tongue" "listen_smell" "ask" "palpate" "synthesis" "treatment" "intake" "followup"
    int version = 1;
    Label label;
    QList<FormSection> sections;
    int order = 0; // place in the examination
    Label hint;

    [[nodiscard]] const FormField *field(const QString &id) const;
};

// Fault::Corrupt, naming the place, for anything that is not such a form.
[[nodiscard]] Result<FormSpec> parseForm(const QByteArray &json);

// Answers, as events and drafts hold them: full field id → value. Absent: not answered.
//   single, country, language, date, datetime, ref: text · number, scale: number · multi, bodymap, codes, links: list
//   of texts text: text, or a Label map {"zh","en"} when bilingual · yesno_list: map option → "yes" | "no" · table:
//   list of maps struct: map · lab: map zone → map of numbers · checks: list of maps · pulse_grid: map
//   "L.cun.superficial" → {"types": [codes], "presence": 0..3, "strength": 0..3} (depths superficial middle deep) ·
//   zones: map zone → list of option ids · photo, audio, waveform, attachments: list of SHA-256 hex
using Answers = QCborMap;

// What the person who answers brings along; conditions may ask for it.
struct FormContext {
    QString side = QStringLiteral("inviting"); // or "invited"
    QString sex; // F M X
    int age = -1; // years; -1: not known
};

// Something the answers say wrong. `field` is where to look; `error`: it must be mended before the form can be saved as
// finished (contradiction, value out of range, wrong side), else it is a warning or a piece of advice.
struct FormFinding {
    enum class Severity { Error, Warning, Info };
    QString rule; // "C-TNG-01", "FOU-02", "range", "required" …
    Severity severity = Severity::Error;
    QString field;
    Label text;
};

} // namespace sizhen
