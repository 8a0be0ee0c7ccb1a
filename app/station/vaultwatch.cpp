// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/station/vaultwatch.h"

#include <QThread>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

VaultWatch::~VaultWatch()
{
    stop(); // m_running waits
}

Result<> VaultWatch::start(Vault &vault)
{
    if (isRunning())
        return fail(Fault::Busy, u"check: one is running"_s);
    auto reader = vault.reader();
    if (!reader)
        return tl::unexpected(reader.error());
    m_stop = false;
    // The thread's; closed there before its work counts as done, because the vault may close right after.
    const auto shared = std::make_shared<std::unique_ptr<VaultReader>>(std::move(*reader));
    const CheckControl control{[this](int percent) {
                                   QMetaObject::invokeMethod(this, [this, percent] { Q_EMIT progressed(percent); });
                               },
                               [this] { return m_stop.load(); }};
    const auto check = [shared, control] {
        QThread::currentThread()->setPriority(QThread::LowPriority); // a running call never suffers
        auto report = (*shared)->check(control);
        shared->reset();
        QThread::currentThread()->setPriority(QThread::NormalPriority); // as the pool had it
        return report;
    };
    m_running.start(this, check, [this](Result<VaultReport> report) {
        m_report = std::move(report);
        Q_EMIT finished();
    });
    return {};
}

void VaultWatch::stop()
{
    m_stop = true;
}

} // namespace sizhen
