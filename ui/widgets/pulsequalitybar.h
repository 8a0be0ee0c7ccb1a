// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <optional>

namespace sizhen {

// How good a recording is, 0 to 100, with the line from which it is accepted and the reason in words when it is not: a
// full bar behind a disc, or a hatched one behind a triangle, before any colour.
class PulseQualityBar final : public QWidget
{
    Q_OBJECT
public:
    explicit PulseQualityBar(QWidget *parent = nullptr);

    // `reason`: what limits it or what to change, in the reader's words; none: nothing measured yet.
    void setQuality(std::optional<int> quality, const QString &reason = {});

    [[nodiscard]] bool accepted() const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    [[nodiscard]] QString valueWords() const;
    void say();
    void paintBar(QPainter &painter, const QRectF &bar) const;

    std::optional<int> m_quality;
    QString m_reason;
};

} // namespace sizhen
