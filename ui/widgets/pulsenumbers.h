// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/pulseanalysis.h"

#include <QWidget>

class QGridLayout;

namespace sizhen {

class StatusDot;
class TextLabel;

// Rate, rhythm, quality with its reason, and the classical parameters, each with how it was measured. No verdict.
class PulseNumbers final : public QWidget
{
    Q_OBJECT
public:
    explicit PulseNumbers(QWidget *parent = nullptr);

    void setAnalysis(const std::optional<PulseAnalysis> &analysis);
    void retranslate();

private:
    [[nodiscard]] QString valueText(const PulseParameter &parameter) const;

    std::optional<PulseAnalysis> m_analysis;
    TextLabel *m_rate;
    StatusDot *m_quality;
    TextLabel *m_rhythm;
    TextLabel *m_compatible;
    QGridLayout *m_table;
    QList<QPair<TextLabel *, TextLabel *>> m_rows;
    TextLabel *m_notice;
};

} // namespace sizhen
