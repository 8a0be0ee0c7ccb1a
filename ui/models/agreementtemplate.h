// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/label.h"
#include "core/base/result.h"

#include <QHash>
#include <QStringList>

namespace sizhen {

// A first text for a new agreement, from resources/texts/agreement.json: the seven sections of AGR-02 in both
// languages.
struct AgreementTemplate {
    Label title;
    QHash<QString, Label> sections;

    // Ids of the seven sections, in the order of the agreement.
    [[nodiscard]] static QStringList sectionIds();
    // The names of the two institutions put in. Fault::Corrupt when the file is damaged.
    [[nodiscard]] static Result<AgreementTemplate> between(const Label &inviting, const Label &invited);
};

} // namespace sizhen
