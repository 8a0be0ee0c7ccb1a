// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/casepanel.h"

class QLineEdit;
class QTabWidget;

namespace sizhen {

class FormPane;
class PicturesPane;

// One of the four examinations: its forms, its pictures, and the words why it was not done (FOU-08).
class ExamsPanel final : public CasePanel
{
    Q_OBJECT
public:
    ExamsPanel(ScreenContext &context, const QString &step, QWidget *parent = nullptr);

    void leave() override;
    [[nodiscard]] QWidget *firstField() override;

protected:
    void load() override;
    void refresh() override;
    void retranslate() override;

private:
    void saveAll();
    void recordNotDone();

    QTabWidget *m_tabs;
    QList<FormPane *> m_forms;
    PicturesPane *m_pictures = nullptr; // of "look" only
    QWidget *m_notDoneRow;
    QLabel *m_notDoneLabel;
    QLineEdit *m_notDone;
    QPushButton *m_notDoneButton;
    TextLabel *m_notDoneSaid;
    QPushButton *m_pulse = nullptr; // of "palpate" only
};

} // namespace sizhen
