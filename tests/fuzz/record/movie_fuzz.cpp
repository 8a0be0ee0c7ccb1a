// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/primitives.h"
#include "core/store/spoolform.h"
#include "devices/record/moviereader.h"

#include <QFile>
#include <QTemporaryDir>

#include <cstdlib>

namespace {

constexpr int partsRead = 64; // of one input

// What somebody with the key could have sealed: u16 length (little endian) and a record, again and again.
QByteArray sealedFrom(const QByteArray &input, const sizhen::SecretBytes &key)
{
    using namespace sizhen;
    auto file = spoolform::mark.toByteArray();
    quint64 number = 0;
    for (qsizetype at = 0; at + 2 <= input.size();) {
        const auto length
            = std::min<qsizetype>(qFromLittleEndian<quint16>(input.constData() + at), input.size() - at - 2);
        const auto sealed = seal(key, input.sliced(at + 2, length), spoolform::place(number++));
        QByteArray size(spoolform::lengthSize, Qt::Uninitialized);
        qToLittleEndian(quint32(sealed.size()), size.data());
        file += size + sealed;
        at += 2 + length;
    }
    return file;
}

} // namespace

// A recording as a crash, or somebody, left it; the first bit says whether its seal was broken: refused, or some of it
// plays, and what is said of it holds.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    using namespace sizhen;
    static const bool started = startCrypto();
    static const QTemporaryDir folder;
    if (!started || !folder.isValid())
        std::abort();
    if (size == 0)
        return 0;
    const auto key = SecretBytes::copyOf(QByteArray(keySize, 'k'));
    const QByteArray input(reinterpret_cast<const char *>(data) + 1, qsizetype(size) - 1);
    QFile file(folder.filePath(QStringLiteral("movie")));
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate)
        || file.write(data[0] & 1 ? sealedFrom(input, key) : input) < 0)
        std::abort();
    file.close();
    const auto reader = MovieReader::open(file.fileName(), key.clone());
    if (!reader)
        return 0;
    if ((*reader)->tracks().isEmpty() || (*reader)->wholeBytes() > file.size())
        std::abort();
    for (int i = 0; i < partsRead; ++i) {
        const auto part = (*reader)->next();
        if (!part || !*part)
            break;
    }
    (void)(*reader)->seek((*reader)->seconds() / 2);
    (void)(*reader)->next();
    (void)(*reader)->verify();
    return 0;
}
