// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/pulsekeeper.h"
#include "core/pulse/pulsefile.h"

#include <QDialog>
#include <QTimer>

#include <optional>

class QComboBox;
class QDateTimeEdit;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace sizhen {

class TextLabel;

// A recording that another program made, taken in as a file (CSV, EDF): the person says what the file does not say
// itself, sees what would be kept, and keeps it. It stays marked as taken in from a file.
class PulseImportDialog final : public QDialog
{
    Q_OBJECT
public:
    // `path` is read on another thread, again whenever something else is said about it.
    PulseImportDialog(const QString &path, const QString &site, QWidget *parent = nullptr);

Q_SIGNALS:
    void taken(const sizhen::PulseTaken &taken); // to be kept

private:
    using Read = Result<PulseTaken>;

    void build();
    void load();
    void show(const Result<QByteArray> &bytes); // of the file: what it asks about
    void read(); // what it holds
    void show(const Read &read);
    void addRow(const QString &name, QWidget *field);
    [[nodiscard]] PulseFileChoice choice() const;

    const QString m_path;
    QByteArray m_bytes;
    std::optional<QByteArray> m_description;
    std::optional<PulseTaken> m_taken; // as it would be kept
    int m_reads = 0; // the last one counts
    QTimer m_typed{this};
    QGridLayout *m_grid;
    QComboBox *m_site;
    QLineEdit *m_instrument;
    QDateTimeEdit *m_takenAt; // where the file does not say it
    QLineEdit *m_rate; // of CSV
    QComboBox *m_pulse; // of EDF
    QComboBox *m_pressure;
    TextLabel *m_words;
    QPushButton *m_keep;
};

} // namespace sizhen
