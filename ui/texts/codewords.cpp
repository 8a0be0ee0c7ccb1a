// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/texts/codewords.h"

#include <QtGlobal>

namespace sizhen {
namespace {

constexpr Sentence codeRows[] = {
    // Roles
    {"PHYSICIAN", QT_TRANSLATE_NOOP("CodeText", "physician")},
    {"MED-ADMIN", QT_TRANSLATE_NOOP("CodeText", "medical administrator")},
    {"LIAISON", QT_TRANSLATE_NOOP("CodeText", "liaison officer")},
    {"RECORDS", QT_TRANSLATE_NOOP("CodeText", "records officer")},
    {"INTERPRETER", QT_TRANSLATE_NOOP("CodeText", "interpreter")},
    {"IT", QT_TRANSLATE_NOOP("CodeText", "IT staff")},
    {"QA", QT_TRANSLATE_NOOP("CodeText", "quality manager")},
    {"FINANCE", QT_TRANSLATE_NOOP("CodeText", "finance officer")},
    {"PHARMACIST", QT_TRANSLATE_NOOP("CodeText", "pharmacist")},
    {"SEC-ADMIN", QT_TRANSLATE_NOOP("CodeText", "security administrator")},
    {"AUDITOR", QT_TRANSLATE_NOOP("CodeText", "auditor")},
    {"PATIENT", QT_TRANSLATE_NOOP("CodeText", "patient")},
    {"GUARDIAN", QT_TRANSLATE_NOOP("CodeText", "guardian")},
    {"CLOSE_RELATIVE", QT_TRANSLATE_NOOP("CodeText", "close relative")},
    {"WITNESS", QT_TRANSLATE_NOOP("CodeText", "witness")},
    // Sides
    {"inviting", QT_TRANSLATE_NOOP("CodeText", "inviting side")},
    {"invited", QT_TRANSLATE_NOOP("CodeText", "invited side")},
    // The four methods
    {"LOOK", QT_TRANSLATE_NOOP("CodeText", "looking")},
    {"LISTEN", QT_TRANSLATE_NOOP("CodeText", "listening and smelling")},
    {"ASK", QT_TRANSLATE_NOOP("CodeText", "asking")},
    {"PALPATE", QT_TRANSLATE_NOOP("CodeText", "palpation")},
    // Forms
    {"look", QT_TRANSLATE_NOOP("CodeText", "looking")},
    {"tongue", QT_TRANSLATE_NOOP("CodeText", "tongue")},
    {"listen_smell", QT_TRANSLATE_NOOP("CodeText", "listening and smelling")},
    {"ask", QT_TRANSLATE_NOOP("CodeText", "asking")},
    {"palpate", QT_TRANSLATE_NOOP("CodeText", "palpation")},
    {"synthesis", QT_TRANSLATE_NOOP("CodeText", "pattern and opinion")},
    {"treatment", QT_TRANSLATE_NOOP("CodeText", "treatment")},
    {"intake", QT_TRANSLATE_NOOP("CodeText", "intake")},
    {"followup", QT_TRANSLATE_NOOP("CodeText", "follow-up")},
    // Pulse sites
    {"L.cun", QT_TRANSLATE_NOOP("CodeText", "left cun")},
    {"L.guan", QT_TRANSLATE_NOOP("CodeText", "left guan")},
    {"L.chi", QT_TRANSLATE_NOOP("CodeText", "left chi")},
    {"R.cun", QT_TRANSLATE_NOOP("CodeText", "right cun")},
    {"R.guan", QT_TRANSLATE_NOOP("CodeText", "right guan")},
    {"R.chi", QT_TRANSLATE_NOOP("CodeText", "right chi")},
    // Depths of a pulse, and what became of a request for it
    {"superficial", QT_TRANSLATE_NOOP("CodeText", "floating")},
    {"middle", QT_TRANSLATE_NOOP("CodeText", "middle")},
    {"deep", QT_TRANSLATE_NOOP("CodeText", "deep")},
    {"best", QT_TRANSLATE_NOOP("CodeText", "best pressure")},
    {"ACCEPTED", QT_TRANSLATE_NOOP("CodeText", "accepted")},
    {"DECLINED", QT_TRANSLATE_NOOP("CodeText", "declined")},
    {"REACHED", QT_TRANSLATE_NOOP("CodeText", "reached")},
    // Pictures and papers
    {"tongue_top", QT_TRANSLATE_NOOP("CodeText", "tongue, upper side")},
    {"tongue_under", QT_TRANSLATE_NOOP("CodeText", "tongue, under side")},
    {"face", QT_TRANSLATE_NOOP("CodeText", "face")},
    {"document", QT_TRANSLATE_NOOP("CodeText", "document")},
    {"voice", QT_TRANSLATE_NOOP("CodeText", "voice")},
    // Fields of an invitation
    {"reason", QT_TRANSLATE_NOOP("CodeText", "reason")},
    {"purpose", QT_TRANSLATE_NOOP("CodeText", "purpose")},
    {"windows", QT_TRANSLATE_NOOP("CodeText", "proposed times")},
    {"abstract", QT_TRANSLATE_NOOP("CodeText", "record abstract")},
    {"specialty", QT_TRANSLATE_NOOP("CodeText", "specialty wanted")},
    {"titleLevel", QT_TRANSLATE_NOOP("CodeText", "title wanted")},
    {"qualification", QT_TRANSLATE_NOOP("CodeText", "qualification wanted")},
    // Sections of an agreement
    {"conditions", QT_TRANSLATE_NOOP("CodeText", "conditions")},
    {"content", QT_TRANSLATE_NOOP("CodeText", "content")},
    {"process", QT_TRANSLATE_NOOP("CodeText", "process")},
    {"duties", QT_TRANSLATE_NOOP("CodeText", "responsibilities, rights and obligations")},
    {"risk", QT_TRANSLATE_NOOP("CodeText", "risk of medical damage")},
    {"liability", QT_TRANSLATE_NOOP("CodeText", "sharing of liability")},
    // Sections of a report
    {"parties", QT_TRANSLATE_NOOP("CodeText", "parties")},
    {"dates", QT_TRANSLATE_NOOP("CodeText", "dates")},
    {"participants", QT_TRANSLATE_NOOP("CodeText", "participants")},
    {"data", QT_TRANSLATE_NOOP("CodeText", "data relied on")},
    {"findings", QT_TRANSLATE_NOOP("CodeText", "findings of both sides")},
    {"analysis", QT_TRANSLATE_NOOP("CodeText", "analysis")},
    {"disease", QT_TRANSLATE_NOOP("CodeText", "disease")},
    {"pattern", QT_TRANSLATE_NOOP("CodeText", "pattern")},
    {"principle", QT_TRANSLATE_NOOP("CodeText", "treatment principle")},
    {"advice", QT_TRANSLATE_NOOP("CodeText", "advice")},
    {"cautions", QT_TRANSLATE_NOOP("CodeText", "cautions")},
    {"limits", QT_TRANSLATE_NOOP("CodeText", "limits of the remote examination")},
    {"evidence", QT_TRANSLATE_NOOP("CodeText", "evidence")},
    {"differences", QT_TRANSLATE_NOOP("CodeText", "differences between the findings")},
    {"plan", QT_TRANSLATE_NOOP("CodeText", "plan")},
    {"adoption", QT_TRANSLATE_NOOP("CodeText", "how far the opinion is followed")},
    {"informed", QT_TRANSLATE_NOOP("CodeText", "who was informed")},
    // Checks before a session
    {"picture", QT_TRANSLATE_NOOP("CodeText", "picture")},
    {"sound", QT_TRANSLATE_NOOP("CodeText", "sound")},
    {"instrument", QT_TRANSLATE_NOOP("CodeText", "instrument")},
    {"interpreter", QT_TRANSLATE_NOOP("CodeText", "interpreter")},
    {"privacy", QT_TRANSLATE_NOOP("CodeText", "privacy of both rooms")},
    {"network", QT_TRANSLATE_NOOP("CodeText", "network to the partner")},
    {"power", QT_TRANSLATE_NOOP("CodeText", "power, with a reserve")},
    {"backup", QT_TRANSLATE_NOOP("CodeText", "second way to talk")},
    {"identity", QT_TRANSLATE_NOOP("CodeText", "identity")},
    // Releases, retention
    {"release.share", QT_TRANSLATE_NOOP("CodeText", "shared")},
    {"release.epoch", QT_TRANSLATE_NOOP("CodeText", "new key")},
    {"release.export", QT_TRANSLATE_NOOP("CodeText", "exported")},
    {"release.print", QT_TRANSLATE_NOOP("CodeText", "printed")},
    {"release.transfer", QT_TRANSLATE_NOOP("CodeText", "carried")},
    {"archive", QT_TRANSLATE_NOOP("CodeText", "whole archive")},
    {"case", QT_TRANSLATE_NOOP("CodeText", "whole case")},
    {"originals", QT_TRANSLATE_NOOP("CodeText", "images and documents")},
    {"recording", QT_TRANSLATE_NOOP("CodeText", "recording of the session")},
    {"notes", QT_TRANSLATE_NOOP("CodeText", "notes")},
    {"pulse", QT_TRANSLATE_NOOP("CodeText", "pulse recordings")},
    {"ARCHIVE", QT_TRANSLATE_NOOP("CodeText", "kept in the archive, not used")},
    {"RESTRICTED", QT_TRANSLATE_NOOP("CodeText", "kept, access restricted")},
    {"DESTROYED", QT_TRANSLATE_NOOP("CodeText", "destroyed")},
    {"OUTPATIENT", QT_TRANSLATE_NOOP("CodeText", "outpatient record")},
    {"INPATIENT", QT_TRANSLATE_NOOP("CodeText", "inpatient record")},
    {"consent", QT_TRANSLATE_NOOP("CodeText", "consent")},
    {"agreement", QT_TRANSLATE_NOOP("CodeText", "agreement")},
    {"physician", QT_TRANSLATE_NOOP("CodeText", "invited physician")},
    {"time", QT_TRANSLATE_NOOP("CodeText", "time")},
    {"check_in", QT_TRANSLATE_NOOP("CodeText", "check-in")},
    {"accompanying", QT_TRANSLATE_NOOP("CodeText", "accompanying physician")},
    // Type and mode of service
    {"CONSULTATION", QT_TRANSLATE_NOOP("CodeText", "consultation")},
    {"DIAGNOSIS", QT_TRANSLATE_NOOP("CodeText", "diagnosis")},
    {"GUIDANCE", QT_TRANSLATE_NOOP("CodeText", "guidance")},
    {"ONLINE", QT_TRANSLATE_NOOP("CodeText", "live")},
    {"OFFLINE", QT_TRANSLATE_NOOP("CodeText", "by records only")},
    // Identity
    {"PASSPORT", QT_TRANSLATE_NOOP("CodeText", "passport")},
    {"ID_CARD", QT_TRANSLATE_NOOP("CodeText", "identity card")},
    {"OTHER", QT_TRANSLATE_NOOP("CodeText", "other")},
    {"SIGHT", QT_TRANSLATE_NOOP("CodeText", "seen")},
    {"READER", QT_TRANSLATE_NOOP("CodeText", "read by a device")},
    {"SYSTEM", QT_TRANSLATE_NOOP("CodeText", "checked in a register")},
    {"name", QT_TRANSLATE_NOOP("CodeText", "name")},
    {"birth", QT_TRANSLATE_NOOP("CodeText", "date of birth")},
    {"sex", QT_TRANSLATE_NOOP("CodeText", "sex")},
    {"country", QT_TRANSLATE_NOOP("CodeText", "country")},
    {"language", QT_TRANSLATE_NOOP("CodeText", "language")},
    {"number", QT_TRANSLATE_NOOP("CodeText", "number")},
    {"case_code", QT_TRANSLATE_NOOP("CodeText", "case code")},
    // Titles
    {"RESIDENT", QT_TRANSLATE_NOOP("CodeText", "resident physician")},
    {"ATTENDING", QT_TRANSLATE_NOOP("CodeText", "attending physician")},
    {"ASSOCIATE_CHIEF", QT_TRANSLATE_NOOP("CodeText", "associate chief physician")},
    {"CHIEF", QT_TRANSLATE_NOOP("CodeText", "chief physician")},
    // Reasons to decline
    {"NO_CAPACITY", QT_TRANSLATE_NOOP("CodeText", "no capacity")},
    {"NO_SPECIALTY", QT_TRANSLATE_NOOP("CodeText", "specialty not offered")},
    {"NOT_SUITABLE_REMOTE", QT_TRANSLATE_NOOP("CodeText", "not suitable for remote service")},
    {"DATA_INSUFFICIENT", QT_TRANSLATE_NOOP("CodeText", "data insufficient")},
    {"LEGAL", QT_TRANSLATE_NOOP("CodeText", "legal reason")},
    {"CONFLICT", QT_TRANSLATE_NOOP("CodeText", "conflict of interest")},
    // What consent explains
    {"SERVICE", QT_TRANSLATE_NOOP("CodeText", "service")},
    {"FEES", QT_TRANSLATE_NOOP("CodeText", "fees")},
    {"PROCESS", QT_TRANSLATE_NOOP("CodeText", "process")},
    {"RISKS", QT_TRANSLATE_NOOP("CodeText", "risks")},
    {"ALTERNATIVES", QT_TRANSLATE_NOOP("CodeText", "alternatives")},
    {"DATA", QT_TRANSLATE_NOOP("CodeText", "use of data")},
    {"RECORDING", QT_TRANSLATE_NOOP("CodeText", "recording")},
    {"LIABILITY", QT_TRANSLATE_NOOP("CodeText", "liability")},
    // How far the opinion is followed
    {"FULL", QT_TRANSLATE_NOOP("CodeText", "followed in full")},
    {"PARTIAL", QT_TRANSLATE_NOOP("CodeText", "followed in part")},
    {"NONE", QT_TRANSLATE_NOOP("CodeText", "not followed")},
    // Fees
    {"VOUCHER", QT_TRANSLATE_NOOP("CodeText", "payment voucher")},
    {"CARRIED_FORWARD", QT_TRANSLATE_NOOP("CodeText", "carried forward")},
    // Allergies and the like
    {"allergies", QT_TRANSLATE_NOOP("CodeText", "allergies")},
    {"medicines", QT_TRANSLATE_NOOP("CodeText", "current medicines")},
    {"pregnancy", QT_TRANSLATE_NOOP("CodeText", "pregnancy")},
    {"complaint", QT_TRANSLATE_NOOP("CodeText", "chief complaint")},
};

} // namespace

std::span<const Sentence> codeWords()
{
    return codeRows;
}

} // namespace sizhen
