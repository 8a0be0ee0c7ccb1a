// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cbor.h"
#include "core/consult/papers.h"
#include "core/documents/documentdata.h"
#include "core/documents/renderer.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

namespace sizhen {

inline QString at(const PaperJob &job, const QString &path, const QString &language = QStringLiteral("en"))
{
    return DocumentData(job.spec, job.data).text(path).in(language);
}

inline QString allText(const PaperJob &job)
{
    return QString::fromUtf8(cbor::encode(job.data));
}

// Rendered twice it is the same bytes, and a search finds the words.
inline void shouldRead(const PaperJob &job, const QStringList &words)
{
    const auto pdf = renderPdf(job.spec, job.data, job.created, job.dataSha256);
    QVERIFY2(pdf, qPrintable(pdf ? QString() : pdf.error().detail + pdf.error().message));
    QCOMPARE(*renderPdf(job.spec, job.data, job.created, job.dataSha256), *pdf);
    if (QStandardPaths::findExecutable(QStringLiteral("pdftotext")).isEmpty())
        return;
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("paper.pdf")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(*pdf);
    file.close();
    if (const auto keep = qEnvironmentVariable("SIZHEN_KEEP_PAPERS"); !keep.isEmpty())
        QFile::copy(file.fileName(), keep + QLatin1Char('/') + job.spec.id + QStringLiteral(".pdf"));
    QProcess process;
    process.start(QStringLiteral("pdftotext"), {QStringLiteral("-layout"), file.fileName(), QStringLiteral("-")});
    QVERIFY(process.waitForFinished(30'000));
    const auto text = QString::fromUtf8(process.readAllStandardOutput());
    QVERIFY(!text.contains(QLatin1Char('{')));
    for (const auto &word : words)
        QVERIFY2(text.contains(word), qPrintable(word));
}

} // namespace sizhen
