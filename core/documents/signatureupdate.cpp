// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/documents/signatureupdate.h"

#include "core/documents/pdffile.h"

#include <QTimeZone>

#include <algorithm>
#include <map>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const auto marker = "%sizhen-signature 1\n"_ba;
const auto beforeRange = " 0 obj\n<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange["_ba;
const auto beforeContents = "]/Contents"_ba;
const auto beforeTime = "/M(D:"_ba;
const auto beforeName = "Z)/Name"_ba;
const auto beforeReason = "/Reason"_ba;
const auto beforeLocation = "/Location"_ba;
const auto afterLocation = ">>\nendobj\n"_ba;
constexpr int rangeWidth = 10;
constexpr qsizetype rangeSize = 1 + 3 * (1 + rangeWidth); // "0 a b c"
constexpr qsizetype contentsSize = 2 * signatureRoom + 2;
constexpr qsizetype longestText = 1000;
const QString timeFormat = u"yyyyMMddHHmmss"_s;

QByteArray hexText(const QString &text)
{
    QByteArray utf16 = "\xFE\xFF";
    for (const QChar c : text) {
        utf16 += char(c.unicode() >> 8);
        utf16 += char(c.unicode() & 0xff);
    }
    return '<' + utf16.toHex() + '>';
}

QByteArray numbers(std::initializer_list<qsizetype> values)
{
    QByteArray text = "0";
    for (const auto value : values)
        text += ' ' + QByteArray::number(value).leftJustified(rangeWidth);
    return text;
}

// What the update changes in the document.
struct Target {
    PdfReference page;
    PdfReference notesHolder; // the page, or the array that the page refers to
    QByteArray notes; // that object's new value
    PdfReference root;
    QByteArray catalogue;
    int fields = 0; // that are there already
};

Result<PdfReference> firstPage(const PdfFile &file, const QList<PdfEntry> &catalogue)
{
    auto at = pdf::parseReference(pdf::valueOf(catalogue, "Pages"));
    for (int depth = 0; at && depth < 32; ++depth) {
        const auto node = file.dictionary(*at);
        if (!node)
            return tl::unexpected(node.error());
        if (pdf::valueOf(*node, "Type") == "/Page")
            return *at;
        const auto kids = pdf::parseReferences(pdf::valueOf(*node, "Kids"));
        if (!kids || kids->isEmpty())
            break;
        at = kids->first();
    }
    return fail(Fault::Corrupt, u"pdf: no first page"_s);
}

QByteArray arrayWith(const QList<PdfReference> &references, PdfReference added)
{
    QByteArray text = "[";
    for (const auto &reference : references)
        text += pdf::text(reference) + ' ';
    return text + pdf::text(added) + ']';
}

// The dictionary again, with one value exchanged or added at the end.
QByteArray dictionaryWith(const QList<PdfEntry> &entries, QByteArrayView key, const QByteArray &value)
{
    QByteArray text = "<<";
    for (const auto &entry : entries)
        if (entry.key != key)
            text += '/' + entry.key.toByteArray() + ' ' + entry.value.toByteArray() + '\n';
    return text + '/' + key.toByteArray() + ' ' + value + ">>";
}

Result<> addNote(const PdfFile &file, PdfReference widget, Target &target)
{
    const auto page = file.dictionary(target.page);
    if (!page)
        return tl::unexpected(page.error());
    auto raw = pdf::valueOf(*page, "Annots");
    const auto holder = pdf::parseReference(raw);
    target.notesHolder = holder ? *holder : target.page;
    if (holder) {
        const auto array = file.object(*holder);
        if (!array)
            return tl::unexpected(array.error());
        raw = *array;
    }
    const auto notes = raw.isEmpty() ? Result<QList<PdfReference>>(QList<PdfReference>()) : pdf::parseReferences(raw);
    if (!notes)
        return tl::unexpected(notes.error());
    const auto array = arrayWith(*notes, widget);
    target.notes = holder ? array : dictionaryWith(*page, "Annots", array);
    return {};
}

