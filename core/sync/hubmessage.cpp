// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/hubmessage.h"

#include <QtEndian>

#include <algorithm>
#include <limits>

using namespace Qt::Literals::StringLiterals;

namespace sizhen::hubwire {
namespace {

// Key 0 of every message.
enum class Type {
    Hello = 1,
    Challenge,
    Login,
    Welcome,
    Put,
    Stored,
    Refused,
    Deliver,
    Gone,
    Problem,
    PeerLogin,
    Forward
};

// Flat CBOR by hand: a hub reads and writes tens of thousands of these a second, and a tree of values would cost more
// than storing them.
class Writer
{
public:
    Writer(Type type, int fields, qsizetype size = 64)
    {
        m_out.reserve(size + 32);
        head(5, quint64(fields) + 1);
        m_key = 0;
        put(qint64(type));
    }

    void put(qint64 number)
    {
        key();
        integer(number);
    }

    void put(bool value)
    {
        key();
        m_out.append(value ? '\xf5' : '\xf4');
    }

    void put(const QByteArray &bytes)
    {
        key();
        head(2, quint64(bytes.size()));
        m_out.append(bytes);
    }

    void put(const QString &text)
    {
        key();
        const auto utf8 = text.toUtf8();
        head(3, quint64(utf8.size()));
        m_out.append(utf8);
    }

    template <typename T>
    void put(const QList<T> &numbers)
    {
        key();
        head(4, quint64(numbers.size()));
        for (const auto number : numbers)
            integer(number);
    }

    [[nodiscard]] QByteArray take() { return std::move(m_out); }

private:
    void key() { head(0, quint64(m_key++)); }
    void integer(qint64 number) { number < 0 ? head(1, quint64(-1 - number)) : head(0, quint64(number)); }

    void head(int major, quint64 value)
    {
        const auto first = char(major << 5);
        char big[8];
        qToBigEndian(value, big);
        const auto size = value < 24 ? 0 : value < 0x100 ? 1 : value < 0x10000 ? 2 : value < 0x100000000 ? 4 : 8;
        if (size == 0) {
            m_out.append(char(first | char(value)));
            return;
        }
        m_out.append(char(first | char(size == 1 ? 24 : size == 2 ? 25 : size == 4 ? 26 : 27)));
        m_out.append(big + 8 - size, size);
    }

    QByteArray m_out;
    int m_key = 0;
};

// Takes the fields in order and remembers whether anything was wrong, so that each message below reads as a list.
class Reader
{
public:
    explicit Reader(const QByteArray &bytes)
        : m_bytes(bytes)
    {
        m_fields = qint64(head(5));
        m_type = number(1, std::numeric_limits<qint64>::max());
    }

    [[nodiscard]] qint64 type() const { return m_good ? m_type : 0; }

    qint64 number(qint64 least, qint64 most)
    {
        key();
        return integer(least, most);
    }

    bool flag()
    {
        key();
        const auto byte = m_at < m_bytes.size() ? quint8(m_bytes.at(m_at++)) : 0;
        check(byte == 0xf4 || byte == 0xf5);
        return byte == 0xf5;
    }

    QByteArray bytes(qsizetype least, qsizetype most)
    {
        key();
        const auto size = head(2);
        if (!check(size >= quint64(least) && size <= quint64(most) && qsizetype(size) <= m_bytes.size() - m_at))
            return {};
        m_at += qsizetype(size);
        return m_bytes.mid(m_at - qsizetype(size), qsizetype(size));
    }

    QByteArray bytes(qsizetype size) { return bytes(size, size); }

    // Printable ASCII only: what a URL or a country is made of.
    QString text(qsizetype most)
    {
        key();
        const auto size = head(3);
        if (!check(size <= quint64(most) && qsizetype(size) <= m_bytes.size() - m_at))
            return {};
        m_at += qsizetype(size);
        const auto view = QByteArrayView(m_bytes).sliced(m_at - qsizetype(size), qsizetype(size));
        check(std::ranges::all_of(view, [](char c) { return c > ' ' && c < 0x7f; }));
        return QString::fromLatin1(view);
    }

