// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workflow/engine.h"
#include "ui/screens/context.h"
#include "ui/screens/screen.h"

#include <QHash>
#include <QPointer>

class QStackedWidget;

namespace sizhen {

class BreakGlassPanel;
class CasePanel;
class CaseRail;
class CaseSide;
class TextLabel;

// One case: the steps of the service at the left, the step at work in the middle, what happened at the right.
class CaseScreen final : public Screen
{
    Q_OBJECT
public:
    explicit CaseScreen(ScreenContext &context, QWidget *parent = nullptr);
    ~CaseScreen() override;

    [[nodiscard]] QString title() const override;
    QWidget *rail() override;
    QWidget *side() override;

    [[nodiscard]] bool needsCase() const override { return true; }

    void openCase(const QByteArray &id) override;
    void showStep(const QString &step) override { openStep(step); }

    void activated() override;
    void deactivated() override;
    QWidget *firstFocus() override;

    [[nodiscard]] const QByteArray &caseId() const { return m_case; }

    [[nodiscard]] QString step() const;
    void openStep(const QString &step);

protected:
    void retranslate() override;

private:
    void read(bool advance);
    void showHead(const CaseState &state);
    [[nodiscard]] CasePanel *panel(const QString &step);
    [[nodiscard]] CasePanel *makePanel(const QString &step);
    void stop();
    void closeTo(); // the person is no part of this case

    ScreenContext &m_context;
    QPointer<CaseRail> m_rail; // the window deletes what it placed
    QPointer<CaseSide> m_side;
    QStackedWidget *m_stack;
    TextLabel *m_head;
    TextLabel *m_stage;
    TextLabel *m_exception;
    BreakGlassPanel *m_glass = nullptr; // made when it is needed; owned by the stack
    TextLabel *m_withdrawn;
    QHash<QString, CasePanel *> m_panels; // made when first opened; owned by the stack
    QByteArray m_case;
    QString m_code;
    bool m_reading = false;
};

} // namespace sizhen
