// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/postgreslink.h"

#include <QElapsedTimer>
#include <QtEndian>

#include <libpq-fe.h>

#include <array>
#include <utility>
#include <vector>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr quint32 byteaType = 17;
constexpr quint32 bigintType = 20;
constexpr quint32 textType = 25;

template <typename T>
void put(QByteArray &out, T value)
{
    const auto big = qToBigEndian(value);
    out.append(reinterpret_cast<const char *>(&big), sizeof big);
}

// One dimension, no nulls, counted from 1.
QByteArray arrayHead(quint32 type, qsizetype count, qsizetype bytes)
{
    QByteArray out;
    out.reserve(20 + bytes);
    for (const quint32 word : {quint32(count > 0 ? 1 : 0), 0U, type})
        put(out, word);
    if (count > 0) {
        put(out, quint32(count));
        put(out, quint32(1));
    }
    return out;
}

QByteArray arrayOf(quint32 type, const QByteArrayList &values)
{
    qsizetype bytes = 0;
    for (const auto &value : values)
        bytes += 4 + value.size();
    auto out = arrayHead(type, values.size(), bytes);
    for (const auto &value : values) {
        put(out, quint32(value.size()));
        out += value;
    }
    return out;
}

} // namespace

QByteArray pgbinary::number(qint64 value)
{
    QByteArray out;
    put(out, value);
    return out;
}

QByteArray pgbinary::array(const QByteArrayList &values)
{
    return arrayOf(byteaType, values);
}

QByteArray pgbinary::texts(const QByteArrayList &values)
{
    return arrayOf(textType, values);
}

QByteArray pgbinary::array(const QList<qint64> &values)
{
    constexpr qsizetype each = 12;
    auto out = arrayHead(bigintType, values.size(), values.size() * each);
    for (const auto value : values) {
        put(out, quint32(sizeof value));
        put(out, value);
    }
    return out;
}

PostgresRows::PostgresRows(PGresult *result)
    : m_result(result, PQclear)
{
}

int PostgresRows::count() const
{
    return PQntuples(m_result.get());
}

qint64 PostgresRows::number(int row, int column) const
{
    const auto isBigint = PQgetlength(m_result.get(), row, column) == int(sizeof(qint64));
    return isBigint ? qFromBigEndian<qint64>(PQgetvalue(m_result.get(), row, column)) : 0;
}

QByteArray PostgresRows::bytes(int row, int column) const
{
    return {PQgetvalue(m_result.get(), row, column), PQgetlength(m_result.get(), row, column)};
}

PostgresLink::PostgresLink(QString url, QByteArray setup)
    : m_url(std::move(url))
    , m_setup(std::move(setup))
    , m_connection(nullptr, PQfinish)
{
}

PostgresLink::~PostgresLink()
{
    close();
}

void PostgresLink::close()
{
    for (auto *notifier : {&m_readable, &m_writable})
        if (*notifier) {
            (*notifier)->setEnabled(false);
            notifier->release()->deleteLater(); // it may be its signal that brought us here
        }
    m_prepared.clear();
    m_connection.reset();
}

// The server's sentence may hold what was sent, so the log gets the code alone.
tl::unexpected<Error> PostgresLink::broken(const QString &doing, PGresult *result)
{
    const auto *code = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
    const auto state = code ? QString::fromLatin1(code) : u"none"_s;
    const auto error = fail(state == u"53100"_s ? Fault::NoSpace : Fault::Io,
                            u"hub: %1 failed, database code %2"_s.arg(doing, state));
    if (!code || !m_connection || PQstatus(m_connection.get()) != CONNECTION_OK)
        close();
    return error;
}

Result<> PostgresLink::open()
{
    if (m_connection && PQstatus(m_connection.get()) == CONNECTION_OK)
        return {};
    if (!m_pause.hasExpired())
        return fail(Fault::Io, u"hub: the database is away"_s);
    constexpr qint64 shortest = 50;
    close();
    QElapsedTimer watch;
    watch.start();
    const auto dialled = dial();
    if (!dialled)
        m_pause.setRemainingTime(qMax(shortest, 4 * watch.elapsed()));
    return dialled;
}

