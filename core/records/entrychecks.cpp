// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/entrychecks.h"

namespace sizhen {
namespace {

constexpr qsizetype fewEntries = 16; // less than a millisecond of work

Result<CheckedEntry> checked(const QByteArray &raw)
{
    auto entry = parseEntry(raw);
    if (!entry)
        return tl::unexpected(entry.error());
    const auto feed = entry->feed();
    const auto isSigned = checkSignature(*entry, raw).has_value();
    return CheckedEntry{*std::move(entry), raw, feed, entryHash(raw), isSigned};
}

} // namespace

EntryChecks::EntryChecks(const QList<QByteArray> &raw)
    : m_batch(std::make_shared<Batch>(Batch{raw, std::vector<Result<CheckedEntry>>(size_t(raw.size()))}))
{
    if (raw.size() >= fewEntries)
        m_work.emplace(int(raw.size()), [batch = m_batch](int i) { batch->checked[size_t(i)] = checked(batch->raw.at(i)); });
}

bool EntryChecks::isOf(const QList<QByteArray> &raw) const
{
    return m_batch->raw.size() == raw.size() && !raw.isEmpty()
        && m_batch->raw.first().constData() == raw.first().constData()
        && m_batch->raw.last().constData() == raw.last().constData();
}

std::vector<Result<CheckedEntry>> EntryChecks::take()
{
    if (m_work)
        m_work->finish();
    else
        for (qsizetype i = 0; i < m_batch->raw.size(); ++i)
            m_batch->checked[size_t(i)] = checked(m_batch->raw.at(i));
    return std::move(m_batch->checked);
}

} // namespace sizhen
