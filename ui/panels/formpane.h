// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workflow/engine.h"
#include "ui/screens/context.h"

#include <QCborMap>
#include <QWidget>

class QLineEdit;
class QScrollArea;
class QVBoxLayout;

namespace sizhen {

class DraftKeeper;
class FormView;
class TextLabel;

// One form of a case: drawn by FormView, kept as a draft at every pause, written as an act when left or saved.
// Only what changed goes into the act.
class FormPane final : public QWidget
{
    Q_OBJECT
public:
    enum class Scroll { Yes, No };

    FormPane(ScreenContext &context, const QString &formId, Scroll scroll, QWidget *parent = nullptr);

    [[nodiscard]] const QString &formId() const { return m_formId; }

    void setCase(const CaseState &state, const QList<Offer> &offers);
    bool save(); // false: Desk said no, and failed() was emitted; the draft stays
    void leave(); // saves what is changed when it may be saved
    [[nodiscard]] bool isChanged() const;
    void showField(const QString &fieldId); // opens its section and puts the keyboard there

Q_SIGNALS:
    void failed(const sizhen::Error &error);
    void said(const QString &sentence);
    void acted();

protected:
    void changeEvent(QEvent *event) override;

private:
    void build(); // the view, in the language of now
    void fill();
    [[nodiscard]] QCborMap changes() const;
    [[nodiscard]] bool correctsShared(const QCborMap &changes) const;
    void showReason();
    void attach(const QString &fieldId);
    void tellOthers();
    void retranslate();

    ScreenContext &m_context;
    QString m_formId;
    CaseState m_state;
    bool m_writable = false;
    FormView *m_view = nullptr;
    QScrollArea *m_scroll = nullptr;
    QVBoxLayout *m_column;
    TextLabel *m_draftNote;
    QLineEdit *m_reason;
    DraftKeeper *m_keeper;
};

} // namespace sizhen
