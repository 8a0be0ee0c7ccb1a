// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/secretbytes.h"
#include "core/hub/mailroom.h"
#include "core/hub/hubsession.h"

#include <QCoreApplication>
#include <QLoggingCategory>

#include <cstdlib>

// A stranger may send what he likes, several messages in a row (u16 length ‖ bytes): he is never let in, nothing is
// stored, and the label of an envelope is read without harm.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    using namespace sizhen;
    static int argc = 1;
    static char name[] = "hubsession_fuzz";
    static char *argv[] = {name, nullptr};
    static const auto ready = startCrypto();
    static QCoreApplication app(argc, argv);
    static auto store = HubStore::open({QStringLiteral(":memory:"), QStringLiteral("fuzz"), 0});
    if (!ready || !store)
        abort();
    QLoggingCategory::setFilterRules(QStringLiteral("sizhen.*=false"));
    Mailroom room(**store, {{}, {}, SigningKey::generate(), systemClock()});
    QByteArray answers;
    HubSession session(room, {[&](const QByteArray &bytes) { answers += bytes; }, [] { return qint64(0); }, [] {}});
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    (void)readLabel(bytes);
    for (qsizetype at = 0; at + 2 <= bytes.size();) {
        const auto length = quint8(bytes.at(at)) << 8 | quint8(bytes.at(at + 1));
        session.receive(bytes.mid(at + 2, length));
        at += 2 + length;
    }
    room.commit();
    if (session.isIn() || (*store)->all().number != 0)
        abort();
    return 0;
}
