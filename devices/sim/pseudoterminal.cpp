// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sim/pseudoterminal.h"

#include <QtGlobal>

#ifdef Q_OS_UNIX
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>
#endif

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

PseudoTerminal::PseudoTerminal(int handle, QString path)
    : m_handle(handle)
    , m_path(std::move(path))
{
}

#ifdef Q_OS_UNIX

Result<std::unique_ptr<PseudoTerminal>> PseudoTerminal::open()
{
    const int handle = ::posix_openpt(O_RDWR | O_NOCTTY);
    if (handle < 0)
        return fail(Fault::Io, QString::fromLocal8Bit(std::strerror(errno)));
    termios mode{};
    const bool fine = ::grantpt(handle) == 0 && ::unlockpt(handle) == 0 && ::fcntl(handle, F_SETFL, O_NONBLOCK) == 0
        && ::fcntl(handle, F_SETFD, FD_CLOEXEC) == 0 && ::tcgetattr(handle, &mode) == 0;
    ::cfmakeraw(&mode); // no echo: else the station hears its own commands until it has set the port up
    const char *name = fine ? ::ptsname(handle) : nullptr;
    if (!name || ::tcsetattr(handle, TCSANOW, &mode) != 0) {
        const auto why = QString::fromLocal8Bit(std::strerror(errno));
        ::close(handle);
        return fail(Fault::Io, why);
    }
    return std::unique_ptr<PseudoTerminal>(new PseudoTerminal(handle, QString::fromLocal8Bit(name)));
}

PseudoTerminal::~PseudoTerminal()
{
    ::close(m_handle);
}

QByteArray PseudoTerminal::read()
{
    QByteArray bytes(4096, Qt::Uninitialized);
    const auto count = ::read(m_handle, bytes.data(), size_t(bytes.size()));
    return count > 0 ? bytes.left(count) : QByteArray(); // EIO: nobody has opened the other end
}

bool PseudoTerminal::write(const QByteArray &frame)
{
    const auto all = m_rest + frame;
    const auto count = ::write(m_handle, all.constData(), size_t(all.size()));
    if (count >= m_rest.size()) { // what waited is out
        // A half written frame is finished later; else the other end would count it as damaged on the line.
        m_rest = count < all.size() && count > m_rest.size() ? all.mid(count) : QByteArray();
        return count > all.size() - frame.size();
    }
    if (count > 0)
        m_rest.remove(0, count);
    return false;
}

#else

Result<std::unique_ptr<PseudoTerminal>> PseudoTerminal::open()
{
    return fail(Fault::Unsupported, u"no pseudo-terminals on this system"_s);
}

PseudoTerminal::~PseudoTerminal() = default;

QByteArray PseudoTerminal::read()
{
    return {};
}

bool PseudoTerminal::write(const QByteArray &)
{
    return false;
}

#endif

} // namespace sizhen
