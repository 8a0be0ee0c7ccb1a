// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <memory>

namespace sizhen {

// The instrument's end of a serial cable that exists only in this computer. Closing it is pulling the cable.
class PseudoTerminal
{
public:
    // Fault::Unsupported on systems without pseudo-terminals (use TCP there).
    [[nodiscard]] static Result<std::unique_ptr<PseudoTerminal>> open();
    ~PseudoTerminal();
    PseudoTerminal(const PseudoTerminal &) = delete;
    PseudoTerminal &operator=(const PseudoTerminal &) = delete;

    [[nodiscard]] QString path() const { return m_path; } // "/dev/pts/3": what the station opens

    [[nodiscard]] QByteArray read(); // what came; empty when nothing did or nobody is there
    // As much as fits; a full cable swallows the rest, like a UART without flow control. Whole frames only: false when
    // dropped.
    bool write(const QByteArray &frame);

private:
    PseudoTerminal(int handle, QString path);

    int m_handle = -1;
    QString m_path;
    QByteArray m_rest; // of a frame that was half written
};

} // namespace sizhen
