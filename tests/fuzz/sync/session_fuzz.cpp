// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/sync/sessionpair.h"

#include <cstdlib>

// A trusted partner that has gone mad: its messages are cut from the input. Nothing of a stream that is not shared may
// leave, and no number of messages may break the session's own order.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    using namespace sizhen;
    static SessionPair *pair = nullptr;
    static QByteArray home;
    if (!pair) {
        if (!startCrypto())
            abort();
        pair = new SessionPair;
        const auto stream = pair->shareStream();
        pair->a.store.write(stream);
        pair->b.store.write(stream);
        home = randomBytes(16);
        pair->a.store.write(home, "identity of the patient");
        pair->a.store.attach(home, 100);
    }
    for (auto *end : {&pair->a, &pair->b}) {
        end->sent.clear();
        end->events.clear();
    }
    pair->connect();
    if (!pair->settle())
        abort();
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    for (qsizetype at = 0; at + 2 <= bytes.size();) {
        const auto length = (quint8(bytes[at]) << 8) | quint8(bytes[at + 1]);
        pair->a.session->receive(bytes.mid(at + 2, length), pair->now += 50);
        at += 2 + length;
        for (int i = 0; i < 64; ++i) {
            const auto said = pair->a.session->next();
            if (!said)
                break;
            if (said->bytes.contains("identity of the patient"))
                abort();
        }
    }
    return 0;
}
