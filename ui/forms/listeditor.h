// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/forms/fieldeditor.h"

#include <QStringList>

namespace sizhen {

class FlowLayout;
class OptionLine;

// A list one adds to by typing (codes, links) or one entry of that sort (ref). Suggestions are found by Chinese, pinyin
// or English; what fits none is taken as typed, except for links, which must lead somewhere.
class ListEditor final : public FieldEditor
{
    Q_OBJECT
public:
    explicit ListEditor(const EditorSetting &setting, QWidget *parent = nullptr);

    [[nodiscard]] QCborValue value() const override;
    void setValue(const QCborValue &value) override;
    [[nodiscard]] QWidget *firstControl() override;

private:
    void add(const QString &entry);
    void remove(const QString &entry);
    void showEntries();
    [[nodiscard]] QString wordsOf(const QString &entry) const;

    bool m_one; // ref
    QStringList m_entries;
    OptionLine *m_line;
    QWidget *m_shown;
    FlowLayout *m_flow;
};

// The findings of the four examinations, to link to.
[[nodiscard]] QList<FormOption> linkTargets(const FormLibrary &library);

} // namespace sizhen
