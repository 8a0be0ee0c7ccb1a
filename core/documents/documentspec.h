// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/label.h"
#include "core/base/result.h"

#include <QHash>
#include <QList>
#include <QStringList>

namespace sizhen {

enum class BlockKind {
    Section, // a numbered heading with blocks below it
    Paragraph, // our own words, with gaps: {patient.code}
    Prose, // words from the data (`source`), the two languages beside each other
    Table, // rows of label and value
    List, // one line for each item of `source`
    Grid, // one row for each item of `source`, with columns (findings of both sides, herbs, fees)
    Code, // the text at `source` as a QR code
    Signatures, // one field for each item of `source`, in order of signing
};

// A row of a Table, or a column of a Grid. `value` is a text with gaps; in a Grid they are read in the item first.
struct BlockField {
    Label label;
    Label value;
    int width = 0; // of a Grid's column, in hundredths; 0: what is left
    bool optional = false; // an empty one is left out (Table) or stays empty (Grid)
};

struct Block {
    BlockKind kind = BlockKind::Paragraph;
    QString id; // of a Section: a name on disk
    Label text; // heading of a Section, words of a Paragraph, template of a List's item
    QString source; // path into the data
    QString when; // path: the block is left out when nothing is there
    QString group; // Grid: rows with the same value of this path stand under it as a headline
    QString mark; // Grid: rows where this path is true are marked
    bool optional = false;
    bool ink = false; // Signatures: a line to sign on with a pen, not a certificate
    QList<BlockField> fields;
    QList<Block> blocks;
};

// Who signs a document, in order.
struct SignerRole {
    QString side; // "inviting", "invited", "any"
    QString role; // PHYSICIAN, MED-ADMIN … or PATIENT, GUARDIAN, WITNESS
    Label label;
};

// A kind of document as it lies in resources/documents/<id>.json.
// Gaps in texts: {a.b} a value, {a.b:date} and {a.b:time} an ISO date or instant, {a.b#table} the value's text in
// codes/<table>.
struct DocumentSpec {
    QString id;
    int version = 0;
    Label title;
    Label subtitle;
    Label header; // beside the title at the top of every page: the case code
    Label closing; // small print at the end
    QString rule; // what a missing section offends: "RPT-02"
    QString missingMessage; // its sentence: "rpt.section_missing"
    QString missingArgument = QStringLiteral("sections");
    QString retention; // class of the record profile (ARC-04): CASE, PARTNERSHIP
    QList<SignerRole> signers;
    QHash<QString, QHash<QString, Label>> codes;
    QList<Block> blocks;
};

// Fault::Corrupt, naming the place, when the file is no document: an unknown kind or key, a language that is missing, a
// gap that names an unknown table.
[[nodiscard]] Result<DocumentSpec> parseDocument(const QByteArray &json);

// resources/documents/<id>.json
[[nodiscard]] Result<DocumentSpec> loadDocument(const QString &id);

} // namespace sizhen
