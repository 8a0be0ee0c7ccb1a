// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pulsetext.h"
#include "ui/texts/translations.h"
#include "ui/widgets/pulsebands.h"

#include <QLocale>

#include <array>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

struct Word {
    const char *code;
    const char *words;
};

template <std::size_t size>
const char *wordsFor(const std::array<Word, size> &table, const QString &code)
{
    for (const auto &word : table)
        if (code == QLatin1String(word.code))
            return word.words;
    return nullptr;
}

constexpr std::array sites{
    Word{"L.guan", QT_TRANSLATE_NOOP("PulseText", "Left guan")},
    Word{"L.cun", QT_TRANSLATE_NOOP("PulseText", "Left cun")},
    Word{"L.chi", QT_TRANSLATE_NOOP("PulseText", "Left chi")},
    Word{"R.guan", QT_TRANSLATE_NOOP("PulseText", "Right guan")},
    Word{"R.cun", QT_TRANSLATE_NOOP("PulseText", "Right cun")},
    Word{"R.chi", QT_TRANSLATE_NOOP("PulseText", "Right chi")},
};

constexpr std::array advices{
    Word{"reconnect", QT_TRANSLATE_NOOP("PulseText", "Samples are missing. Check the cable, then take it again.")},
    Word{"no_contact", QT_TRANSLATE_NOOP("PulseText", "The sensor feels no pulse. Move it onto the artery.")},
    Word{"press_lighter", QT_TRANSLATE_NOOP("PulseText", "The wave is cut off at the top or bottom. Press lighter.")},
    Word{"hold_still", QT_TRANSLATE_NOOP("PulseText", "The hand or the sensor moved. Hold still, then take it again.")},
    Word{"longer", QT_TRANSLATE_NOOP("PulseText", "Too few beats. Hold longer.")},
};

constexpr std::array parameters{
    Word{"h1.footLine", QT_TRANSLATE_NOOP("PulseText", "h1 main wave, above the line from foot to foot")},
    Word{"h3.footLine", QT_TRANSLATE_NOOP("PulseText", "h3 tidal wave, above the line from foot to foot")},
    Word{"h4.footLine", QT_TRANSLATE_NOOP("PulseText", "h4 dicrotic notch, above the line from foot to foot")},
    Word{"h5.fromNotch", QT_TRANSLATE_NOOP("PulseText", "h5 dicrotic wave, above the notch")},
    Word{"t1.mainPeak", QT_TRANSLATE_NOOP("PulseText", "t1 foot to main peak")},
    Word{"t4.notch", QT_TRANSLATE_NOOP("PulseText", "t4 foot to notch")},
    Word{"t5.diastole", QT_TRANSLATE_NOOP("PulseText", "t5 notch to the next foot")},
    Word{"t.period", QT_TRANSLATE_NOOP("PulseText", "t period")},
    Word{"w1.upperThird", QT_TRANSLATE_NOOP("PulseText", "w1 width at the upper third")},
    Word{"h3/h1", QT_TRANSLATE_NOOP("PulseText", "h3 : h1")},
    Word{"h4/h1", QT_TRANSLATE_NOOP("PulseText", "h4 : h1")},
    Word{"w1/t", QT_TRANSLATE_NOOP("PulseText", "w1 : t")},
};

constexpr std::array reasons{
    Word{"quality", QT_TRANSLATE_NOOP("PulseText", "cannot be measured: too noisy")},
    Word{"few_beats", QT_TRANSLATE_NOOP("PulseText", "cannot be measured: too few beats")},
    Word{"merged", QT_TRANSLATE_NOOP("PulseText", "merged with the main wave")},
    Word{"no_notch", QT_TRANSLATE_NOOP("PulseText", "no notch can be seen")},
    Word{"no_dicrotic", QT_TRANSLATE_NOOP("PulseText", "no separate dicrotic wave")},
};

} // namespace

