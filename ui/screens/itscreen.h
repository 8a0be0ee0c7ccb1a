// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/screens/screen.h"

#include <QHash>

class QGridLayout;
class QPlainTextEdit;
class QPushButton;

namespace sizhen {

class HubRow;
class RefusalsPanel;
class StatusDot;
class TextLabel;

// The parts of this station: each a word, a shape, then a colour; what nobody has spoken of is grey and never green.
// Below: the partners' links, and the last lines of the log, which never hold patient data.
class ItScreen final : public Screen
{
    Q_OBJECT
public:
    static constexpr int logLines = 500;

    explicit ItScreen(ScreenContext &context, QWidget *parent = nullptr);

    [[nodiscard]] QString title() const override;
    void activated() override;
    QWidget *firstFocus() override;

    void setLog(const QStringList &lines);
    void appendLog(const QString &line);

Q_SIGNALS:
    void stopCheckRequested();
    void checkRequested(); // read every page and record of the vault; the answer comes through the HealthBoard

protected:
    void retranslate() override;

private:
    struct Cell {
        TextLabel *name = nullptr;
        StatusDot *state = nullptr;
        TextLabel *sentence = nullptr;
        TextLabel *since = nullptr;
    };

    void build();
    void refresh();
    void refreshLinks();
    void refreshCheck();
    [[nodiscard]] bool isChecking() const;
    Cell &cell(const QString &id);
    [[nodiscard]] QStringList ids() const;

    ScreenContext &m_context;
    TextLabel *m_title;
    QGridLayout *m_cells;
    QHash<QString, Cell> m_byId;
    QPushButton *m_check;
    TextLabel *m_linksTitle;
    QGridLayout *m_links;
    HubRow *m_hub;
    QList<QWidget *> m_linkWidgets;
    TextLabel *m_refusalsTitle;
    RefusalsPanel *m_refusals;
    TextLabel *m_logTitle;
    QPlainTextEdit *m_log;
};

} // namespace sizhen
