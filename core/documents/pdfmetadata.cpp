// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/documents/pdfmetadata.h"

#include "core/crypto/primitives.h"
#include "core/documents/pdffile.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const QString program = u"Sizhen"_s;
const QString producer = u"Sizhen " SIZHEN_VERSION ""_s;

QString titleOf(const PdfMetadata &metadata)
{
    return metadata.title.zh() + u" · "_s + metadata.title.en();
}

QString identifierOf(const PdfMetadata &metadata)
{
    return u"urn:sha256:"_s + metadata.dataSha256;
}

QByteArray utf16(const QString &text)
{
    QByteArray bytes = "\xFE\xFF";
    for (const QChar c : text) {
        bytes += char(c.unicode() >> 8);
        bytes += char(c.unicode() & 0xff);
    }
    return '<' + bytes.toHex() + '>';
}

QByteArray infoOf(const PdfMetadata &metadata)
{
    const auto time = "(D:" + metadata.created.toString(u"yyyyMMddHHmmss"_s).toLatin1() + "Z)";
    return "<<\n/Title " + utf16(titleOf(metadata)) + "\n/Creator " + utf16(program) + "\n/Producer " + utf16(producer)
        + "\n/CreationDate " + time + "\n/ModDate " + time + "\n>>";
}

} // namespace

QByteArray xmpOf(const PdfMetadata &metadata)
{
    const auto time = metadata.created.toString(u"yyyy-MM-ddTHH:mm:ssZ"_s);
    const auto text = uR"(<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">%1</rdf:li></rdf:Alt></dc:title>
   <dc:identifier>%2</dc:identifier>
   <dc:language><rdf:Bag><rdf:li>zh</rdf:li><rdf:li>en</rdf:li></rdf:Bag></dc:language>
  </rdf:Description>
  <rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="%3" xmp:CreateDate="%4" xmp:ModifyDate="%4"/>
  <rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" pdf:Producer="%5"/>
  <rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="1" pdfaid:conformance="B"/>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
)"_s;
    return text.arg(titleOf(metadata).toHtmlEscaped(), identifierOf(metadata), program, time, producer).toUtf8();
}

Result<QByteArray> withMetadata(const QByteArray &pdf, const PdfMetadata &metadata)
{
    const auto file = PdfFile::open(pdf);
    if (!file)
        return tl::unexpected(file.error());
    const auto info = pdf::parseReference(pdf::valueOf(file->trailer(), "Info"));
    const auto root = pdf::parseReference(pdf::valueOf(file->trailer(), "Root"));
    const auto catalogue = root ? file->object(*root) : tl::unexpected(root.error());
    if (!info || !catalogue)
        return fail(Fault::Corrupt, u"pdf: no catalogue"_s);

    QList<std::pair<qsizetype, int>> order; // objects as they stand in the file
    for (auto it = file->places().cbegin(); it != file->places().cend(); ++it)
        order.append({it->offset, it.key()});
    std::sort(order.begin(), order.end());
    if (order.isEmpty())
        return fail(Fault::Corrupt, u"pdf: no objects"_s);
    QByteArray out = pdf.first(order.first().first);
    QHash<int, qsizetype> offsets;
    for (qsizetype i = 0; i < order.size(); ++i) {
        const auto [start, number] = order[i];
        const auto end = i + 1 < order.size() ? order[i + 1].first : file->startXref();
        offsets.insert(number, out.size());
        const auto header = QByteArray::number(number) + " 0 obj\n";
        if (number == info->number)
            out += header + infoOf(metadata) + "\nendobj\n";
        else if (number == root->number)
            out += header + catalogue->toByteArray().chopped(2)
                + "/Lang (zh)\n/ViewerPreferences <</DisplayDocTitle true>>\n>>\nendobj\n";
        else
            out += pdf.mid(start, end - start);
    }
    const auto table = out.size();
    const auto id = '<' + sha256(out).first(16).toHex() + '>'; // follows from the content, as the format advises
    out += "xref\n0 " + QByteArray::number(file->size()) + "\n0000000000 65535 f \n";
    for (int number = 1; number < file->size(); ++number)
        out += offsets.contains(number) ? QByteArray::number(offsets[number]).rightJustified(10, '0') + " 00000 n \n"
                                        : "0000000000 65535 f \n"_ba;
    out += "trailer\n<<\n/Size " + QByteArray::number(file->size()) + "\n/Info " + pdf::text(*info) + "\n/Root "
        + pdf::text(*root) + "\n/ID [" + id + id + "]\n>>\nstartxref\n" + QByteArray::number(table) + "\n%%EOF\n";
    return out;
}

} // namespace sizhen
