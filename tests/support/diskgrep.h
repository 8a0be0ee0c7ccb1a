// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayMatcher>
#include <QDirIterator>
#include <QFile>
#include <QStringEncoder>
#include <QStringList>

namespace sizhen::test {

// What of the demo's patient must never lie readable on a disk: name, document number, complaint; UTF-8 and UTF-16.
inline QList<QByteArray> patientWords()
{
    QList<QByteArray> words;
    for (const auto &text : {QStringLiteral("Példa Fiktív Anna"), QStringLiteral("FIKTIV-000042"),
                             QStringLiteral("失眠伴心悸食少"), QStringLiteral("Insomnia with palpitations")}) {
        words.append(text.toUtf8());
        words.append(QStringEncoder(QStringConverter::Utf16LE)(text));
        words.append(QStringEncoder(QStringConverter::Utf16BE)(text));
    }
    return words;
}

inline int patientWordCount()
{
    return int(patientWords().size());
}

// One file for each spelling: proof that the search finds what it looks for.
inline void writePatientWords(const QString &folder)
{
    int number = 0;
    for (const auto &word : patientWords()) {
        QFile file(folder + QStringLiteral("/%1.bin").arg(number++));
        if (file.open(QIODevice::WriteOnly))
            file.write("before " + word + " after");
    }
}

// "file: word n" for every spelling met in a file below `folders`.
inline QStringList patientWordsBelow(const QStringList &folders)
{
    QStringList found;
    const auto words = patientWords();
    for (const auto &folder : folders) {
        QDirIterator it(folder, QDir::Files | QDir::Hidden | QDir::NoSymLinks, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            const auto path = it.next();
            QFile file(path);
            if (!file.open(QIODevice::ReadOnly))
                continue;
            const auto bytes = file.readAll();
            for (qsizetype i = 0; i < words.size(); ++i)
                if (bytes.contains(words[i]))
                    found.append(QStringLiteral("%1: word %2").arg(path).arg(i));
        }
    }
    return found;
}

} // namespace sizhen::test
