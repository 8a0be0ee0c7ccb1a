// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/casepanel.h"

namespace sizhen {

class ConflictChooser;
class FindingsView;
struct FieldConflict;

// What both sides found, beside each other, differences marked (FOU-09). The other side's reading of a form stays
// covered until this side has closed its own: two blind readings are worth more than one that was led.
class FindingsPanel final : public CasePanel
{
    Q_OBJECT
public:
    explicit FindingsPanel(ScreenContext &context, QWidget *parent = nullptr);

    [[nodiscard]] QWidget *firstField() override;

protected:
    void load() override { }

    void refresh() override;
    void retranslate() override;

private:
    [[nodiscard]] bool isCovered(const QString &form) const;
    void decide(const FieldConflict &conflict, int value);

    TextLabel *m_covered;
    ConflictChooser *m_twice;
    FindingsView *m_view;
};

} // namespace sizhen
