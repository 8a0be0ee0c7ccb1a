// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/documents/documentspec.h"

#include "core/base/resource.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <optional>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const QHash<QString, BlockKind> kinds{
    {u"section"_s, BlockKind::Section},       {u"paragraph"_s, BlockKind::Paragraph}, {u"prose"_s, BlockKind::Prose},
    {u"code"_s, BlockKind::Code},
    {u"table"_s, BlockKind::Table},           {u"list"_s, BlockKind::List},           {u"grid"_s, BlockKind::Grid},
    {u"signatures"_s, BlockKind::Signatures},
};

// Reads one document and remembers the first thing that is wrong, with its place.
class Parser
{
public:
    Result<DocumentSpec> document(const QJsonObject &root);

private:
    void wrong(const QString &place, const QString &what)
    {
        if (!m_wrong)
            m_wrong = u"document: "_s + place + u": "_s + what;
    }

    void onlyKeys(const QJsonObject &object, const QString &place, const QStringList &allowed)
    {
        for (auto it = object.begin(); it != object.end(); ++it)
            if (!allowed.contains(it.key()))
                wrong(place, u"unknown key "_s + it.key());
    }

    Label label(const QJsonValue &value, const QString &place, bool needed = true);
    Label templateOf(const QJsonValue &value, const QString &place);
    void checkGaps(const QString &text, const QString &place);
    Block block(const QJsonObject &object, const QString &place, int depth);
    BlockField field(const QJsonObject &object, const QString &place);
    void checkBlock(const Block &block, const QString &place);

    QStringList m_tables;
    QStringList m_sections;
    std::optional<QString> m_wrong;
};

Label Parser::label(const QJsonValue &value, const QString &place, bool needed)
{
    if (value.isUndefined() && !needed)
        return {};
    const auto found = Label::fromJson(value.toObject());
    if (!found.has(u"zh"_s) || !found.has(u"en"_s))
        wrong(place, u"both languages are needed"_s);
    return found;
}

// A text with gaps: one string for both languages, or one for each.
Label Parser::templateOf(const QJsonValue &value, const QString &place)
{
    const auto found = value.isString() ? Label(value.toString(), value.toString()) : label(value, place);
    checkGaps(found.zh(), place);
    checkGaps(found.en(), place);
    return found;
}

void Parser::checkGaps(const QString &text, const QString &place)
{
    static const QRegularExpression any(u"[{}]"_s);
    static const QRegularExpression gap(u"\\{([A-Za-z0-9_]+(?:\\.[A-Za-z0-9_]+)*)(?::(date|time)|#([a-z_]+))?\\}"_s);
    auto rest = text;
    for (auto it = gap.globalMatch(text); it.hasNext();) {
        const auto match = it.next();
        if (const auto table = match.captured(3); !table.isEmpty() && !m_tables.contains(table))
            wrong(place, u"unknown table "_s + table);
    }
    if (rest.remove(gap).contains(any))
        wrong(place, u"a gap cannot be read"_s);
}

BlockField Parser::field(const QJsonObject &object, const QString &place)
{
    onlyKeys(object, place, {u"label"_s, u"value"_s, u"width"_s, u"optional"_s});
    return {label(object[u"label"_s], place), templateOf(object[u"value"_s], place), object[u"width"_s].toInt(),
            object[u"optional"_s].toBool()};
}

void Parser::checkBlock(const Block &block, const QString &place)
{
    const bool hasSource = block.kind == BlockKind::Prose || block.kind == BlockKind::List
        || block.kind == BlockKind::Grid || block.kind == BlockKind::Signatures || block.kind == BlockKind::Code;
    const bool hasFields = block.kind == BlockKind::Table || block.kind == BlockKind::Grid;
    const bool hasText
        = block.kind == BlockKind::Paragraph || block.kind == BlockKind::List || block.kind == BlockKind::Section;
    if (hasSource == block.source.isEmpty())
        wrong(place, u"source"_s);
    if (hasFields == block.fields.isEmpty())
        wrong(place, u"rows or columns"_s);
    if (hasText == block.text.isEmpty())
        wrong(place, u"text"_s);
    if ((block.kind == BlockKind::Section) == block.blocks.isEmpty())
        wrong(place, u"blocks"_s);
    if (block.kind == BlockKind::Section && (block.id.isEmpty() || m_sections.contains(block.id)))
        wrong(place, u"a section needs an id of its own"_s);
}

