// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/pulseimportdialog.h"

#include "core/base/async.h"
#include "core/pulse/edfheader.h"
#include "ui/panels/words.h"
#include "ui/texts/codetext.h"
#include "ui/texts/errortext.h"

#include <QComboBox>
#include <QDateTimeEdit>
#include <QFile>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int typedForMs = 400; // before it is read again
constexpr int longestInstrument = 120;

Result<QByteArray> bytesOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return tl::unexpected(Error{Fault::Io, u"pulse file"_s, {}, u"file.unreadable"_s, {{u"file"_s, QFileInfo(path).fileName()}}});
    if (file.size() > mostPulseFileBytes)
        return tl::unexpected(Error{Fault::Invalid, u"pulse file"_s, {}, u"pulse.csv_long"_s, {}});
    return file.readAll();
}

Result<PulseTaken> takenFrom(const QByteArray &bytes, const QString &name, const PulseFileChoice &choice,
                             const std::optional<QByteArray> &description, const QString &site,
                             const QString &instrument, const QDateTime &takenAt)
{
    const auto file = readPulseFile(bytes, name, choice, description);
    if (!file)
        return tl::unexpected(file.error());
    return takenFromFile(*file, site, instrument, takenAt);
}

} // namespace

PulseImportDialog::PulseImportDialog(const QString &path, const QString &site, QWidget *parent)
    : QDialog(parent)
    , m_path(path)
    , m_grid(new QGridLayout)
    , m_site(new QComboBox)
    , m_instrument(new QLineEdit)
    , m_takenAt(new QDateTimeEdit(QFileInfo(path).lastModified()))
    , m_rate(new QLineEdit)
    , m_pulse(new QComboBox)
    , m_pressure(new QComboBox)
    , m_words(makeWords())
    , m_keep(new QPushButton(tr("Keep as the recording of this place")))
{
    setObjectName(u"pulseImport"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Recording from a file"));
    for (const auto &one : pulseSites())
        m_site->addItem(CodeText::of(one), one);
    m_site->setCurrentIndex(std::max(0, m_site->findData(site)));
    build();
    m_typed.setSingleShot(true);
    m_typed.setInterval(typedForMs);
    connect(&m_typed, &QTimer::timeout, this, &PulseImportDialog::read);
    for (auto *field : {m_instrument, m_rate})
        connect(field, &QLineEdit::textEdited, &m_typed, qOverload<>(&QTimer::start));
    for (auto *field : {m_site, m_pulse, m_pressure})
        connect(field, &QComboBox::activated, this, &PulseImportDialog::read);
    connect(m_takenAt, &QDateTimeEdit::dateTimeChanged, &m_typed, qOverload<>(&QTimer::start));
    connect(m_keep, &QPushButton::clicked, this, [this] {
        if (m_taken)
            Q_EMIT taken(*m_taken);
        accept();
    });
    load();
}

void PulseImportDialog::build()
{
    m_site->setObjectName(u"pulseImport.site"_s);
    m_instrument->setObjectName(u"pulseImport.instrument"_s);
    m_takenAt->setObjectName(u"pulseImport.takenAt"_s);
    m_takenAt->setCalendarPopup(true);
    m_takenAt->setDisplayFormat(u"yyyy-MM-dd HH:mm:ss"_s);
    m_rate->setObjectName(u"pulseImport.rate"_s);
    m_pulse->setObjectName(u"pulseImport.pulse"_s);
    m_pressure->setObjectName(u"pulseImport.pressure"_s);
    m_words->setObjectName(u"pulseImport.words"_s);
    m_keep->setObjectName(u"pulseImport.keep"_s);
    for (QWidget *later : {static_cast<QWidget *>(m_rate), static_cast<QWidget *>(m_pulse), static_cast<QWidget *>(m_pressure)}) {
        later->setParent(this); // which of them is asked the file says
        later->hide();
    }
    m_instrument->setMaxLength(longestInstrument);
    m_instrument->setPlaceholderText(tr("Maker, model and number, if known"));
    m_rate->setPlaceholderText(tr("only where the file has no times"));
    m_grid->setHorizontalSpacing(theme::gapGroup);
    m_grid->setVerticalSpacing(theme::gap);
    m_grid->setColumnStretch(1, 1);
    auto *file = new QLabel(QFileInfo(m_path).fileName());
    file->setTextInteractionFlags(Qt::TextSelectableByMouse);
    addRow(tr("File"), file);
    addRow(tr("Place"), m_site);
    addRow(tr("Instrument"), m_instrument);
    addRow(tr("Taken at, where the file does not say it"), m_takenAt);
    auto *close = new QPushButton(tr("Cancel"));
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    close->setObjectName(u"pulseImport.cancel"_s);
    close->setAutoDefault(false);
    m_keep->setProperty("primary", true);
    m_keep->setDefault(true);
    m_keep->setEnabled(false);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(theme::gap);
    foot->addStretch();
    for (auto *button : {close, m_keep}) {
        button->setMinimumHeight(theme::touchHeight);
        foot->addWidget(button);
    }
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(theme::gapGroup, theme::gapGroup, theme::gapGroup, theme::gapGroup);
    column->setSpacing(theme::gapGroup);
    column->addLayout(m_grid);
    column->addWidget(m_words);
    column->addStretch();
    column->addLayout(foot);
    setMinimumWidth(theme::formWidth);
}

void PulseImportDialog::addRow(const QString &name, QWidget *field)
{
    const int row = m_grid->rowCount();
    auto *label = new QLabel(name);
    label->setBuddy(field);
    field->setAccessibleName(name);
    m_grid->addWidget(label, row, 0);
    m_grid->addWidget(field, row, 1);
    field->show();
}

void PulseImportDialog::load()
{
    m_words->setText(tr("The file is being read…"));
    runThen(
        this, [path = m_path] { return std::pair(bytesOf(path), bytesOf(traceDescriptionOf(path))); },
        [this](const std::pair<Result<QByteArray>, Result<QByteArray>> &both) {
            if (both.second)
                m_description = *both.second;
            show(both.first);
        });
}

void PulseImportDialog::show(const Result<QByteArray> &bytes)
{
    if (!bytes)
        return show(Read(tl::unexpected(bytes.error())));
    m_bytes = *bytes;
    if (!isEdfFile(m_bytes, m_path)) {
        addRow(tr("Samples a second"), m_rate);
        return read();
    }
    const auto header = parseEdfHeader(m_bytes);
    if (!header)
        return show(Read(tl::unexpected(header.error())));
    m_pulse->addItem(tr("the one called \"Pulse\", or the only one"), QString());
    m_pressure->addItem(tr("the one called \"Pressure\", or none"), QString());
    int number = 0;
    for (const auto &channel : header->channels)
        if (!channel.holdsAnnotations()) {
            const auto which = u"#%1"_s.arg(++number);
            for (auto *box : {m_pulse, m_pressure})
                box->addItem(tr("%1. %2").arg(number).arg(channel.label), which);
        }
    addRow(tr("Pulse"), m_pulse);
    addRow(tr("Pressure of the sensor"), m_pressure);
    read();
}

PulseFileChoice PulseImportDialog::choice() const
{
    PulseFileChoice choice{0, {m_pulse->currentData().toString(), m_pressure->currentData().toString()}};
    if (const auto typed = m_rate->text().trimmed(); !typed.isEmpty()) {
        const auto rate = QLocale().toDouble(typed);
        choice.rateHz = rate > 0 ? rate : -1; // no number: said in words
    }
    return choice;
}

void PulseImportDialog::read()
{
    m_typed.stop();
    m_keep->setEnabled(false);
    m_taken.reset();
    const int number = ++m_reads;
    runThen(
        this,
        [bytes = m_bytes, name = m_path, choice = choice(), description = m_description,
         site = m_site->currentData().toString(), instrument = m_instrument->text().simplified(), takenAt = m_takenAt->dateTime()] {
            return takenFrom(bytes, name, choice, description, site, instrument, takenAt);
        },
        [this, number](const Read &read) {
            if (number == m_reads)
                show(read);
        });
}

void PulseImportDialog::show(const Read &read)
{
    m_keep->setEnabled(read.has_value());
    m_words->setRole(read ? theme::Role::Text : theme::Role::Danger);
    if (!read) {
        m_words->setText(ErrorText::of(read.error()));
        return;
    }
    m_taken = *read;
    const auto &recording = read->recording;
    const auto &analysis = read->taking.analysis;
    const QLocale locale;
    QStringList lines{tr("%1 s, %2 samples a second").arg(locale.toString(recording.seconds(), 'f', 1), locale.toString(recording.rateHz, 'g', 6))};
    if (analysis.perMinute)
        lines.append(tr("%1 beats a minute, quality %2").arg(locale.toString(qRound(*analysis.perMinute))).arg(analysis.quality));
    else
        lines.append(tr("No beats were found in it."));
    if (recording.counts.gaps > 0)
        lines.append(tr("Samples are missing in %n place(s).", nullptr, recording.counts.gaps));
    lines.append(tr("It is kept as taken in from a file, by an instrument that was not checked here."));
    m_words->setText(lines.join(u'\n'));
}

} // namespace sizhen
