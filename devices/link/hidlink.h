// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#ifdef SIZHEN_HID

#include "devices/link/link.h"

#include <QTimer>
#include <QUrl>
#include <memory>

struct hid_device_;

namespace sizhen {

// A USB HID instrument: hid:0483:5750, or hid:0483:5750/SERIAL where there are two (numbers in hex). Found by its
// numbers, so it needs no port. Built only where hidapi is (SIZHEN_HID); all it does is to carry the bytes of
// hidreport.h.
class HidLink final : public Link
{
    Q_OBJECT
public:
    explicit HidLink(const QUrl &address, QObject *parent = nullptr);
    ~HidLink() override;

    [[nodiscard]] Result<> open() override;
    void close() override;
    [[nodiscard]] Result<> write(const QByteArray &bytes) override;

private:
    struct Close {
        void operator()(hid_device_ *device) const;
    };

    void poll();

    QString m_place; // "0483:5750/SERIAL"
    std::unique_ptr<hid_device_, Close> m_device;
    QTimer m_timer{this};
};

} // namespace sizhen

#endif
