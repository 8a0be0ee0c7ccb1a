// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

class QString;

namespace sizhen {

class ItScreen;
class SecretBytes;
class Station;

// Puts "Safekeeping" on the station's page and joins it to what the station does. `rekey` closes the work, seals the vault
// anew and opens it again.
void addSafekeeping(ItScreen &screen, Station &station, std::function<void(const SecretBytes &passphrase)> rekey);

} // namespace sizhen
