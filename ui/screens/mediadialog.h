// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callmedia.h"

#include <QDialog>

#include <memory>

class QCheckBox;
class QComboBox;
class QPushButton;

namespace sizhen {

class FieldRows;
class LevelBar;
class StatusDot;
class TextLabel;
class VideoView;

// Camera and sound of this station: which are used, and a test of each. While it is open and nobody speaks, picture and
// levels are live; in a call only the choice can be changed, and the call follows at once.
class MediaDialog final : public QDialog
{
    Q_OBJECT
public:
    explicit MediaDialog(CallMedia &media, QWidget *parent = nullptr);
    ~MediaDialog() override;

Q_SIGNALS:
    void failed(const sizhen::Error &error); // a choice was not kept

protected:
    void changeEvent(QEvent *event) override;

private:
    // One device's line: choice, verdict.
    struct Row {
        MediaRole role;
        QComboBox *choice;
        StatusDot *verdict;
    };

    void build();
    void addRow(MediaRole role);
    void retranslate();
    void refresh(); // lists and choices
    void fill(const Row &row, const MediaView &view);
    void choose(const Row &row);
    void restart(); // the devices that are chosen now
    void test();
    void tell(const MediaFindings &findings);
    void forget(); // verdicts of other devices

    CallMedia &m_media;
    FieldRows *m_fields;
    QList<Row> m_rows;
    QCheckBox *m_echo;
    VideoView *m_picture;
    TextLabel *m_levelLabel;
    LevelBar *m_level;
    TextLabel *m_words;
    QPushButton *m_test;
    QPushButton *m_close;
    std::unique_ptr<MediaCheck> m_check; // while nobody speaks
    CallDevices m_checked;
    std::optional<MediaFindings> m_findings;
    bool m_testing = false;
};

} // namespace sizhen
