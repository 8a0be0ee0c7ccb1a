// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/sharedpictures.h"

#include <QElapsedTimer>
#include <QTimer>

#include <functional>

namespace sizhen {

// The finger on a shared picture over live messages: at most twenty a second, the last one always; what is lost is
// replaced by the next.
class PointerLine final : public PointerControl
{
    Q_OBJECT
public:
    using Send = std::function<void(const QByteArray &caseId, const QByteArray &payload)>;

    explicit PointerLine(Send send, QObject *parent = nullptr);

    void point(const QByteArray &caseId, const PointedAt &where) override;
    void hear(const QByteArray &caseId, const QByteArray &payload);

private:
    void flush();

    const Send m_send;
    QByteArray m_case;
    PointedAt m_next;
    bool m_waits = false;
    QTimer m_pace{this};
};

} // namespace sizhen
