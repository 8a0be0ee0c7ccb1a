// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dctk.h>

namespace sizhen {

// A coded entry (PS3.3 8.8): what is meant, in whose words.
struct DicomCode {
    QByteArray value; // more than 16 bytes go into Long Code Value
    QByteArray scheme; // "UCUM", "SCT", "DCM", or ours
    QByteArray meaning; // UTF-8
};

// Writes the elements of one item (or data set). The value representation is always told, so that no dictionary of a
// machine is asked. A failure is kept, and the rest is left out.
class DicomItem
{
public:
    explicit DicomItem(DcmItem &item)
        : m_item(item)
    {
    }

    void text(const DcmTagKey &tag, DcmEVR kind, const QByteArray &utf8);
    void number(const DcmTagKey &tag, quint16 value);
    void longNumber(const DcmTagKey &tag, quint32 value);
    void longNumbers(const DcmTagKey &tag, const QVector<quint32> &values);
    void numbers(const DcmTagKey &tag, const QVector<quint16> &values);
    void words(const DcmTagKey &tag, const QVector<quint16> &values); // OW
    void bytes(const DcmTagKey &tag, const QByteArray &value); // OB
    void emptySequence(const DcmTagKey &tag);
    [[nodiscard]] DicomItem item(const DcmTagKey &sequence); // one more at its end
    void code(const DcmTagKey &sequence, const DicomCode &code); // one more at its end

private:
    void keep(const OFCondition &done);
    DcmItem &m_item;
};

// The data set alone, explicit little endian.
[[nodiscard]] Result<QByteArray> dicomBytes(DcmDataset &data);

// The data set as a file (PS3.10): preamble, meta information, explicit little endian. Nothing touches the disk.
// Fault::Unsupported, "pulse.dicom", when DICOM cannot hold it.
[[nodiscard]] Result<QByteArray> dicomFile(DcmDataset &data, const QByteArray &implementation);

} // namespace sizhen
