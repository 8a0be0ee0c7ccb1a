// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/qrmatrix.h"

#include <memory>
#include <qrencode.h>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QRecLevel levelOf(QrGuard guard)
{
    switch (guard) {
    case QrGuard::Low:
        return QR_ECLEVEL_L;
    case QrGuard::Medium:
        return QR_ECLEVEL_M;
    case QrGuard::Quartile:
        return QR_ECLEVEL_Q;
    case QrGuard::High:
        break;
    }
    return QR_ECLEVEL_H;
}

} // namespace

Result<QrMatrix> qrMatrix(const QByteArray &bytes, QrGuard guard)
{
    if (bytes.isEmpty())
        return fail(Fault::Invalid, u"qr: nothing to show"_s);
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
        QRcode_encodeData(int(bytes.size()), reinterpret_cast<const unsigned char *>(bytes.constData()), 0,
                          levelOf(guard)),
        &QRcode_free);
    if (!code)
        return fail(Fault::Invalid, u"qr: %1 bytes are too many for one code"_s.arg(bytes.size()));
    QrMatrix matrix{code->width, QBitArray(code->width * code->width)};
    for (int i = 0; i < matrix.dark.size(); ++i)
        matrix.dark.setBit(i, (code->data[i] & 1) != 0);
    return matrix;
}

} // namespace sizhen
