// SPDX-License-Identifier: GPL-3.0-or-later
#ifdef SIZHEN_HID
#include "devices/link/hidlink.h"
#include "devices/link/hidreport.h"

#include <QRegularExpression>

#include <array>
#include <chrono>
#include <hidapi.h>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace sizhen {

void HidLink::Close::operator()(hid_device_ *device) const
{
    hid_close(device);
}

HidLink::HidLink(const QUrl &address, QObject *parent)
    : Link(parent)
    , m_place(address.path())
{
    // hidapi tells nobody that something came. Every 2 ms is well inside what a picture needs, and costs nothing.
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(2ms);
    connect(&m_timer, &QTimer::timeout, this, &HidLink::poll);
}

HidLink::~HidLink() = default;

Result<> HidLink::open()
{
    static const QRegularExpression form(u"^([0-9a-fA-F]{4}):([0-9a-fA-F]{4})(?:/(.+))?$"_s);
    const auto match = form.match(m_place);
    if (!match.hasMatch())
        return fail(Fault::Invalid, u"hid: VID:PID or VID:PID/SERIAL: "_s + m_place);
    const auto serial = match.captured(3).toStdWString();
    if (hid_init() != 0)
        return fail(Fault::Io, u"hidapi cannot start"_s);
    m_device.reset(hid_open(match.captured(1).toUShort(nullptr, 16), match.captured(2).toUShort(nullptr, 16),
                            serial.empty() ? nullptr : serial.c_str()));
    if (!m_device) // not there, or not ours to open: hidapi tells these apart in words only
        return tl::unexpected(
            Error{Fault::NotFound, u"hid: cannot be opened: "_s + m_place, {}, u"pulse.not_connected"_s, {}});
    hid_set_nonblocking(m_device.get(), 1);
    began();
    m_timer.start();
    return {};
}

void HidLink::poll()
{
    std::array<unsigned char, hidReportSize> report{};
    QByteArray bytes;
    int count = 0;
    while ((count = hid_read(m_device.get(), report.data(), report.size())) > 0)
        if (const auto part = fromHidReport({report.data(), count}))
            bytes += *part;
    if (!bytes.isEmpty())
        Q_EMIT received(bytes);
    if (count >= 0 || !isOpen())
        return;
    m_timer.stop();
    m_device.reset();
    ended(Error{Fault::Io, u"the HID instrument went away"_s, {}, u"pulse.unplugged"_s, {}});
}

void HidLink::close()
{
    m_timer.stop();
    m_device.reset();
    ended(Error{Fault::Io, u"closed by us"_s, {}, {}, {}});
}

Result<> HidLink::write(const QByteArray &bytes)
{
    if (!m_device)
        return fail(Fault::Io, u"HID instrument is not open"_s);
    for (const auto &report : toHidReports(bytes))
        if (hid_write(m_device.get(), reinterpret_cast<const unsigned char *>(report.constData()),
                      std::size_t(report.size()))
            < 0)
            return fail(Fault::Io, u"a report cannot be written"_s);
    return {};
}

} // namespace sizhen
#endif
