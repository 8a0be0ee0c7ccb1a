// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/forms/fieldeditor.h"

#include <QList>

class QPushButton;

namespace sizhen {

class ChipGroup;

// For each place (tip, centre, root …) the chips of what is seen there.
class ZonesEditor final : public FieldEditor
{
    Q_OBJECT
public:
    explicit ZonesEditor(const EditorSetting &setting, QWidget *parent = nullptr);

    [[nodiscard]] QCborValue value() const override;
    void setValue(const QCborValue &value) override;
    [[nodiscard]] QWidget *firstControl() override;

private:
    QList<ChipGroup *> m_groups; // one a zone
};

// Each item answered yes or no; what is left over may be said no at once.
class YesNoEditor final : public FieldEditor
{
    Q_OBJECT
public:
    explicit YesNoEditor(const EditorSetting &setting, QWidget *parent = nullptr);

    [[nodiscard]] QCborValue value() const override;
    void setValue(const QCborValue &value) override;
    [[nodiscard]] QWidget *firstControl() override;

private:
    void restNo();
    void showRest();

    QList<ChipGroup *> m_groups; // one an item
    QPushButton *m_rest;
};

} // namespace sizhen
