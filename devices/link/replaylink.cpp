// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/link/replaylink.h"

#include <QUrlQuery>

#include <chrono>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace sizhen {

ReplayLink::ReplayLink(const QUrl &address, QObject *parent)
    : Link(parent)
{
    m_file.setFileName(address.path());
    if (const auto chunk = QUrlQuery(address).queryItemValue(u"chunk"_s).toInt(); chunk > 0)
        m_chunk = chunk;
    m_timer.setInterval(1ms);
    connect(&m_timer, &QTimer::timeout, this, &ReplayLink::next);
}

Result<> ReplayLink::open()
{
    if (!m_file.open(QIODevice::ReadOnly))
        return fail(Fault::NotFound, m_file.errorString());
    began();
    m_timer.start();
    return {};
}

void ReplayLink::next()
{
    if (const auto bytes = m_file.read(m_chunk); !bytes.isEmpty()) {
        Q_EMIT received(bytes);
        return;
    }
    m_timer.stop();
    m_file.close();
    ended(Error{Fault::NotFound, u"end of capture"_s, {}, {}, {}});
}

void ReplayLink::close()
{
    m_timer.stop();
    m_file.close();
    ended(Error{Fault::Io, u"closed by us"_s, {}, {}, {}});
}

Result<> ReplayLink::write(const QByteArray &)
{
    if (!isOpen())
        return fail(Fault::Io, u"capture is not open"_s);
    return {};
}

} // namespace sizhen
