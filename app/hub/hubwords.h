// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/hub/hubsettings.h"

#include <QJsonObject>
#include <QStringList>

namespace sizhen {

// What the command line of sizhen-hub says.
struct HubWords {
    HubSettings settings;
    QString language;
    bool json = false;
    bool help = false;
    bool verbose = false;
    QStringList command; // "admit", "card.sizhencard"
};

// Settings come from --config (else /etc/sizhen/hub.ini when it is there), then from the options that bear their names.
// Fault::Invalid, NotFound.
[[nodiscard]] Result<HubWords> readWords(QStringList arguments);
// What the hub's office is asked (core/hub/huboffice.h). Fault::Invalid on wrong use, NotFound for a card file.
[[nodiscard]] Result<QJsonObject> requestOf(const QStringList &command);
[[nodiscard]] const char *hubHelp();

} // namespace sizhen
