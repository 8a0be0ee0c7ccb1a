// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/shares.h"

#include <QSet>

#include <algorithm>

extern "C" {
#include <libgfshare.h>
}
#include <sodium.h>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

struct FreeContext {
    void operator()(gfshare_ctx *context) const { gfshare_ctx_free(context); } // wipes its buffers
};

using ShareContext = std::unique_ptr<gfshare_ctx, FreeContext>;

void fillRandom(unsigned char *bytes, unsigned int size)
{
    randombytes_buf(bytes, size);
}

} // namespace

Result<std::vector<SecretPart>> splitSecret(const SecretBytes &secret, quint8 parts, quint8 threshold)
{
    if (secret.isEmpty() || threshold < 2 || threshold > parts)
        return fail(Fault::Invalid, u"shares: %1 of %2 cannot be made"_s.arg(threshold).arg(parts));
    gfshare_fill_rand = fillRandom;
    std::vector<unsigned char> numbers;
    for (int number = 1; number <= parts; ++number)
        numbers.push_back(static_cast<unsigned char>(number));
    const ShareContext context(gfshare_ctx_init_enc(numbers.data(), parts, threshold, unsigned(secret.size())));
    if (!context)
        return fail(Fault::NoSpace, u"shares: no memory"_s);
    auto copy = secret.clone(); // the library takes a writable pointer
    gfshare_ctx_enc_setsecret(context.get(), copy.bytes().data());
    std::vector<SecretPart> all;
    for (int index = 0; index < parts; ++index) {
        SecretPart part{quint8(numbers[std::size_t(index)]), SecretBytes(secret.size())};
        gfshare_ctx_enc_getshare(context.get(), static_cast<unsigned char>(index), part.data.bytes().data());
        all.push_back(std::move(part));
    }
    return all;
}

Result<SecretBytes> joinSecret(const std::vector<const SecretPart *> &parts)
{
    if (parts.empty())
        return fail(Fault::Invalid, u"shares: none"_s);
    const auto size = parts.front()->data.size();
    std::vector<unsigned char> numbers;
    for (const auto *part : parts) {
        if (part->data.size() != size || size == 0 || part->number == 0
            || std::ranges::find(numbers, part->number) != numbers.end())
            return fail(Fault::Invalid, u"shares: these do not fit together"_s);
        numbers.push_back(part->number);
    }
    const ShareContext context(gfshare_ctx_init_dec(numbers.data(), unsigned(numbers.size()), unsigned(size)));
    if (!context)
        return fail(Fault::NoSpace, u"shares: no memory"_s);
    for (std::size_t index = 0; index < parts.size(); ++index) {
        auto copy = parts[index]->data.clone(); // the library takes a writable pointer
        gfshare_ctx_dec_giveshare(context.get(), static_cast<unsigned char>(index), copy.bytes().data());
    }
    SecretBytes secret(size);
    gfshare_ctx_dec_extract(context.get(), secret.bytes().data());
    return secret;
}

} // namespace sizhen