    template <typename T = qint64>
    QList<T> numbers(qsizetype most, qint64 least, qint64 largest, bool ascending = false)
    {
        key();
        const auto size = head(4);
        QList<T> list;
        if (!check(size >= 1 && size <= quint64(most) && qsizetype(size) <= m_bytes.size() - m_at))
            return list;
        list.reserve(qsizetype(size));
        for (quint64 i = 0; i < size && m_good; ++i) {
            const auto next = integer(least, largest);
            check(!ascending || list.isEmpty() || next > list.last());
            list.append(T(next));
        }
        return list;
    }

    // A code of a newer hub is a "no" all the same.
    Code code()
    {
        const auto value = number(1, 65535);
        return value <= int(Code::NotNow) ? Code(value) : Code::NotNow;
    }

    template <typename T>
    [[nodiscard]] Result<Message> done(T &&message)
    {
        check(m_at == m_bytes.size() && m_key == m_fields);
        if (!m_good)
            return fail(Fault::Corrupt, u"hub message type %1: a field is wrong"_s.arg(m_type));
        return Message(std::forward<T>(message));
    }

private:
    bool check(bool good)
    {
        m_good = m_good && good;
        return m_good;
    }

    void key() { check(head(0) == quint64(m_key++)); }

    qint64 integer(qint64 least, qint64 most)
    {
        const auto value = head(0);
        const auto good = value <= quint64(most) && qint64(value) >= least;
        return check(good) ? qint64(value) : least;
    }

    // Only the shortest form of a number is one.
    quint64 head(int major)
    {
        if (!check(m_at < m_bytes.size()))
            return 0;
        const auto first = quint8(m_bytes.at(m_at++));
        const auto low = first & 31;
        if (!check(first >> 5 == major && low < 28))
            return 0;
        if (low < 24)
            return low;
        const auto size = 1 << (low - 24);
        if (!check(size <= m_bytes.size() - m_at))
            return 0;
        quint64 value = 0;
        for (int i = 0; i < size; ++i)
            value = value << 8 | quint8(m_bytes.at(m_at++));
        check(value >= (size == 1 ? 24u : size == 2 ? 0x100u : size == 4 ? 0x10000u : 0x100000000u));
        return value;
    }

