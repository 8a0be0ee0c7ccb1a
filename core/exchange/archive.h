// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/desk.h"

namespace sizhen {

struct ArchiveFile {
    QString path; // inside the archive, '/' between folders
    QByteArray bytes;
};

// A case as files that outlive this program (ARC-01): manifest.json exactly as its hash is confirmed, acts.json (every
// applied event in order), originals/<role>-<first 12 hex of SHA-256>.<ending>. Plaintext: whoever asks for it takes it
// out of the sealed store. NotFound when an original has not arrived yet.
[[nodiscard]] Result<QList<ArchiveFile>> archiveOf(Desk &desk, const QByteArray &caseId);

} // namespace sizhen
