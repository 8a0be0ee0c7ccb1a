// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pulsenumbers.h"
#include "ui/theme/theme.h"
#include "ui/widgets/mark.h"
#include "ui/widgets/pulsetext.h"
#include "ui/widgets/textlabel.h"

#include <QGridLayout>
#include <QLocale>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const QStringList &shown()
{
    static const QStringList list{u"h3/h1"_s,       u"h4/h1"_s,    u"w1/t"_s,        u"h5.fromNotch"_s,
                                  u"t1.mainPeak"_s, u"t4.notch"_s, u"t5.diastole"_s, u"t.period"_s};
    return list;
}

} // namespace

PulseNumbers::PulseNumbers(QWidget *parent)
    : QWidget(parent)
    , m_rate(new TextLabel(theme::Type::Title))
    , m_quality(new StatusDot)
    , m_rhythm(new TextLabel)
    , m_compatible(new TextLabel(theme::Type::Small, theme::Role::TextMuted))
    , m_table(new QGridLayout)
    , m_notice(new TextLabel(theme::Type::Small, theme::Role::TextMuted))
{
    setObjectName(u"pulseNumbers"_s);
    m_rate->setObjectName(u"pulse.rate"_s);
    m_rhythm->setObjectName(u"pulse.rhythm"_s);
    m_quality->setObjectName(u"pulse.quality"_s);
    for (auto *label : {m_rhythm, m_compatible, m_notice})
        label->setWordWrap(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::gapTight);
    column->addWidget(m_rate);
    column->addWidget(m_rhythm);
    column->addWidget(m_quality);
    column->addWidget(m_compatible);
    column->addSpacing(theme::gap);
    m_table->setHorizontalSpacing(theme::gapGroup);
    m_table->setVerticalSpacing(theme::gapTight);
    m_table->setColumnStretch(0, 1);
    for (int row = 0; row < shown().size(); ++row) {
        auto *name = new TextLabel(theme::Type::Small, theme::Role::TextMuted);
        auto *value = new TextLabel(theme::Type::Small);
        name->setWordWrap(true);
        value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        value->setWordWrap(true);
        value->setObjectName(u"pulse."_s + shown()[row]);
        m_table->addWidget(name, row, 0);
        m_table->addWidget(value, row, 1);
        m_rows.append(qMakePair(name, value));
    }
    column->addLayout(m_table);
    column->addStretch();
    column->addWidget(m_notice);
    retranslate();
}

void PulseNumbers::setAnalysis(const std::optional<PulseAnalysis> &analysis)
{
    m_analysis = analysis;
    retranslate();
}

QString PulseNumbers::valueText(const PulseParameter &parameter) const
{
    if (!parameter.value) // the lines above already say that the whole recording is too poor or too short
        return parameter.why == u"quality" || parameter.why == u"few_beats" ? u"–"_s : PulseText::why(parameter.why);
    if (parameter.unit == u"s")
        return tr("%1 ms").arg(QLocale().toString(1000 * *parameter.value, 'f', 0));
    if (parameter.unit == u"1")
        return QLocale().toString(*parameter.value, 'f', 2);
    const auto number = QLocale().toString(*parameter.value, 'g', 3);
    if (m_analysis->unit == u"1")
        return tr("%1 counts").arg(number); // the instrument is not calibrated
    return tr("%1 %2").arg(number, m_analysis->unit);
}

void PulseNumbers::retranslate()
{
    m_notice->setText(PulseText::notice());
    for (int row = 0; row < m_rows.size(); ++row) {
        const auto &id = shown()[row];
        m_rows[row].first->setText(PulseText::parameter(id));
        const auto *parameter = m_analysis ? m_analysis->parameter(id) : nullptr;
        m_rows[row].second->setText(parameter ? valueText(*parameter) : u"–"_s);
        m_rows[row].second->setToolTip(id);
    }
    if (!m_analysis) {
        m_rate->setText(tr("No recording yet"));
        m_rhythm->clear();
        m_quality->set(Mark::Unknown, tr("quality not measured"));
        m_compatible->clear();
        return;
    }
    m_rate->setText(m_analysis->perMinute
                        ? tr("%1 beats per minute").arg(QLocale().toString(*m_analysis->perMinute, 'f', 0))
                        : tr("The rate cannot be measured"));
    m_rhythm->setText(PulseText::rhythm(m_analysis->rhythm));
    m_quality->set(m_analysis->good() ? Mark::Good : Mark::Warning,
                   tr("quality %1 of 100").arg(QLocale().toString(m_analysis->quality)));
    const auto names = PulseText::compatible(m_analysis->compatible);
    m_compatible->setText(names.isEmpty() ? QString() : tr("The measurements do not contradict: %1").arg(names));
}

} // namespace sizhen
