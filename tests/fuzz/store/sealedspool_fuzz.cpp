// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/primitives.h"
#include "core/store/sealedspool.h"

#include <cstdlib>

// A spool as a crash, or somebody, left it: what is read is a beginning of what was written, and never more.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    using namespace sizhen;
    static const bool started = startCrypto();
    if (!started)
        std::abort();
    const auto key = SecretBytes::copyOf(QByteArray(keySize, 'k'));
    const auto content = SealedSpool::open(QByteArrayView(data, qsizetype(size)), key);
    if (content && content->records.isEmpty() && !content->cut && size > 8)
        std::abort();
    return 0;
}
