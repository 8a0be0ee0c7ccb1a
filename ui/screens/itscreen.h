// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/screens/screen.h"

#include <QHash>

#include <functional>

class QGridLayout;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;
class QTabBar;

namespace sizhen {

class ForwarderRow;
class HubRow;
class EmergencyNumberRow;
class PreCheckRow;
class RelayRow;
class RefusalsPanel;
class StationsPanel;
class UplinksRow;
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
    void showStep(const QString &section) override; // "overview", "stations", "refused", "safekeeping"

    // One more page beside the overview, shown by its object name. `name` is asked again when the language changes.
    void addSection(QWidget *section, std::function<QString()> name);
    [[nodiscard]] StationsPanel &stations() const { return *m_stations; }

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
    QTabBar *m_tabs;
    QStackedWidget *m_sections;
    QList<std::function<QString()>> m_names;
    QGridLayout *m_cells;
    QHash<QString, Cell> m_byId;
    QPushButton *m_check;
    TextLabel *m_linksTitle;
    QGridLayout *m_links;
    HubRow *m_hub;
    RelayRow *m_relay;
    ForwarderRow *m_forwarder;
    UplinksRow *m_uplinks;
    EmergencyNumberRow *m_emergency;
    PreCheckRow *m_preCheck;
    QList<QWidget *> m_linkWidgets;
    TextLabel *m_refusalsTitle;
    RefusalsPanel *m_refusals;
    StationsPanel *m_stations;
    TextLabel *m_logTitle;
    QPlainTextEdit *m_log;
};

} // namespace sizhen
