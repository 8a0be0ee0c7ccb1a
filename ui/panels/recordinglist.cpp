// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/recordinglist.h"

#include "core/consult/reading.h"
#include "ui/models/casetimeline.h"
#include "ui/texts/recordingtext.h"
#include "ui/texts/timetext.h"
#include "ui/widgets/movieview.h"

#include <QDialog>
#include <QPushButton>
#include <QVBoxLayout>

#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr QSize playerSize{1000, 560};

} // namespace

RecordingList::RecordingList(ScreenContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_rows(new QVBoxLayout(this))
{
    setObjectName(u"recordings"_s);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(theme::gapTight);
}

QString RecordingList::words(const Recording &one) const
{
    const auto zone = TimeText::zone(m_context.desk.ledger().institution().timeZone);
    const auto from = TimeText::moment(one.started->event.at, zone);
    const auto side = TimelineText::side(one.started->side);
    return one.end ? tr("%1, %2, %n minute(s)", nullptr, int(std::lround(one.end->seconds / 60))).arg(side, from)
                   : tr("%1, %2, runs").arg(side, from);
}

void RecordingList::setCase(const CaseState &state)
{
    m_case = state.id;
    while (auto *item = m_rows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const auto all = recordings(state);
    setVisible(!all.isEmpty());
    for (const auto &one : all) {
        const bool mine = one.started->side == state.mySide && one.end && one.end->bytes > 0 && m_context.useRecording;
        if (!mine) { // it lies with the other side
            m_rows->addWidget(makeWords());
            static_cast<TextLabel *>(m_rows->itemAt(m_rows->count() - 1)->widget())->setText(words(one));
            continue;
        }
        auto *button = new QPushButton(u"▶ "_s + words(one));
        button->setObjectName(u"recording."_s + QString::fromLatin1(one.id.toHex().first(6)));
        button->setAccessibleName(tr("Play the recording: %1").arg(words(one)));
        connect(button, &QPushButton::clicked, this, [this, id = one.id] { play(id); });
        m_rows->addWidget(button, 0, Qt::AlignLeft);
    }
}

void RecordingList::play(const QByteArray &recording)
{
    auto *dialog = new QDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"recordingDialog"_s);
    dialog->setWindowTitle(tr("Recording of the session"));
    dialog->resize(playerSize);
    auto *view = new MovieView;
    (new QVBoxLayout(dialog))->addWidget(view);
    connect(view, &MovieView::opened, view, &MovieView::play);
    const auto used = m_context.useRecording(
        m_case, recording, [view](const QString &path, const SecretBytes &key) { view->open(path, key); });
    if (!used) {
        delete dialog;
        Q_EMIT failed(used.error());
        return;
    }
    dialog->open();
}

} // namespace sizhen
