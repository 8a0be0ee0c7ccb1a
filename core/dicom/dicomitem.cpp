// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dicom/dicomitem.h"

#include "core/dicom/dicomuid.h"

#include <dcmtk/dcmdata/dcostrmb.h>
#include <dcmtk/dcmdata/dcwcache.h>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype longestCode = 16;
constexpr auto syntax = EXS_LittleEndianExplicit;

auto refused(const OFCondition &why)
{
    return tl::unexpected(
        Error{Fault::Unsupported, u"dicom: "_s + QString::fromLatin1(why.text()), {}, u"pulse.dicom"_s, {}});
}

// What `write` puts into a stream, in memory.
template <typename Object, typename Write>
Result<QByteArray> streamed(Object &object, Write write)
{
    // The preamble and the meta group, whose length is counted while it is written, need room as well.
    QByteArray bytes(qsizetype(object.calcElementLength(syntax, EET_ExplicitLength)) + 1024, '\0');
    DcmOutputBufferStream stream(bytes.data(), bytes.size());
    object.transferInit();
    const auto written = write(stream);
    object.transferEnd();
    if (written.bad())
        return refused(written);
    void *start = nullptr;
    offile_off_t length = 0;
    stream.flushBuffer(start, length);
    bytes.resize(qsizetype(length));
    return bytes;
}

DcmTag toldTag(const DcmTagKey &key, DcmEVR kind)
{
    return DcmTag(key, DcmVR(kind));
}

} // namespace

// Memory is all that can be short here, and then the program ends: there is no error of the input.
void DicomItem::keep(const OFCondition &done)
{
    Q_ASSERT(done.good());
    Q_UNUSED(done)
}

void DicomItem::text(const DcmTagKey &tag, DcmEVR kind, const QByteArray &utf8)
{
    keep(m_item.putAndInsertString(toldTag(tag, kind), utf8.constData()));
}

void DicomItem::number(const DcmTagKey &tag, quint16 value)
{
    keep(m_item.putAndInsertUint16(toldTag(tag, EVR_US), value));
}

void DicomItem::longNumber(const DcmTagKey &tag, quint32 value)
{
    longNumbers(tag, {value});
}

void DicomItem::longNumbers(const DcmTagKey &tag, const QVector<quint32> &values)
{
    keep(m_item.putAndInsertUint32Array(toldTag(tag, EVR_UL), values.constData(), ulong(values.size())));
}

void DicomItem::numbers(const DcmTagKey &tag, const QVector<quint16> &values)
{
    keep(m_item.putAndInsertUint16Array(toldTag(tag, EVR_US), values.constData(), ulong(values.size())));
}

void DicomItem::words(const DcmTagKey &tag, const QVector<quint16> &values)
{
    keep(m_item.putAndInsertUint16Array(toldTag(tag, EVR_OW), values.constData(), ulong(values.size())));
}

void DicomItem::bytes(const DcmTagKey &tag, const QByteArray &value)
{
    keep(m_item.putAndInsertUint8Array(toldTag(tag, EVR_OB), reinterpret_cast<const Uint8 *>(value.constData()),
                                       ulong(value.size())));
}

void DicomItem::emptySequence(const DcmTagKey &tag)
{
    keep(m_item.insertEmptyElement(toldTag(tag, EVR_SQ)));
}

DicomItem DicomItem::item(const DcmTagKey &sequence)
{
    DcmItem *made = nullptr;
    constexpr long afterTheLast = -2;
    keep(m_item.findOrCreateSequenceItem(toldTag(sequence, EVR_SQ), made, afterTheLast));
    return DicomItem(*made);
}

void DicomItem::code(const DcmTagKey &sequence, const DicomCode &code)
{
    auto entry = item(sequence);
    if (code.value.size() > longestCode)
        entry.text(DCM_LongCodeValue, EVR_UC, code.value);
    else
        entry.text(DCM_CodeValue, EVR_SH, code.value);
    entry.text(DCM_CodingSchemeDesignator, EVR_SH, code.scheme);
    entry.text(DCM_CodeMeaning, EVR_LO, code.meaning);
}

Result<QByteArray> dicomBytes(DcmDataset &data)
{
    return streamed(data, [&data](DcmOutputStream &stream) {
        DcmWriteCache cache;
        return data.write(stream, syntax, EET_ExplicitLength, &cache);
    });
}

Result<QByteArray> dicomFile(DcmDataset &data, const QByteArray &implementation)
{
    const auto body = dicomBytes(data);
    if (!body)
        return body;
    OFString kind;
    OFString instance;
    data.findAndGetOFString(DCM_SOPClassUID, kind);
    data.findAndGetOFString(DCM_SOPInstanceUID, instance);
    // By hand: DcmFileFormat would copy the samples and put its own name here.
    DcmMetaInfo header;
    DicomItem meta(header);
    meta.longNumber(DCM_FileMetaInformationGroupLength, 0);
    meta.bytes(DCM_FileMetaInformationVersion, QByteArray("\0\1", 2));
    meta.text(DCM_MediaStorageSOPClassUID, EVR_UI, kind.c_str());
    meta.text(DCM_MediaStorageSOPInstanceUID, EVR_UI, instance.c_str());
    meta.text(DCM_TransferSyntaxUID, EVR_UI, UID_LittleEndianExplicitTransferSyntax);
    meta.text(DCM_ImplementationClassUID, EVR_UI, dicomUid("sizhen"));
    meta.text(DCM_ImplementationVersionName, EVR_SH, implementation.left(longestCode));
    header.computeGroupLengthAndPadding(EGL_recalcGL, EPD_noChange, syntax, EET_ExplicitLength);
    const auto front = streamed(header, [&header](DcmOutputStream &stream) {
        return header.write(stream, syntax, EET_ExplicitLength, nullptr);
    });
    if (!front)
        return front;
    return *front + *body;
}

} // namespace sizhen
