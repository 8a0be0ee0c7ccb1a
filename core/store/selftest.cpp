// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/selftest.h"

#include "core/crypto/pagecipher.h"
#include "core/crypto/primitives.h"
#include "core/store/pageseal.h"
#include "core/store/searchtokenizer.h"

#include <sqlite3.h>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// The versions whose ways of reading and writing our VFS was tried with. A newer one may be as good, but that is for
// the tests to say, not for a clinic's records.
constexpr int oldestKnown = 3'040'000;
constexpr int newestKnown = 3'053'999;

// The first column of the first row, as text.
Result<QByteArray> ask(sqlite3 *connection, const char *sql)
{
    sqlite3_stmt *statement = nullptr;
    int code = sqlite3_prepare_v2(connection, sql, -1, &statement, nullptr);
    QByteArray answer;
    if (code == SQLITE_OK && (code = sqlite3_step(statement)) == SQLITE_ROW)
        answer = QByteArray(reinterpret_cast<const char *>(sqlite3_column_text(statement, 0)));
    sqlite3_finalize(statement);
    if (code != SQLITE_ROW)
        return fail(Fault::Io, u"self-test: sqlite %1"_s.arg(code));
    return answer;
}

Result<int> askNumber(sqlite3 *connection, const char *sql)
{
    const auto answer = ask(connection, sql);
    return answer ? Result<int>(answer->toInt()) : tl::unexpected(answer.error());
}

bool cipherAgrees()
{
    const auto key = SecretBytes::random(keySize);
    const QByteArray plain("the same bytes from both libraries");
    const QByteArray associated("self-test");
    const auto bytes = [](const QByteArray &of) {
        return PageCipher::Bytes(reinterpret_cast<const unsigned char *>(of.constData()), std::size_t(of.size()));
    };
    QByteArray sealed(plain.size(), '\0');
    QByteArray trailer(qsizetype(PageCipher::trailerSize), '\0');
    if (!PageCipher(key).seal(bytes(plain), reinterpret_cast<unsigned char *>(sealed.data()),
                              reinterpret_cast<unsigned char *>(trailer.data()), bytes(associated)))
        return false;
    const auto nonce = qsizetype(PageCipher::nonceSize);
    const auto opened = unseal(key, trailer.first(nonce) + sealed + trailer.sliced(nonce), associated);
    return opened && *opened == plain;
}

QString versionText(int version)
{
    return u"%1.%2.%3"_s.arg(version / 1'000'000).arg(version / 1'000 % 1'000).arg(version % 1'000);
}

} // namespace

Result<StoreFacts> storeFacts(sqlite3 *connection, const QByteArray &ourVfs)
{
    StoreFacts facts;
    facts.builtFor = SQLITE_SOURCE_ID;
    facts.running = sqlite3_sourceid();
    facts.version = sqlite3_libversion_number();
    facts.threadSafe = sqlite3_threadsafe() != 0;
    facts.fullText = hasFullText(connection);
    facts.tokenizer = hasSearchTokenizer(connection);
    facts.ourVfs = ourVfs;
    char *name = nullptr;
    sqlite3_file_control(connection, nullptr, SQLITE_FCNTL_VFSNAME, &name);
    facts.vfs = QByteArray(name);
    sqlite3_free(name);
    facts.tempAlwaysFile = sqlite3_compileoption_used("TEMP_STORE=0") != 0;
    facts.reserve = -1; // asks without setting
    sqlite3_file_control(connection, nullptr, SQLITE_FCNTL_RESERVE_BYTES, &facts.reserve);
    const auto journal = ask(connection, "PRAGMA journal_mode");
    if (!journal)
        return tl::unexpected(journal.error());
    facts.journal = *journal;
    for (const auto &[into, sql] : {std::pair{&facts.tempStore, "PRAGMA temp_store"},
                                    {&facts.secureDelete, "PRAGMA secure_delete"},
                                    {&facts.pageSize, "PRAGMA page_size"},
                                    {&facts.synchronous, "PRAGMA synchronous"}}) {
        const auto answer = askNumber(connection, sql);
        if (!answer)
            return tl::unexpected(answer.error());
        *into = *answer;
    }
    // No row at all: the file cannot be mapped, which is what we want.
    if (const auto mapped = ask(connection, "PRAGMA mmap_size"))
        facts.mapped = mapped->toLongLong();
    facts.cipherAgrees = cipherAgrees();
    return facts;
}

QList<SelfTestItem> judge(const StoreFacts &facts)
{
    constexpr int memory = 2;
    constexpr int full = 2;
    const auto text = [](const QByteArray &bytes) { return QString::fromUtf8(bytes); };
    return {
        {u"source"_s, facts.builtFor == facts.running && !facts.running.isEmpty(), text(facts.running.left(19))},
        {u"version"_s, facts.version >= oldestKnown && facts.version <= newestKnown, versionText(facts.version)},
        {u"threads"_s, facts.threadSafe, {}},
        {u"fulltext"_s, facts.fullText, {}},
        {u"tokenizer"_s, facts.tokenizer, {}},
        {u"vfs"_s, facts.vfs == facts.ourVfs && !facts.vfs.isEmpty(), text(facts.vfs)},
        {u"temp"_s, facts.tempStore == memory && !facts.tempAlwaysFile, {}},
        {u"erase"_s, facts.secureDelete == 1, {}},
        {u"pages"_s, facts.pageSize == sealing::pageSize && facts.reserve == sealing::reserve,
         u"%1 + %2"_s.arg(facts.pageSize - facts.reserve).arg(facts.reserve)},
        {u"journal"_s, facts.journal == "wal" && facts.synchronous >= full && facts.mapped == 0, text(facts.journal)},
        {u"cipher"_s, facts.cipherAgrees, {}},
    };
}

Result<> refuseUnlessGood(const QList<SelfTestItem> &items)
{
    for (const auto &item : items)
        if (!item.good)
            return tl::unexpected(Error{Fault::Unsupported, u"self-test: "_s + item.id, u"SEC-08"_s,
                                        u"selftest."_s + item.id, {{u"found"_s, item.found}}});
    return {};
}

} // namespace sizhen
