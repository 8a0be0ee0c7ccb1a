// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/facts.h"

namespace sizhen {

// Every guard that resources/machines names, by subject. A guard that is not built is not in a machine either.
void addAgreementGuards(Engine<Facts> &engine);
void addConsentGuards(Engine<Facts> &engine);
void addInvitationGuards(Engine<Facts> &engine);
void addCaseGuards(Engine<Facts> &engine);
void addFindingGuards(Engine<Facts> &engine);
void addSessionGuards(Engine<Facts> &engine);
void addRoomGuards(Engine<Facts> &engine);
void addRecordingGuards(Engine<Facts> &engine);
void addReportGuards(Engine<Facts> &engine);
void addArchiveGuards(Engine<Facts> &engine);
void addRecordGuards(Engine<Facts> &engine);

[[nodiscard]] Engine<Facts> makeEngine();

} // namespace sizhen
