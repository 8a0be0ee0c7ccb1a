// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/documents/renderer.h"

#include <QCborArray>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

namespace sizhen {

// The data of a paper as tests/data/documents/<id>.json holds it.
inline QCborMap sampleData(const QString &id)
{
    QFile file(QStringLiteral(TEST_DATA_DIR "/documents/") + id + QStringLiteral(".json"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no sample data");
    return QCborMap::fromJsonObject(QJsonDocument::fromJson(file.readAll()).object());
}

inline QDateTime sampleTime()
{
    return {QDate(2026, 11, 24), QTime(14, 20), Qt::UTC};
}

inline Result<QByteArray> sampleReport()
{
    const auto spec = loadDocument(QStringLiteral("report"));
    if (!spec)
        return tl::unexpected(spec.error());
    return renderPdf(*spec, sampleData(QStringLiteral("report")), sampleTime());
}

} // namespace sizhen
