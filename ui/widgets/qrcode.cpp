// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/qrcode.h"
#include "ui/theme/tokens.h"

#include <QPainter>

namespace sizhen {
namespace {

constexpr int leastSquare = 3; // pixels; smaller ones blur on a telephone
constexpr int usualSquare = 5;

} // namespace

QImage qrImage(const QrMatrix &matrix, int square)
{
    const auto side = (matrix.side + 2 * qrQuietZone) * square;
    QImage image(side, side, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    for (int row = 0; row < matrix.side; ++row)
        for (int column = 0; column < matrix.side; ++column)
            if (matrix.isDark(column, row))
                painter.fillRect((column + qrQuietZone) * square, (row + qrQuietZone) * square, square, square, Qt::black);
    return image;
}

QrCode::QrCode(QWidget *parent)
    : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

Result<> QrCode::setBytes(const QByteArray &bytes, QrGuard guard)
{
    auto matrix = qrMatrix(bytes, guard);
    m_matrix = matrix ? *matrix : QrMatrix();
    updateGeometry();
    update();
    if (!matrix)
        return tl::unexpected(matrix.error());
    return {};
}

void QrCode::clear()
{
    m_matrix.dark.fill(false);
    m_matrix = {};
    updateGeometry();
    update();
}

int QrCode::squares() const
{
    return m_matrix.side + 2 * qrQuietZone;
}

QSize QrCode::sizeHint() const
{
    return isEmpty() ? minimumSizeHint() : QSize(squares(), squares()) * usualSquare;
}

QSize QrCode::minimumSizeHint() const
{
    return isEmpty() ? QSize(theme::labelWidth, theme::labelWidth) : QSize(squares(), squares()) * leastSquare;
}

void QrCode::paintEvent(QPaintEvent *)
{
    if (isEmpty())
        return;
    const auto image = qrImage(m_matrix, qMax(1, qMin(width(), height()) / squares()));
    QPainter(this).drawImage((width() - image.width()) / 2, (height() - image.height()) / 2, image);
}

} // namespace sizhen
