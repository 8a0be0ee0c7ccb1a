// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/texts/calltext.h"

namespace sizhen {

QString CallText::stage(CallStage stage, bool ringsThere, bool partnerSilent)
{
    switch (stage) {
    case CallStage::Idle:
        return tr("No call");
    case CallStage::Inviting:
        return ringsThere ? tr("It rings there") : tr("Calling");
    case CallStage::Ringing:
        return tr("The partner is calling");
    case CallStage::Connecting:
        return tr("Connecting picture and sound");
    case CallStage::Connected:
        return tr("Connected");
    case CallStage::Interrupted:
        return partnerSilent ? tr("The partner's program does not answer; trying again")
                             : tr("Picture and sound are interrupted; reconnecting");
    }
    Q_UNREACHABLE();
}

QString CallText::keys(const QString &ourStation, const QString &theirStation)
{
    return tr("Encrypted from end to end. Only %1 here and %2 there hold the keys, both verified.")
        .arg(ourStation, theirStation);
}

} // namespace sizhen
