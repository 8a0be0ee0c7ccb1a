// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/searchtokenizer.h"

#include "core/store/searchcut.h"

#include <sqlite3.h>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr auto tokenizerName = "sizhen"; // stands in the schema on disk

fts5_api *apiOf(sqlite3 *connection)
{
    fts5_api *api = nullptr;
    sqlite3_stmt *statement = nullptr;
    if (sqlite3_prepare_v2(connection, "SELECT fts5(?1)", -1, &statement, nullptr) == SQLITE_OK) {
        sqlite3_bind_pointer(statement, 1, static_cast<void *>(&api), "fts5_api_ptr", nullptr);
        sqlite3_step(statement);
    }
    sqlite3_finalize(statement);
    return api;
}

int tokenize(Fts5Tokenizer *, void *context, int flags, const char *text, int size,
             int (*token)(void *, int, const char *, int, int, int))
{
    const auto purpose = flags & FTS5_TOKENIZE_QUERY ? searchcut::For::Query : searchcut::For::Text;
    return searchcut::cut(QByteArrayView(text, size), purpose, [&](const searchcut::Token &found) {
        return token(context, found.samePlace ? FTS5_TOKEN_COLOCATED : 0, found.text.data(), int(found.text.size()),
                     found.from, found.to);
    });
}

int create(void *, const char **, int, Fts5Tokenizer **made)
{
    static int one = 0; // it has no state, but null would mean failure
    *made = reinterpret_cast<Fts5Tokenizer *>(&one);
    return SQLITE_OK;
}

void destroy(Fts5Tokenizer *) { }

} // namespace

Result<> addSearchTokenizer(sqlite3 *connection)
{
    auto *api = apiOf(connection);
    if (!api)
        return fail(Fault::Unsupported, u"sqlite: no FTS5"_s);
    fts5_tokenizer ours{create, destroy, tokenize};
    if (api->xCreateTokenizer(api, tokenizerName, nullptr, &ours, nullptr) != SQLITE_OK)
        return fail(Fault::Unsupported, u"sqlite: our tokenizer is refused"_s);
    return {};
}

bool hasFullText(sqlite3 *connection)
{
    return apiOf(connection) != nullptr;
}

bool hasSearchTokenizer(sqlite3 *connection)
{
    auto *api = apiOf(connection);
    void *data = nullptr;
    fts5_tokenizer found{};
    return api && api->xFindTokenizer(api, tokenizerName, &data, &found) == SQLITE_OK && found.xTokenize == tokenize;
}

} // namespace sizhen
