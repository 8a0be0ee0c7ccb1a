// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/mediadialog.h"

#include "ui/panels/words.h"
#include "ui/texts/errortext.h"
#include "ui/texts/mediatext.h"
#include "ui/widgets/fieldrows.h"
#include "ui/widgets/levelbar.h"
#include "ui/widgets/mark.h"
#include "ui/widgets/videoview.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

bool servesRole(const MediaDevice &device, MediaRole role)
{
    return device.role == (role == MediaRole::TongueCamera ? MediaRole::Camera : role);
}

Mark markOf(MediaVerdict verdict)
{
    if (verdict == MediaVerdict::Good)
        return Mark::Good;
    return verdict == MediaVerdict::Slow || verdict == MediaVerdict::Small ? Mark::Warning : Mark::Fault;
}

MediaVerdict judged(const MediaFindings &findings, const CallDevices &devices, MediaRole role)
{
    if (role == MediaRole::Microphone)
        return judgeMicrophone(findings, devices.microphone.has_value());
    if (role == MediaRole::Loudspeaker)
        return judgeLoudspeaker(findings, devices.loudspeaker.has_value());
    return judgeCamera(findings, devices.camera.has_value());
}

} // namespace

MediaDialog::MediaDialog(CallMedia &media, QWidget *parent)
    : QDialog(parent)
    , m_media(media)
    , m_fields(new FieldRows)
    , m_echo(new QCheckBox)
    , m_picture(new VideoView)
    , m_levelLabel(new TextLabel(theme::Type::Small, theme::Role::TextMuted))
    , m_level(new LevelBar)
    , m_words(makeWords(theme::Type::Small, theme::Role::TextMuted))
    , m_test(new QPushButton)
    , m_close(new QPushButton)
{
    setObjectName(u"mediaDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    for (const auto role : {MediaRole::Camera, MediaRole::TongueCamera, MediaRole::Microphone, MediaRole::Loudspeaker})
        addRow(role);
    build();
    connect(m_echo, &QCheckBox::toggled, this, [this](bool on) {
        if (const auto kept = m_media.setEchoCancel(on); !kept)
            Q_EMIT failed(kept.error());
    });
    connect(m_test, &QPushButton::clicked, this, &MediaDialog::test);
    connect(m_close, &QPushButton::clicked, this, &QDialog::accept);
    connect(&m_media, &CallMedia::changed, this, &MediaDialog::refresh);
    retranslate();
}

MediaDialog::~MediaDialog() = default;

void MediaDialog::addRow(MediaRole role)
{
    const Row row{role, new QComboBox, new StatusDot};
    row.choice->setMinimumHeight(theme::controlHeight);
    row.choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    row.verdict->setObjectName(mediaRoleName(role) + u"Verdict"_s);
    m_fields->add(row.choice, mediaRoleName(role));
    m_rows.append(row);
    connect(row.choice, &QComboBox::activated, this, [this, row] { choose(row); });
}

void MediaDialog::build()
{
    m_picture->setObjectName(u"checkPicture"_s);
    m_picture->setMirrored(true);
    m_level->setObjectName(u"checkLevel"_s);
    m_echo->setObjectName(u"echoCancel"_s);
    m_words->setObjectName(u"checkWords"_s);
    m_test->setObjectName(u"testSound"_s);
    m_close->setObjectName(u"closeMedia"_s);
    m_test->setProperty("primary", true);
    m_test->setDefault(true);
    for (auto *button : {m_test, m_close})
        button->setMinimumHeight(theme::touchHeight);
    auto *level = new QHBoxLayout;
    level->setSpacing(theme::gap);
    level->addWidget(m_levelLabel);
    level->addWidget(m_level, 1);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(theme::gap);
    foot->addWidget(m_close);
    foot->addStretch();
    foot->addWidget(m_test);
    auto *column = new QVBoxLayout(this);
    column->setSpacing(theme::gap);
    column->addWidget(m_fields);
    column->addWidget(m_echo);
    column->addWidget(m_picture, 1);
    column->addLayout(level);
    for (const auto &row : std::as_const(m_rows))
        column->addWidget(row.verdict);
    column->addWidget(m_words);
    column->addLayout(foot);
    setMinimumWidth(theme::formWidth);
}

void MediaDialog::retranslate()
{
    setWindowTitle(tr("Camera and sound"));
    for (const auto &row : std::as_const(m_rows))
        m_fields->setLabel(row.choice, MediaText::role(row.role));
    m_echo->setText(tr("Take the echo of the loudspeaker out of the microphone"));
    m_levelLabel->setText(tr("Microphone"));
    m_level->setAccessibleName(tr("How loud the microphone is"));
    m_picture->setAccessibleName(tr("Picture of the camera"));
    m_test->setText(tr("Test with a sound"));
    m_close->setText(tr("Close"));
    refresh();
}

void MediaDialog::fill(const Row &row, const MediaView &view)
{
    const auto chosen = view.choice.ids.value(row.role);
    const auto usual = pickDevice(view.devices, row.role, {}).device;
    QList<QPair<QString, QString>> choices{
        {QString(), row.role == MediaRole::TongueCamera ? tr("None") : MediaText::usual(usual ? &*usual : nullptr)}};
    bool isThere = chosen.isEmpty();
    for (const auto &device : view.devices)
        if (servesRole(device, row.role)) {
            choices.append({device.id, MediaText::name(device)});
            isThere = isThere || device.id == chosen;
        }
    if (!isThere)
        choices.append({chosen, tr("%1 (not connected)").arg(chosen.section(u':', 1))});
    refill(row.choice, choices);
    const QSignalBlocker quiet(row.choice);
    row.choice->setCurrentIndex(row.choice->findData(chosen));
}

void MediaDialog::refresh()
{
    const auto view = m_media.view();
    for (const auto &row : std::as_const(m_rows))
        fill(row, view);
    const QSignalBlocker quiet(m_echo);
    m_echo->setChecked(view.choice.echoCancel);
    restart();
    if (m_findings)
        tell(*m_findings);
}

void MediaDialog::choose(const Row &row)
{
    if (const auto kept = m_media.choose(row.role, row.choice->currentData().toString()); !kept)
        Q_EMIT failed(kept.error());
}

void MediaDialog::restart()
{
    const auto devices = m_media.devices();
    if (m_check && devices == m_checked && !m_media.view().inCall)
        return;
    auto made = m_media.makeCheck();
    for (auto *live : QList<QWidget *>{m_test, m_picture, m_level, m_levelLabel})
        live->setVisible(made.has_value());
    if (!made) {
        m_check.reset();
        forget();
        m_words->setText(ErrorText::of(made.error()));
        return;
    }
    forget();
    m_check.reset(); // the devices are free before they are opened again
    m_check = *std::move(made);
    m_checked = devices;
    m_picture->clear();
    m_picture->setState(devices.camera ? QString() : MediaText::verdict(MediaVerdict::NoDevice, MediaRole::Camera));
    connect(m_check.get(), &MediaCheck::levelsChanged, this,
            [this](const SoundLevels &levels) { m_level->setLevel(levels.microphoneDb); });
    connect(m_check.get(), &MediaCheck::pictureArrived, m_picture, &VideoView::setPicture);
    connect(m_check.get(), &MediaCheck::found, this, &MediaDialog::tell);
    m_check->start(devices);
}

void MediaDialog::forget()
{
    m_findings.reset();
    m_testing = false;
    for (const auto &row : std::as_const(m_rows))
        row.verdict->setVisible(false);
    m_words->setText(tr("Speak: the bar must move. Then play the test sound; the microphone listens to it."));
}

void MediaDialog::test()
{
    if (!m_check || std::exchange(m_testing, true))
        return;
    m_test->setEnabled(false);
    m_words->setText(tr("Please be quiet for two seconds: a sound is played."));
    m_check->playSound();
}

void MediaDialog::tell(const MediaFindings &findings)
{
    m_findings = findings;
    m_testing = false;
    m_test->setEnabled(m_check != nullptr);
    bool good = true;
    for (const auto &row : std::as_const(m_rows)) {
        if (row.role == MediaRole::TongueCamera)
            continue;
        const auto verdict = judged(findings, m_checked, row.role);
        row.verdict->set(markOf(verdict), MediaText::verdict(verdict, row.role));
        row.verdict->setVisible(true);
        good = good && verdict == MediaVerdict::Good;
    }
    m_words->setText(good ? tr("Camera and sound are ready for a call.") : tr("Not everything is ready for a call."));
}

void MediaDialog::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QDialog::changeEvent(event);
}

} // namespace sizhen
