// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/draftkeeper.h"

#include "core/base/cbor.h"

namespace sizhen {
namespace {

constexpr std::chrono::milliseconds pause{600}; // longer than between two keys, shorter than a thought

} // namespace

DraftKeeper::DraftKeeper(Desk &desk, std::function<QCborMap()> collect, QObject *parent)
    : QObject(parent)
    , m_desk(desk)
    , m_collect(std::move(collect))
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(pause);
    connect(&m_pause, &QTimer::timeout, this, [this] { write(m_collect()); });
}

void DraftKeeper::setPlace(const QString &place)
{
    if (place == m_place)
        return;
    flush();
    m_place = place;
}

QCborMap DraftKeeper::read()
{
    const auto bytes = m_desk.draft(m_place);
    if (!bytes) {
        Q_EMIT failed(bytes.error());
        return {};
    }
    if (bytes->isEmpty())
        return {};
    const auto map = cbor::decodeMap(*bytes);
    if (!map) {
        Q_EMIT failed(map.error());
        return {};
    }
    return *map;
}

void DraftKeeper::touch()
{
    m_pause.start();
}

void DraftKeeper::flush()
{
    if (!m_pause.isActive())
        return;
    m_pause.stop();
    write(m_collect());
}

void DraftKeeper::drop()
{
    m_pause.stop();
    write({});
}

void DraftKeeper::write(const QCborMap &map)
{
    if (m_place.isEmpty())
        return;
    if (const auto saved = m_desk.saveDraft(m_place, map.isEmpty() ? QByteArray() : cbor::encode(map)); !saved)
        Q_EMIT failed(saved.error());
}

} // namespace sizhen
