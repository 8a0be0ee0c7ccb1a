// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/logscan.h"

#include <QList>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

using namespace sealing;

LogScan scanLog(PageSeal &seal, qint64 sizeOnDisk, const ReadAt &readAt, quint32 knownDurable)
{
    LogScan scan;
    std::array<unsigned char, frameOnDisk> onDisk;
    std::array<unsigned char, pageSize> logical;
    Salt salt{};
    const bool header = sizeOnDisk >= walHeaderOnDisk && readAt(0, onDisk.data(), walHeaderOnDisk)
        && seal.openWalHeader(onDisk.data(), logical.data());
    if (!header) {
        // The header is synced before the first frame is written, so behind a torn one there is nothing.
        if (sizeOnDisk > walHeaderOnDisk || knownDurable > 0)
            scan.damaged.append(u"write-ahead log, header"_s);
        return scan;
    }
    std::copy_n(logical.data() + 16, salt.size(), salt.begin());

    QList<quint32> broken;
    quint32 durable = knownDurable;
    const auto frames = quint32((sizeOnDisk - walHeaderOnDisk) / frameOnDisk);
    for (quint32 index = 0; index < frames; ++index) {
        quint32 mark = 0;
        const auto *bytes = onDisk.data();
        const bool intact = readAt(walHeaderOnDisk + qint64(index) * frameOnDisk, onDisk.data(), frameOnDisk)
            && seal.openFrameHeader(index, salt, bytes, logical.data(), &mark)
            && seal.openFramePage(index, salt, bytes + frameHeaderOnDisk, logical.data());
        if (intact)
            durable = std::max(durable, mark);
        else
            broken.append(index);
    }
    scan.intactFrames = broken.isEmpty() ? frames : broken.constFirst();
    for (quint32 index = frames; index < knownDurable; ++index)
        broken.append(index); // cut off
    for (const auto index : broken)
        if (index < durable)
            scan.damaged.append(u"write-ahead log, frame %1"_s.arg(index + 1));
    return scan;
}

} // namespace sizhen