QString PulseText::site(const QString &site)
{
    const auto *words = wordsFor(sites, site);
    return words ? tr(words) : site;
}

QString PulseText::shortSite(const QString &site)
{
    const auto place = site.section(u'.', 1);
    if (place == u"cun")
        return tr("cun 寸");
    if (place == u"guan")
        return tr("guan 关");
    return tr("chi 尺");
}

QString PulseText::advice(const QString &advice)
{
    const auto *words = wordsFor(advices, advice);
    return words ? tr(words) : QString();
}

QString PulseText::depth(const QString &depth)
{
    if (depth == u"best")
        return tr("Best pressure");
    return PulseBands::name(depth == u"superficial" ? 0 : depth == u"middle" ? 1 : 2);
}

QString PulseText::failed(const QString &flaw)
{
    if (flaw == u"pressure")
        return tr("It did not count: the pressure changed.");
    if (flaw == u"contact")
        return tr("It did not count: the sensor lost the pulse.");
    return flaw.isEmpty() ? QString() : tr("It did not count: the hand or the wrist moved.");
}

QString PulseText::unverified(const QCborArray &flaws)
{
    QStringList words;
    for (const auto &flaw : flaws)
        words.append(flaw.toString() == u"overdue" ? tr("instrument overdue for inspection")
                                                   : tr("instrument not disinfected"));
    return tr("unverified: %1").arg(words.join(u", "_s));
}

QString PulseText::flaw(BeatFlaw flaw)
{
    switch (flaw) {
    case BeatFlaw::None:
        return {};
    case BeatFlaw::Gap:
        return tr("samples missing");
    case BeatFlaw::Flat:
        return tr("no contact");
    case BeatFlaw::Clipped:
        return tr("cut off");
    case BeatFlaw::Amplitude:
        return tr("moved");
    case BeatFlaw::Shape:
        return tr("unlike the others");
    case BeatFlaw::Timing:
        return tr("early or late");
    case BeatFlaw::Noise:
        return tr("noisy");
    }
    return {};
}

QString PulseText::rhythm(const PulseRhythm &rhythm)
{
    switch (rhythm.kind) {
    case PulseRhythm::Kind::Unmeasured:
        return tr("rhythm cannot be measured");
    case PulseRhythm::Kind::Regular:
        return tr("regular");
    case PulseRhythm::Kind::Irregular:
        return tr("irregular");
    case PulseRhythm::Kind::IrregularPauses:
        return tr("pauses, %n in number, at no fixed distance", nullptr, int(rhythm.pauseAfter.size()));
    case PulseRhythm::Kind::RegularPauses:
        return tr("pauses, %n in number, at a fixed distance", nullptr, int(rhythm.pauseAfter.size()));
    }
    return {};
}

QString PulseText::compatible(const QList<CompatibleName> &names)
{
    QStringList list;
    for (const auto &name : names)
        list.append(name.name.in(Translations::readers()));
    return list.join(tr(", ", "between the names of pulses"));
}

QString PulseText::parameter(const QString &id)
{
    const auto *words = wordsFor(parameters, id);
    return words ? tr(words) : id;
}

QString PulseText::pressure(double value, const QString &ucum)
{
    const double size = std::abs(value);
    const auto number = QLocale().toString(value, 'f', size >= 100 ? 0 : size >= 10 ? 1 : 2);
    const auto words = unit(ucum);
    return words.isEmpty() ? number : number + u' ' + words;
}

QString PulseText::unit(const QString &ucum)
{
    if (ucum == u"1" || ucum.isEmpty())
        return tr("counts");
    if (ucum == u"mm[Hg]")
        return u"mmHg"_s;
    return ucum;
}

QString PulseText::why(const QString &why)
{
    const auto *words = wordsFor(reasons, why);
    return words ? tr(words) : tr("cannot be measured");
}

QString PulseText::notice()
{
    return tr("A measurement for the physician's use, not a diagnosis.");
}

} // namespace sizhen
