// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/pulseanalysis.h"
#include "ui/screens/context.h"

#include <QMap>
#include <QTimer>

namespace sizhen {

class PulseBeatView;

// The marks that physicians of both sides set on the average beat of a kept recording, beside the machine's: reads them
// from the case, and tells mine as case.pulse_marked when the hand has come to rest (FOU-12: nothing is overwritten).
class PulseMarkKeeper final : public QObject
{
    Q_OBJECT
public:
    PulseMarkKeeper(ScreenContext &context, PulseBeatView &view);

    // The recording whose beat is shown; an empty hash: one that is not kept, it cannot be marked.
    void show(const CaseState &state, const QString &site, const QByteArray &recording, double rateHz);
    void flush(); // what waits to be told is told now

Q_SIGNALS:
    void failed(const sizhen::Error &error);

private:
    void move(const QString &key, double index);
    void reset(const QString &key);
    void tell();

    ScreenContext &m_context;
    PulseBeatView &m_view;
    QByteArray m_case;
    QString m_site;
    QByteArray m_recording;
    double m_rateHz = 0;
    QMap<QString, double> m_mine; // indices
    QTimer m_rest{this};
};

} // namespace sizhen
