// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/qrmatrix.h"

#include <QImage>
#include <QWidget>

namespace sizhen {

// Black on white with its quiet zone, in dark mode too: cameras want it so. `square` is in pixels.
[[nodiscard]] QImage qrImage(const QrMatrix &matrix, int square);

// A QR code at whole pixels per square, as large as its place allows. Says through its accessible name what it is for, not what it holds.
class QrCode final : public QWidget
{
    Q_OBJECT
public:
    explicit QrCode(QWidget *parent = nullptr);

    // Fault::Invalid when the bytes do not fit into one code; then it is empty.
    [[nodiscard]] Result<> setBytes(const QByteArray &bytes, QrGuard guard = QrGuard::Medium);
    void clear(); // wipes what it shows

    [[nodiscard]] bool isEmpty() const { return m_matrix.side == 0; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

    [[nodiscard]] bool hasHeightForWidth() const override { return true; }

    [[nodiscard]] int heightForWidth(int width) const override { return width; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] int squares() const; // with the quiet zone

    QrMatrix m_matrix;
};

} // namespace sizhen
