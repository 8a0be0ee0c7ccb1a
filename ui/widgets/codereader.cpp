// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/codereader.h"

#define ZX_USE_UTF8 1 // text() as UTF-8
#include <ZXing/ReadBarcode.h>

namespace sizhen {

QStringList codesIn(const QImage &picture)
{
    QStringList texts;
    const auto grey = picture.convertToFormat(QImage::Format_Grayscale8);
    if (grey.isNull())
        return texts;
    ZXing::DecodeHints hints;
    hints.setFormats(ZXing::BarcodeFormat::QRCode);
    hints.setTryHarder(true);
    const ZXing::ImageView view(grey.constBits(), grey.width(), grey.height(), ZXing::ImageFormat::Lum,
                                int(grey.bytesPerLine()));
    for (const auto &found : ZXing::ReadBarcodes(view, hints))
        if (found.isValid())
            texts.append(QString::fromStdString(found.text()));
    return texts;
}

} // namespace sizhen
