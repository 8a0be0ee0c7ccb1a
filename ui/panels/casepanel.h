// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/actbar.h"
#include "ui/screens/context.h"
#include "ui/texts/timetext.h"

#include <QScrollArea>
#include <QVBoxLayout>

namespace sizhen {

struct DraftVersion;

// One step of a case as the work area shows it: a title, what scrolls below it, and the bar of acts at the foot.
// It shows what Desk says and asks Desk; what went wrong it hands up.
class CasePanel : public QWidget
{
    Q_OBJECT
public:
    CasePanel(ScreenContext &context, const QString &step, QWidget *parent = nullptr);

    [[nodiscard]] const QString &step() const { return m_step; }

    // The case as it stands now. What is being typed stays; a panel reads its fields only from a case it does not show
    // yet.
    void setCase(const CaseState &state, const QList<Offer> &offers);

    virtual void leave() {
    } // another step or screen comes to the front: write what is finished, keep the rest as a draft

    [[nodiscard]] virtual QWidget *firstField() { return nullptr; }

Q_SIGNALS:
    void failed(const sizhen::Error &error);
    void said(const QString &sentence);
    void openScreenRequested(const QString &screenId);
    void acted(); // something was written: read the case again

protected:
    virtual void load() = 0; // another case: fill the fields
    virtual void refresh() = 0; // the case as it stands now: states, acts, offers
    virtual void retranslate() = 0;
    void changeEvent(QEvent *event) override;

    // Does it, or hands up why not. `sentence` goes to the status line.
    bool act(const QString &kind, const QCborMap &args, const QString &sentence);
    [[nodiscard]] bool isOffered(const QString &kind) const;

    [[nodiscard]] ScreenContext &context() const { return m_context; }

    [[nodiscard]] const CaseState &state() const { return m_state; }

    [[nodiscard]] const QList<Offer> &offers() const { return m_offers; }

    [[nodiscard]] QString language() const { return m_context.language(); }

    // Versions of this kind that stand side by side, and those that came too late to be applied, in words (FOU-12).
    [[nodiscard]] QList<DraftVersion> versions(const QString &kind) const;
    [[nodiscard]] QString draftPlace(const QString &what) const;
    [[nodiscard]] QByteArray partnerRoot() const;
    [[nodiscard]] Place here() const;
    [[nodiscard]] Place there() const; // the partner's; ours when there is none yet
    [[nodiscard]] QString bothTimes(const QDateTime &at) const;

    [[nodiscard]] QVBoxLayout *body() const { return m_body; }

    [[nodiscard]] ActBar *bar() const { return m_bar; }

    void setTitle(const QString &title);
    void setHint(const QString &sentence); // one muted line below the title
    TextLabel *addSection();
    // A row "label above field" whose label is the field's buddy; returns the label to set its words later.
    QLabel *addField(QWidget *field);
    void setScrolls(bool scrolls); // false: the body fills the panel (a form with its own scrolling)

private:
    ScreenContext &m_context;
    QString m_step;
    CaseState m_state;
    QList<Offer> m_offers;
    TextLabel *m_title;
    TextLabel *m_hint;
    QScrollArea *m_scroll;
    QWidget *m_page;
    QVBoxLayout *m_body;
    ActBar *m_bar;
};

} // namespace sizhen
