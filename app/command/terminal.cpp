// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/terminal.h"

#include <QString>

#include <cstdio>
#include <iostream>
#include <string>

#ifdef Q_OS_WIN
#include <io.h>
#include <windows.h>
#else
#include <termios.h>
#include <unistd.h>
#endif

namespace sizhen {
namespace {

#ifdef Q_OS_WIN
bool isTerminal()
{
    return _isatty(_fileno(stdin));
}

class NoEcho
{
public:
    NoEcho()
        : m_console(GetStdHandle(STD_INPUT_HANDLE))
    {
        GetConsoleMode(m_console, &m_before);
        SetConsoleMode(m_console, m_before & ~DWORD(ENABLE_ECHO_INPUT));
    }

    ~NoEcho() { SetConsoleMode(m_console, m_before); }

private:
    HANDLE m_console;
    DWORD m_before = 0;
};
#else
bool isTerminal()
{
    return isatty(STDIN_FILENO);
}

class NoEcho
{
public:
    NoEcho()
    {
        tcgetattr(STDIN_FILENO, &m_before);
        auto quiet = m_before;
        quiet.c_lflag &= ~tcflag_t(ECHO);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }

    ~NoEcho() { tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_before); }

private:
    termios m_before{};
};
#endif

} // namespace

Result<QByteArray> askTerminal(const QString &what)
{
    if (!isTerminal())
        return QByteArray();
    std::fprintf(stderr, "%s: ", qUtf8Printable(what));
    std::string line;
    {
        const NoEcho quiet;
        std::getline(std::cin, line);
    }
    std::fputc('\n', stderr);
    QByteArray text(line.data(), qsizetype(line.size()));
    std::fill(line.begin(), line.end(), '\0');
    return text;
}

} // namespace sizhen
