// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>

#ifdef Q_OS_LINUX
#include <csignal>
#include <sys/prctl.h>
#endif

namespace sizhen::test {

// A test that crashes takes its stations with it: one that lived on would hold the output open, and nobody would hear of the end.
inline void dieWithUs(QProcess &process)
{
#ifdef Q_OS_LINUX
    process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
#else
    Q_UNUSED(process)
#endif
}

} // namespace sizhen::test