    const QByteArray &m_bytes;
    qsizetype m_at = 0;
    int m_key = 0;
    qint64 m_fields = 0;
    qint64 m_type = 0;
    bool m_good = true;
};

constexpr qint64 anyNumber = std::numeric_limits<qint64>::max();
constexpr qsizetype keyBytes = 32;
constexpr qsizetype signatureBytes = 64;
constexpr qsizetype countryBytes = 2;

QByteArray bytesOf(const Hello &hello)
{
    Writer out(Type::Hello, 1);
    out.put(hello.versions);
    return out.take();
}

QByteArray bytesOf(const Challenge &challenge)
{
    Writer out(Type::Challenge, 3, 96);
    out.put(challenge.nonce);
    out.put(challenge.hubKey);
    out.put(challenge.nowMs);
    return out.take();
}

QByteArray bytesOf(const Login &login)
{
    Writer out(Type::Login, 2, login.certificate.size() + signatureBytes);
    out.put(login.certificate);
    out.put(login.signature);
    return out.take();
}

QByteArray bytesOf(const Welcome &welcome)
{
    Writer out(Type::Welcome, 6);
    out.put(qint64(welcome.version));
    out.put(welcome.quotaBytes);
    out.put(welcome.usedBytes);
    out.put(qint64(welcome.window));
    out.put(welcome.longestExpiryMs);
    out.put(welcome.country);
    return out.take();
}

QByteArray bytesOf(const Put &put)
{
    Writer out(Type::Put, 4, put.envelope.size() + put.hubUrl.size());
    out.put(put.number);
    out.put(put.envelope);
    out.put(put.urgent);
    out.put(put.hubUrl);
    return out.take();
}

QByteArray bytesOf(const Stored &stored)
{
    Writer out(Type::Stored, 1, stored.numbers.size() * 5);
    out.put(stored.numbers);
    return out.take();
}

QByteArray bytesOf(const Refused &refused)
{
    Writer out(Type::Refused, 2);
    out.put(refused.number);
    out.put(qint64(refused.code));
    return out.take();
}

QByteArray bytesOf(const Deliver &deliver)
{
    Writer out(Type::Deliver, 3, deliver.envelope.size());
    out.put(deliver.id);
    out.put(deliver.envelope);
    out.put(deliver.urgent);
    return out.take();
}

QByteArray bytesOf(const Gone &gone)
{
    Writer out(Type::Gone, 1, gone.ids.size() * 9);
    out.put(gone.ids);
    return out.take();
}

QByteArray bytesOf(const Problem &problem)
{
    Writer out(Type::Problem, 1);
    out.put(qint64(problem.code));
    return out.take();
}

QByteArray bytesOf(const PeerLogin &login)
{
    Writer out(Type::PeerLogin, 2, 128);
    out.put(login.hubKey);
    out.put(login.signature);
    return out.take();
}

QByteArray bytesOf(const Forward &forward)
{
    Writer out(Type::Forward, 3, forward.envelope.size());
    out.put(forward.number);
    out.put(forward.envelope);
    out.put(forward.urgent);
    return out.take();
}

QByteArray bytesOf(const Unknown &unknown)
{
    return Writer(Type(unknown.type), 0).take();
}

Result<Message> readWelcome(Reader &in)
{
    Welcome welcome;
    welcome.version = int(in.number(1, 65535));
    welcome.quotaBytes = in.number(0, anyNumber);
    welcome.usedBytes = in.number(0, anyNumber);
    welcome.window = int(in.number(1, maxNumbers));
    welcome.longestExpiryMs = in.number(0, anyNumber);
    welcome.country = in.text(countryBytes);
    return in.done(std::move(welcome));
}

// A braced list is read from left to right, as the fields stand.
Result<Message> readKnown(Reader &in)
{
    switch (Type(in.type())) {
    case Type::Hello:
        return in.done(Hello{in.numbers<int>(32, 1, 65535, true)});
    case Type::Challenge:
        return in.done(Challenge{in.bytes(nonceSize), in.bytes(keyBytes), in.number(0, anyNumber)});
    case Type::Login:
        return in.done(Login{in.bytes(1, maxCertificateBytes), in.bytes(signatureBytes)});
    case Type::Welcome:
        return readWelcome(in);
    case Type::Put:
        return in.done(
            Put{in.number(0, anyNumber), in.bytes(1, maxEnvelopeBytes), in.flag(), in.text(maxUrlBytes)});
    case Type::Stored:
        return in.done(Stored{in.numbers(maxNumbers, 0, anyNumber)});
    case Type::Refused:
        return in.done(Refused{in.number(0, anyNumber), in.code()});
    case Type::Deliver:
        return in.done(Deliver{in.number(0, anyNumber), in.bytes(1, maxEnvelopeBytes), in.flag()});
    case Type::Gone:
        return in.done(Gone{in.numbers(maxNumbers, 1, anyNumber)});
    case Type::Problem:
        return in.done(Problem{in.code()});
    case Type::PeerLogin:
        return in.done(PeerLogin{in.bytes(keyBytes), in.bytes(signatureBytes)});
    case Type::Forward:
        return in.done(Forward{in.number(0, anyNumber), in.bytes(1, maxEnvelopeBytes), in.flag()});
    }
    return fail(Fault::Corrupt, u"hub message without a type"_s);
}

} // namespace

QByteArray write(const Message &message)
{
    return std::visit([](const auto &alternative) { return bytesOf(alternative); }, message);
}

Result<Message> read(const QByteArray &bytes)
{
    if (bytes.size() > maxMessageBytes)
        return fail(Fault::Corrupt, u"hub message of %1 bytes"_s.arg(bytes.size()));
    Reader in(bytes);
    if (in.type() > int(Type::Forward))
        return Message(Unknown{in.type()});
    return readKnown(in);
}

QByteArray loginWords(const Challenge &challenge)
{
    return challenge.nonce + challenge.hubKey;
}

QString nameOf(Code code)
{
    static constexpr const char *names[] = {"",          "unknown institution", "quota",        "too big",
                                            "expired",   "slow down",           "bad shape",    "no route",
                                            "storage full", "not now"};
    return QString::fromLatin1(names[int(code)]);
}

} // namespace sizhen::hubwire
