// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/casestate.h"

#include <QCborArray>
#include <QWidget>

class QGridLayout;
class QPushButton;

namespace sizhen {

class TextLabel;

// One of several versions of an opinion or a plan, as it is shown.
struct DraftVersion {
    QByteArray entry;
    QString who;
    QString when;
    QString where; // station or institution
    QCborMap args;
    bool late = false; // it arrived when the text was frozen or signed already: not applied
};

// Opinions or plans that were written without seeing each other (FOU-12), side by side: who, when and where, what
// differs, what is the same. Where this side may write, each can be continued from; the text that follows names them
// all, and all stay in the record. Shows and says; writes nothing.
class DraftChooser final : public QWidget
{
    Q_OBJECT
public:
    explicit DraftChooser(QWidget *parent = nullptr);

    // Less than two versions: hidden. `mayDecide`: a person here may write the next version now.
    void show(const QList<DraftVersion> &versions, bool mayDecide, const QString &language);

    // Entries that the version in the editor takes the place of; empty: none was chosen. To be kept with the draft.
    [[nodiscard]] QCborArray resolves() const { return m_resolves; }

    void restore(const QCborArray &resolves); // with the draft; empty after it became an event
    void offerPutBack(bool offered); // what stood in the editor before the choice can be had again

Q_SIGNALS:
    void chosen(const QCborMap &args);
    void putBackRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void fill();
    [[nodiscard]] QString explanation() const;
    void addHead(int column, const DraftVersion &version);
    void addRow(int row, const QString &heading, const QStringList &texts, const QStringList &others);
    void choose(const DraftVersion &version);
    void clearGrid();

    QList<DraftVersion> m_versions;
    bool m_mayDecide = false;
    QString m_language;
    QCborArray m_resolves;
    QByteArray m_base; // the entry that was continued from, in this sitting
    TextLabel *m_title;
    TextLabel *m_explained;
    QGridLayout *m_grid;
    TextLabel *m_same;
    QPushButton *m_putBack;
};

} // namespace sizhen
