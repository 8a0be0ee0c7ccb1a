// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/crypto/secretbytes.h"

#include <QFile>
#include <QList>
#include <memory>

namespace sizhen {

// A spool (sealedspool.h) of any length, read where one wants: only what is asked for is opened. What grows meanwhile
// is not seen.
class SpoolReader
{
public:
    // Fault::Corrupt when it is none; NotFound; Io.
    [[nodiscard]] static Result<std::unique_ptr<SpoolReader>> open(const QString &path, SecretBytes key);

    [[nodiscard]] qsizetype count() const { return m_places.size(); } // whole records

    [[nodiscard]] qsizetype sizeOf(qsizetype record) const; // bytes that record() gives

    // Fault::Corrupt: a bit is not as it was written, or the key is another one.
    [[nodiscard]] Result<QByteArray> record(qsizetype number);

    // Something follows that is no whole record: it was being written, or the file was cut.
    [[nodiscard]] bool isCut() const { return m_wholeBytes < m_fileBytes; }

    [[nodiscard]] qint64 wholeBytes() const { return m_wholeBytes; } // of the file, up to the last whole record

    // SHA-256 of the first so many bytes of the file as they lie on the disk.
    [[nodiscard]] Result<QByteArray> sha256OfFirst(qint64 bytes);

private:
    struct Place {
        qint64 at = 0;
        quint32 length = 0;
    };

    SpoolReader(const QString &path, SecretBytes key);
    [[nodiscard]] Result<> index();

    QFile m_file;
    SecretBytes m_key;
    QList<Place> m_places;
    qint64 m_wholeBytes = 0;
    qint64 m_fileBytes = 0;
};

} // namespace sizhen
