// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/systemstation.h"

#include <QCryptographicHash>
#include <QDirIterator>
#include <QMap>
#include <QTest>

namespace sizhen::test {

// What a refused command said: plain in both languages, and as JSON.
struct Refusal {
    QString en;
    QString zh;
    QJsonObject error; // of --lang en --json
    QList<int> codes;
};

inline QJsonObject lastJson(const QByteArray &out)
{
    return QJsonDocument::fromJson(out.trimmed().split('\n').last()).object();
}

// `pauseMs`: between the tries, where a wrong one makes the next wait.
inline Refusal refusalOf(const QStringList &arguments, int pauseMs = 0)
{
    const auto ctl = program(QStringLiteral("sizhenctl"));
    const auto said = [&](const char *language, bool json) {
        QStringList all{QStringLiteral("--lang"), QString::fromLatin1(language)};
        if (json)
            all.append(QStringLiteral("--json"));
        return runProgram(ctl, all + arguments);
    };
    const auto en = said("en", false);
    QTest::qSleep(pauseMs);
    const auto zh = said("zh", false);
    QTest::qSleep(pauseMs);
    const auto json = said("en", true);
    return {QString::fromUtf8(en.err),
            QString::fromUtf8(zh.err),
            lastJson(json.out).value(QStringLiteral("error")).toObject(),
            {en.code, zh.code, json.code}};
}

// Empty when the refusal is as it should be; else what is wrong with it.
inline QString wrongWith(const Refusal &said, int code, const QString &en, const QString &zh, const QString &rule = {})
{
    QStringList wrong;
    if (said.codes != QList<int>{code, code, code})
        wrong.append(QStringLiteral("exit %1").arg(said.codes.value(0)));
    if (!said.en.contains(en))
        wrong.append(QStringLiteral("en: ") + said.en);
    if (!said.zh.contains(zh))
        wrong.append(QStringLiteral("zh: ") + said.zh);
    if (!said.error.value(QStringLiteral("text")).toString().contains(en))
        wrong.append(QStringLiteral("json: ") + QString::fromUtf8(QJsonDocument(said.error).toJson()));
    if (said.error.value(QStringLiteral("fault")).toString().isEmpty())
        wrong.append(QStringLiteral("json names no fault"));
    if (!rule.isEmpty() && (!said.en.contains(rule) || !said.zh.contains(rule)))
        wrong.append(QStringLiteral("the rule is not named: ") + said.en);
    if (said.error.value(QStringLiteral("rule")).toString() != rule)
        wrong.append(QStringLiteral("json rule: ") + said.error.value(QStringLiteral("rule")).toString());
    return wrong.join(u'\n');
}

inline QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline bool putContent(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

inline void turnOneBit(const QString &path, qint64 place)
{
    auto bytes = contentOf(path);
    QVERIFY2(place < bytes.size(), qPrintable(path));
    bytes[place] = char(bytes.at(place) ^ 4);
    QVERIFY(putContent(path, bytes));
}

inline void copyFolder(const QString &from, const QString &to)
{
    QDir(to).removeRecursively();
    QDirIterator files(from, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const auto path = files.next();
        const auto target = to + path.sliced(from.size());
        QVERIFY(QDir().mkpath(QFileInfo(target).path()));
        QVERIFY(QFile::copy(path, target));
    }
}

inline QMap<QString, QByteArray> hashesBelow(const QString &folder)
{
    QMap<QString, QByteArray> hashes;
    QDirIterator files(folder, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const auto path = files.next();
        hashes.insert(path, QCryptographicHash::hash(contentOf(path), QCryptographicHash::Sha256));
    }
    return hashes;
}

} // namespace sizhen::test