Result<Target> findTarget(const PdfFile &file, PdfReference widget)
{
    Target target;
    const auto root = pdf::parseReference(pdf::valueOf(file.trailer(), "Root"));
    const auto catalogue = root ? file.dictionary(*root) : tl::unexpected(root.error());
    const auto page = catalogue ? firstPage(file, *catalogue) : tl::unexpected(catalogue.error());
    if (!page)
        return tl::unexpected(page.error());
    target.root = *root;
    target.page = *page;
    if (const auto added = addNote(file, widget, target); !added)
        return tl::unexpected(added.error());
    QList<PdfReference> fields;
    if (const auto form = pdf::valueOf(*catalogue, "AcroForm"); !form.isEmpty()) {
        const auto entries = pdf::parseDictionary(form);
        const auto old
            = entries ? pdf::parseReferences(pdf::valueOf(*entries, "Fields")) : tl::unexpected(entries.error());
        if (!old)
            return fail(Fault::Unsupported, u"pdf: a form of another program"_s);
        fields = *old;
    }
    target.fields = int(fields.size());
    target.catalogue
        = dictionaryWith(*catalogue, "AcroForm", "<</SigFlags 3/Fields" + arrayWith(fields, widget) + ">>");
    return target;
}

QByteArray tableOf(const std::map<int, std::pair<qsizetype, int>> &places)
{
    QByteArray table = "xref\n";
    for (auto it = places.begin(); it != places.end();) {
        auto end = it;
        int count = 0;
        while (end != places.end() && end->first == it->first + count)
            ++end, ++count;
        table += QByteArray::number(it->first) + ' ' + QByteArray::number(count) + '\n';
        for (; it != end; ++it)
            table += QByteArray::number(it->second.first).rightJustified(10, '0') + ' '
                + QByteArray::number(it->second.second).rightJustified(5, '0') + " n \n";
    }
    return table;
}

QByteArray trailerOf(const PdfFile &file, int size)
{
    QByteArray trailer = "trailer\n<</Size " + QByteArray::number(size);
    for (const auto &entry : file.trailer())
        if (entry.key == "Root" || entry.key == "Info" || entry.key == "ID")
            trailer += '/' + entry.key.toByteArray() + ' ' + entry.value.toByteArray();
    return trailer + "/Prev " + QByteArray::number(file.startXref()) + ">>\n";
}

// Reads the fixed text of an update from the front.
class Reader
{
public:
    explicit Reader(QByteArrayView bytes)
        : m_bytes(bytes)
    {
    }

    bool literal(QByteArrayView text)
    {
        if (!m_bytes.startsWith(text))
            return false;
        m_bytes = m_bytes.sliced(text.size());
        return true;
    }

    std::optional<QByteArrayView> fixed(qsizetype size)
    {
        if (m_bytes.size() < size)
            return {};
        const auto part = m_bytes.first(size);
        m_bytes = m_bytes.sliced(size);
        return part;
    }

    std::optional<QString> hexString()
    {
        const auto end = m_bytes.first(qMin(m_bytes.size(), 4 * longestText + 6)).indexOf('>');
        if (end < 5 || (end - 1) % 4 != 0 || !m_bytes.startsWith("<feff"))
            return {};
        const auto utf16 = QByteArray::fromHex(m_bytes.sliced(1, end - 1).toByteArray()).sliced(2);
        QString text;
        for (qsizetype i = 0; i + 1 < utf16.size(); i += 2)
            text += QChar(char16_t(quint8(utf16[i]) << 8 | quint8(utf16[i + 1])));
        m_bytes = m_bytes.sliced(end + 1);
        return text;
    }

private:
    QByteArrayView m_bytes;
};

std::optional<SignatureInfo> readInfo(Reader &reader)
{
    SignatureInfo info;
    const auto time = reader.literal(beforeTime) ? reader.fixed(timeFormat.size()) : std::nullopt;
    const auto name = time && reader.literal(beforeName) ? reader.hexString() : std::nullopt;
    const auto reason = name && reader.literal(beforeReason) ? reader.hexString() : std::nullopt;
    const auto location = reason && reader.literal(beforeLocation) ? reader.hexString() : std::nullopt;
    if (!location || !reader.literal(afterLocation))
        return {};
    info.time = QDateTime::fromString(QString::fromLatin1(*time), timeFormat);
    info.time.setTimeZone(QTimeZone::utc());
    info.name = *name;
    info.reason = *reason;
    info.location = *location;
    return info.time.isValid() ? std::optional(info) : std::nullopt;
}

} // namespace

