// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/labeledit.h"

#include <QCborMap>
#include <QWidget>

class QLineEdit;

namespace sizhen {

class RowsEdit;
class TermBase;
class TextLabel;

// A disease or pattern, principle, herbs and points: what an opinion and a decision both hold. Names are looked up in
// the term base, so that typing one language fills in the other.
class PrescriptionEdit final : public QWidget
{
    Q_OBJECT
public:
    explicit PrescriptionEdit(const TermBase &terms, QWidget *parent = nullptr);

    void setValue(const QCborMap &args); // keys disease pattern principle herbs points
    [[nodiscard]] QCborMap value() const;
    void setReadOnly(bool readOnly);
    void retranslate();
    [[nodiscard]] QWidget *firstField() const;
    // One herb or point more, as "adopt" on a line does.
    void adopt(const QString &part, const QCborValue &value);

    [[nodiscard]] static LabelEdit::Translate translator(const TermBase &terms);

Q_SIGNALS:
    void edited();

private:
    struct Named {
        QLabel *label = nullptr;
        LabelEdit *text = nullptr;
        QLabel *codesLabel = nullptr;
        QLineEdit *codes = nullptr;
    };

    Named addNamed(const QString &name);

    Named m_disease;
    Named m_pattern;
    QLabel *m_principleLabel;
    LabelEdit *m_principle;
    QLabel *m_herbsLabel;
    RowsEdit *m_herbs;
    QLabel *m_pointsLabel;
    RowsEdit *m_points;
};

} // namespace sizhen
