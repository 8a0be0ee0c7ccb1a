// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/link/link.h"

#include <QFile>
#include <QTimer>
#include <QUrl>

namespace sizhen {

// Plays a captured byte stream back, so that a fault seen in a clinic becomes a test: replay:///capture.bin?chunk=64.
// What is written to it is swallowed.
class ReplayLink final : public Link
{
    Q_OBJECT
public:
    explicit ReplayLink(const QUrl &address, QObject *parent = nullptr);

    [[nodiscard]] Result<> open() override;
    void close() override;
    [[nodiscard]] Result<> write(const QByteArray &bytes) override;

private:
    void next();

    QFile m_file{this};
    QTimer m_timer{this};
    qint64 m_chunk = 64;
};

} // namespace sizhen
