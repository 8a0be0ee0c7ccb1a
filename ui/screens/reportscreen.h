// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workflow/engine.h"
#include "ui/screens/context.h"
#include "ui/screens/screen.h"

#include <QPointer>

class QPushButton;
class QTabBar;
class QVBoxLayout;

namespace sizhen {

class ActBar;
class FindingsRail;
class PaperView;
class PasswordPrompt;
class ReasonRow;
class SignatureBadge;
class TextLabel;
struct PdfVerdict;

// The report and the decision: findings at the left, the page exactly as it will be signed, signers in order at the
// right with one button to sign. A signed page is sealed grey, and its signatures are checked each time it is shown.
class ReportScreen final : public Screen
{
    Q_OBJECT
public:
    explicit ReportScreen(ScreenContext &context, QWidget *parent = nullptr);
    ~ReportScreen() override;

    [[nodiscard]] QString title() const override;
    QWidget *rail() override;
    QWidget *side() override;

    [[nodiscard]] bool needsCase() const override { return true; }

    void openCase(const QByteArray &id) override;
    void activated() override;
    void deactivated() override;
    QWidget *firstFocus() override;

    [[nodiscard]] QString paper() const;
    void openPaper(const QString &paper);

protected:
    void retranslate() override;

private:
    void buildSide();
    void buildActs();
    void read();
    void fillSigners();
    void fillActs();
    void showPaper();
    void showSigned(const QByteArray &pdf);
    void showVerdict(const PdfVerdict &verdict);
    void askToSign();
    void sign(const SecretBytes &password);
    void act(const QString &kind, const QCborMap &args, const QString &sentence);
    [[nodiscard]] const Offer *signOffer() const;

    ScreenContext &m_context;
    QByteArray m_case;
    CaseState m_state;
    QList<Offer> m_offers;
    QPointer<FindingsRail> m_rail;
    QTabBar *m_tabs;
    SignatureBadge *m_badge;
    PaperView *m_view;
    QPointer<QWidget> m_sideWidget;
    TextLabel *m_stateLabel;
    TextLabel *m_signersTitle;
    QVBoxLayout *m_signers;
    TextLabel *m_doubts;
    ActBar *m_bar;
    QPushButton *m_sign;
    TextLabel *m_signWhy;
    PasswordPrompt *m_prompt;
    ReasonRow *m_back;
    int m_number = 0; // of the rendering under way
};

} // namespace sizhen