Result<SignatureUpdate> buildSignatureUpdate(QByteArrayView document, const SignatureInfo &info)
{
    if (!info.time.isValid() || info.time.toUTC().date().year() < 1000 || info.time.toUTC().date().year() > 9999
        || std::max({info.name.size(), info.reason.size(), info.location.size()}) > longestText)
        return fail(Fault::Invalid, u"pdf: a signature needs a time and short texts"_s);
    const auto file = PdfFile::open(document);
    if (!file)
        return tl::unexpected(file.error());
    const int first = file->size();
    const PdfReference widget{first + 1, 0};
    const auto target = findTarget(*file, widget);
    if (!target)
        return tl::unexpected(target.error());

    SignatureUpdate update;
    auto &bytes = update.bytes;
    std::map<int, std::pair<qsizetype, int>> places;
    const auto begin = [&](PdfReference object) {
        places[object.number] = {document.size() + bytes.size(), object.generation};
        bytes += QByteArray::number(object.number) + ' ' + QByteArray::number(object.generation) + " obj\n";
    };
    bytes += marker;
    places[first] = {document.size() + bytes.size(), 0};
    bytes += QByteArray::number(first) + beforeRange;
    const auto rangeAt = bytes.size();
    bytes += QByteArray(rangeSize, ' ') + beforeContents;
    update.contentsStart = document.size() + bytes.size();
    bytes += '<' + QByteArray(2 * signatureRoom, '0') + '>';
    update.contentsEnd = document.size() + bytes.size();
    bytes += beforeTime + info.time.toUTC().toString(timeFormat).toLatin1() + beforeName + hexText(info.name)
        + beforeReason + hexText(info.reason) + beforeLocation + hexText(info.location) + afterLocation;
    begin(widget);
    bytes += "<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature" + QByteArray::number(target->fields + 1)
        + ")/F 132/Rect[0 0 0 0]/P " + pdf::text(target->page) + "/V " + pdf::text({first, 0}) + "/AP<</N "
        + pdf::text({first + 2, 0}) + ">>>>\nendobj\n";
    begin({first + 2, 0});
    bytes += "<</Type/XObject/Subtype/Form/BBox[0 0 0 0]/Resources<<>>/Length 0>>\nstream\n\nendstream\nendobj\n";
    begin(target->notesHolder);
    bytes += target->notes + "\nendobj\n";
    begin(target->root);
    bytes += target->catalogue + "\nendobj\n";
    const auto table = document.size() + bytes.size();
    bytes += tableOf(places) + trailerOf(*file, first + 3) + "startxref\n" + QByteArray::number(table) + "\n%%EOF\n";
    const auto range
        = numbers({update.contentsStart, update.contentsEnd, document.size() + bytes.size() - update.contentsEnd});
    bytes.replace(rangeAt, range.size(), range);
    return update;
}

std::optional<FoundUpdate> findSignatureUpdate(QByteArrayView file)
{
    const auto opened = PdfFile::open(file);
    if (!opened || opened->newest().isEmpty())
        return {};
    qsizetype first = file.size();
    for (const auto &place : opened->newest())
        first = std::min(first, place.offset);
    FoundUpdate found;
    found.start = first - marker.size();
    if (found.start <= 0)
        return {};
    Reader reader(file.sliced(found.start));
    if (!reader.literal(marker) || !reader.literal(QByteArray::number(opened->size() - 3))
        || !reader.literal(beforeRange) || !reader.fixed(rangeSize) || !reader.literal(beforeContents))
        return {};
    const auto contents = reader.fixed(contentsSize);
    const auto info = contents ? readInfo(reader) : std::nullopt;
    if (!info)
        return {};
    found.info = *info;
    const auto isHex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    const auto digits = contents->sliced(1, 2 * signatureRoom);
    const auto expected = buildSignatureUpdate(file.first(found.start), found.info);
    if (!expected || !std::all_of(digits.begin(), digits.end(), isHex))
        return {};
    // Byte for byte, but for the signature itself.
    const auto actual = file.sliced(found.start);
    const auto gap = expected->contentsStart + 1 - found.start;
    if (actual.size() != expected->bytes.size() || actual.first(gap) != QByteArrayView(expected->bytes).first(gap)
        || actual.sliced(gap + digits.size()) != QByteArrayView(expected->bytes).sliced(gap + digits.size()))
        return {};
    found.contentsStart = expected->contentsStart;
    found.contentsEnd = expected->contentsEnd;
    found.cms = QByteArray::fromHex(digits.toByteArray());
    return found;
}

} // namespace sizhen
