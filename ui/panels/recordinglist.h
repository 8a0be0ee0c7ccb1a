// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/recording.h"
#include "ui/panels/words.h"
#include "ui/screens/context.h"

#include <QWidget>

class QVBoxLayout;

namespace sizhen {

// The recordings of a case's sessions: when, how long, why they ended; those that lie at this station are played.
class RecordingList final : public QWidget
{
    Q_OBJECT
public:
    explicit RecordingList(ScreenContext &context, QWidget *parent = nullptr);

    void setCase(const CaseState &state);

Q_SIGNALS:
    void failed(const sizhen::Error &error);

private:
    void play(const QByteArray &recording);
    [[nodiscard]] QString words(const Recording &one) const;

    ScreenContext &m_context;
    QByteArray m_case;
    QVBoxLayout *m_rows;
};

} // namespace sizhen
