// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QWidget>

namespace sizhen {

// What the hand found, small and always in sight beside the instrument's trace: six places across, three depths down.
class PulseHandStrip final : public QWidget
{
    Q_OBJECT
public:
    explicit PulseHandStrip(QWidget *parent = nullptr);

    // "L.cun.superficial" -> "floating, thin". What is missing was not felt, or not written down.
    void setFindings(const QHash<QString, QString> &findings);
    void setCurrent(const QString &site);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool event(QEvent *event) override;

private:
    [[nodiscard]] QRectF cell(int row, int column) const;
    [[nodiscard]] double headWidth() const;
    void say();

    QHash<QString, QString> m_findings;
    QString m_current;
};

} // namespace sizhen
