// SPDX-License-Identifier: GPL-3.0-or-later
// Pages of a damaged vault, as salvage reads them: the input is a file of pages, each taken for a leaf whose overflow lies in
// the others.
#include "core/store/leafpage.h"

#include <cstdint>
#include <cstdlib>

using namespace sizhen;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    constexpr qsizetype pageSize = 4096;
    constexpr qsizetype mostPages = 8;
    const auto bytes = QByteArray(reinterpret_cast<const char *>(data), std::min(qsizetype(size), pageSize * mostPages))
                           .leftJustified((qsizetype(size) + pageSize - 1) / pageSize * pageSize, '\0');
    const auto pages = std::min(bytes.size() / pageSize, mostPages);
    const auto read = [&](quint32 number) {
        return number >= 1 && number <= pages ? bytes.sliced((number - 1) * pageSize, pageSize) : QByteArray();
    };
    for (quint32 number = 1; number <= pages; ++number) {
        qint64 torn = 0;
        const auto rows = leafpage::rowsOf(number, read(number), read, torn);
        if (torn < 0 || rows.size() > pageSize / 2) // a cell has two bytes of pointer at least
            std::abort();
        for (const auto &row : rows)
            for (const auto &column : row) // nothing is longer than what there was to read
                if (column.typeId() == QMetaType::QByteArray && column.toByteArray().size() > pages * pageSize)
                    std::abort();
    }
    return 0;
}