Result<> PostgresLink::dial()
{
    const auto url = m_url.toUtf8();
    const std::array<const char *, 7> names{"connect_timeout", "keepalives_idle", "keepalives_interval", "keepalives_count",
                                            "client_encoding", "dbname",          nullptr};
    const std::array<const char *, 7> values{"5", "30", "10", "3", "UTF8", url.constData(), nullptr};
    m_connection.reset(PQconnectdbParams(names.data(), values.data(), 1));
    if (PQstatus(m_connection.get()) != CONNECTION_OK)
        return broken(u"open"_s);
    const PostgresRows said(PQexec(m_connection.get(), m_setup.constData()));
    if (PQstatus(m_connection.get()) != CONNECTION_OK || PQsetnonblocking(m_connection.get(), 1) != 0)
        return broken(u"set"_s);
    const auto socket = PQsocket(m_connection.get());
    m_readable = std::make_unique<QSocketNotifier>(socket, QSocketNotifier::Read);
    m_writable = std::make_unique<QSocketNotifier>(socket, QSocketNotifier::Write);
    m_writable->setEnabled(false);
    connect(m_readable.get(), &QSocketNotifier::activated, this, &PostgresLink::pull);
    connect(m_writable.get(), &QSocketNotifier::activated, this, &PostgresLink::push);
    return {};
}

Result<> PostgresLink::prepare(const char *statement)
{
    if (m_prepared.contains(statement))
        return {};
    const auto name = "s" + QByteArray::number(m_prepared.size());
    auto *answer = PQprepare(m_connection.get(), name.constData(), statement, 0, nullptr);
    const PostgresRows kept(answer);
    if (PQresultStatus(answer) != PGRES_COMMAND_OK)
        return broken(u"prepare"_s, answer);
    m_prepared.insert(statement, name);
    return {};
}

void PostgresLink::run(const char *statement, const QByteArrayList &parameters, Done done)
{
    Q_ASSERT(!isBusy());
    if (const auto ready = open().and_then([&] { return prepare(statement); }); !ready)
        return done(tl::unexpected(ready.error()));
    std::vector<const char *> values;
    std::vector<int> lengths;
    for (const auto &parameter : parameters) {
        values.push_back(parameter.constData());
        lengths.push_back(int(parameter.size()));
    }
    const std::vector<int> inBinary(values.size(), 1);
    if (PQsendQueryPrepared(m_connection.get(), m_prepared.value(statement).constData(), int(values.size()), values.data(),
                            lengths.data(), inBinary.data(), 1)
        != 1)
        return done(broken(u"send"_s));
    m_rows.reset();
    m_done = std::move(done);
    push();
}

// The server may want to be read before it reads on.
void PostgresLink::push()
{
    const auto left = PQflush(m_connection.get());
    m_writable->setEnabled(left > 0);
    if (left < 0)
        answer(broken(u"send"_s));
}

void PostgresLink::pull()
{
    if (PQconsumeInput(m_connection.get()) != 1) {
        auto lost = broken(u"read"_s);
        return isBusy() ? answer(lost) : close();
    }
    while (auto *notice = m_connection ? PQnotifies(m_connection.get()) : nullptr) {
        const QByteArray channel(notice->relname);
        const QByteArray payload(notice->extra);
        PQfreemem(notice);
        Q_EMIT notified(channel, payload);
    }
    if (!m_connection)
        return;
    if (m_writable->isEnabled())
        push();
    while (isBusy() && m_connection && PQisBusy(m_connection.get()) == 0)
        take();
}

// The next result; none: that was all.
void PostgresLink::take()
{
    auto *result = m_connection ? PQgetResult(m_connection.get()) : nullptr;
    if (!result)
        return answer(m_rows ? *std::exchange(m_rows, {}) : broken(u"read"_s));
    PostgresRows rows(result);
    const auto status = PQresultStatus(result);
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
        m_rows = std::move(rows);
    else
        m_rows = broken(u"statement"_s, result);
    if (!m_connection)
        answer(*std::exchange(m_rows, {}));
}

void PostgresLink::answer(const Result<PostgresRows> &rows)
{
    m_rows.reset();
    if (const auto done = std::exchange(m_done, {}))
        done(rows);
}

void PostgresLink::finish()
{
    while (isBusy())
        take();
}

} // namespace sizhen