Block Parser::block(const QJsonObject &object, const QString &place, int depth)
{
    onlyKeys(object, place,
             {u"kind"_s, u"id"_s, u"heading"_s, u"text"_s, u"item"_s, u"source"_s, u"when"_s, u"group"_s, u"mark"_s,
              u"optional"_s, u"ink"_s, u"rows"_s, u"columns"_s, u"blocks"_s});
    Block block;
    const auto kind = kinds.constFind(object[u"kind"_s].toString());
    if (kind == kinds.constEnd() || depth > 1) {
        wrong(place, u"kind"_s);
        return block;
    }
    block.kind = *kind;
    block.id = object[u"id"_s].toString();
    block.source = object[u"source"_s].toString();
    block.when = object[u"when"_s].toString();
    block.group = object[u"group"_s].toString();
    block.mark = object[u"mark"_s].toString();
    block.optional = object[u"optional"_s].toBool();
    block.ink = object[u"ink"_s].toBool();
    const auto *textKey = block.kind == BlockKind::Section ? "heading"
        : block.kind == BlockKind::List                    ? "item"
                                                           : "text";
    if (const auto text = object[QLatin1StringView(textKey)]; !text.isUndefined())
        block.text = templateOf(text, place);
    const auto fields = object[block.kind == BlockKind::Grid ? u"columns"_s : u"rows"_s].toArray();
    for (const auto &item : fields)
        block.fields.append(field(item.toObject(), place));
    const auto blocks = object[u"blocks"_s].toArray();
    for (const auto &item : blocks)
        block.blocks.append(this->block(item.toObject(), place + u'/' + block.id, depth + 1));
    checkBlock(block, place);
    if (block.kind == BlockKind::Section)
        m_sections.append(block.id);
    return block;
}

Result<DocumentSpec> Parser::document(const QJsonObject &root)
{
    DocumentSpec spec;
    spec.id = root[u"id"_s].toString();
    const auto place = spec.id;
    onlyKeys(root, place,
             {u"schema"_s, u"id"_s, u"version"_s, u"title"_s, u"subtitle"_s, u"header"_s, u"closing"_s, u"missing"_s,
              u"retention"_s, u"signers"_s, u"codes"_s, u"blocks"_s});
    const auto tables = root[u"codes"_s].toObject();
    m_tables = tables.keys();
    for (auto table = tables.begin(); table != tables.end(); ++table) {
        const auto codes = table->toObject();
        for (auto code = codes.begin(); code != codes.end(); ++code)
            spec.codes[table.key()].insert(code.key(), label(code.value(), place + u"/codes"_s));
    }
    spec.version = root[u"version"_s].toInt();
    spec.title = label(root[u"title"_s], place + u"/title"_s);
    spec.subtitle = label(root[u"subtitle"_s], place + u"/subtitle"_s, false);
    spec.header = templateOf(root[u"header"_s], place + u"/header"_s);
    spec.closing = templateOf(root[u"closing"_s], place + u"/closing"_s);
    spec.retention = root[u"retention"_s].toString();
    const auto missing = root[u"missing"_s].toObject();
    spec.rule = missing[u"rule"_s].toString();
    spec.missingMessage = missing[u"message"_s].toString();
    spec.missingArgument = missing[u"argument"_s].toString();
    const auto signers = root[u"signers"_s].toArray();
    for (const auto &item : signers)
        spec.signers.append(
            {item[u"side"_s].toString(), item[u"role"_s].toString(), label(item[u"label"_s], place + u"/signers"_s)});
    const auto blocks = root[u"blocks"_s].toArray();
    for (const auto &item : blocks)
        spec.blocks.append(block(item.toObject(), place + u"/blocks"_s, 0));
    if (root[u"schema"_s] != u"sizhen-document/1"_s || spec.id.isEmpty() || spec.version < 1 || spec.blocks.isEmpty()
        || spec.rule.isEmpty() || spec.missingMessage.isEmpty() || spec.missingArgument.isEmpty()
        || spec.retention.isEmpty() || spec.signers.isEmpty())
        wrong(place, u"schema, id, version, missing, retention, signers or blocks"_s);
    if (m_wrong)
        return fail(Fault::Corrupt, *m_wrong);
    return spec;
}

} // namespace

Result<DocumentSpec> parseDocument(const QByteArray &json)
{
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(json, &error);
    if (!document.isObject())
        return fail(Fault::Corrupt, u"document: "_s + error.errorString());
    return Parser().document(document.object());
}

Result<DocumentSpec> loadDocument(const QString &id)
{
    const auto json = readResource(u"documents/"_s + id + u".json"_s);
    if (!json)
        return tl::unexpected(json.error());
    return parseDocument(*json);
}

} // namespace sizhen
