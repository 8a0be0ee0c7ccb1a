// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command/offerjson.h"
#include "core/records/refusal.h"

namespace sizhen {

[[nodiscard]] inline QJsonObject refusalJson(const Refusal &refusal)
{
    using namespace Qt::Literals::StringLiterals;
    auto json = errorJson({Fault::Untrusted, refusal.detail, refusal.rule, refusal.message, refusal.args});
    json.insert(u"first"_s, refusal.first.toString(Qt::ISODate));
    json.insert(u"last"_s, refusal.last.toString(Qt::ISODate));
    json.insert(u"count"_s, refusal.count);
    return json;
}

} // namespace sizhen
