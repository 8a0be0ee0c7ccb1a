// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/examspanel.h"

#include "ui/models/casereading.h"
#include "ui/models/casesteps.h"
#include "ui/panels/formpane.h"
#include "ui/panels/picturespane.h"

#include <QLineEdit>
#include <QTabWidget>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

ExamsPanel::ExamsPanel(ScreenContext &context, const QString &step, QWidget *parent)
    : CasePanel(context, step, parent)
    , m_tabs(new QTabWidget)
    , m_notDoneRow(new QWidget)
    , m_notDoneLabel(new QLabel)
    , m_notDone(new QLineEdit)
    , m_notDoneButton(new QPushButton)
    , m_notDoneSaid(makeWords(theme::Type::Body, theme::Role::Caution))
{
    setScrolls(false);
    m_tabs->setObjectName(step + u".tabs"_s);
    m_tabs->setDocumentMode(true);
    body()->addWidget(m_notDoneSaid);
    body()->addWidget(m_tabs, 1);
    const auto forms = formsOfStep(step);
    for (const auto &form : forms) {
        auto *pane = new FormPane(context, form, FormPane::Scroll::Yes);
        m_forms.append(pane);
        m_tabs->addTab(pane, QString());
        connect(pane, &FormPane::failed, this, &CasePanel::failed);
        connect(pane, &FormPane::said, this, &CasePanel::said);
        connect(pane, &FormPane::acted, this, &CasePanel::acted);
    }
    if (step == u"look") {
        m_pictures = new PicturesPane(context);
        m_tabs->addTab(m_pictures, QString());
        connect(m_pictures, &PicturesPane::failed, this, &CasePanel::failed);
        connect(m_pictures, &PicturesPane::said, this, &CasePanel::said);
        connect(m_pictures, &PicturesPane::acted, this, &CasePanel::acted);
    }
    if (step == u"palpate")
        m_pulse = bar()->addPlain(u"openPulse"_s, [this] { Q_EMIT openScreenRequested(u"pulse"_s); });
    connect(m_tabs, &QTabWidget::currentChanged, this, [this](int index) {
        for (int i = 0; i < m_forms.size(); ++i)
            if (i != index)
                m_forms.at(i)->leave(); // leaving a page writes it
    });
    m_tabs->setTabBarAutoHide(true);
    auto *row = new QHBoxLayout(m_notDoneRow);
    row->setContentsMargins(0, 0, 0, 0);
    m_notDoneLabel->setBuddy(m_notDone);
    m_notDone->setObjectName(step + u".notDone"_s);
    m_notDoneButton->setObjectName(step + u".notDone.record"_s);
    row->addWidget(m_notDoneLabel);
    row->addWidget(m_notDone, 1);
    row->addWidget(m_notDoneButton);
    body()->addWidget(m_notDoneRow);
    connect(m_notDoneButton, &QPushButton::clicked, this, [this] { recordNotDone(); });
    connect(m_notDone, &QLineEdit::returnPressed, this, [this] { recordNotDone(); });
    bar()->addAct(u"case.form_saved"_s, ActBar::Look::Primary, [this] { saveAll(); });
}

QWidget *ExamsPanel::firstField()
{
    return m_tabs->currentWidget();
}

void ExamsPanel::leave()
{
    for (auto *form : std::as_const(m_forms))
        form->leave();
}

void ExamsPanel::load()
{
    m_notDone->clear();
    m_tabs->setCurrentIndex(0);
}

void ExamsPanel::saveAll()
{
    bool any = false;
    for (auto *form : std::as_const(m_forms))
        if (form->isChanged()) {
            any = true;
            if (!form->save())
                return;
        }
    if (!any)
        Q_EMIT said(tr("Nothing has changed."));
}

void ExamsPanel::recordNotDone()
{
    const QCborMap notDone{{u"method"_s, methodOfStep(step())}, {u"reason"_s, m_notDone->text().trimmed()}};
    if (act(u"case.form_saved"_s, {{u"form"_s, m_forms.first()->formId()}, {u"notDone"_s, notDone}},
            tr("It is recorded why this examination was not done.")))
        m_notDone->clear();
}

void ExamsPanel::refresh()
{
    for (auto *form : std::as_const(m_forms))
        form->setCase(state(), offers());
    if (m_pictures)
        m_pictures->setCase(state(), offers());
    const bool writable = isOffered(u"case.form_saved"_s);
    const auto reason = caseread::notDone(state(), methodOfStep(step()), state().mySide);
    const bool found = caseread::hasFindings(state(), formsOfStep(step()), state().mySide);
    m_notDoneSaid->setText(tr("Not done: %1").arg(reason));
    m_notDoneSaid->setVisible(!reason.isEmpty());
    m_notDoneRow->setVisible(writable && !found && reason.isEmpty());
    bar()->update(offers(), language());
}

void ExamsPanel::retranslate()
{
    setTitle(StepText::title(step()));
    for (int i = 0; i < m_forms.size(); ++i)
        if (const auto *form = context().forms.form(m_forms.at(i)->formId()))
            m_tabs->setTabText(i, form->label.in(language()));
    if (m_pictures)
        m_tabs->setTabText(int(m_forms.size()), tr("Pictures"));
    m_tabs->setAccessibleName(StepText::title(step()));
    m_notDoneLabel->setText(tr("Not done because"));
    m_notDone->setAccessibleName(tr("Reason why this examination was not done"));
    m_notDoneButton->setText(tr("Record the reason"));
    if (m_pulse)
        m_pulse->setText(tr("Take the pulse"));
    bar()->setWords(u"case.form_saved"_s, tr("Save"));
}

} // namespace sizhen
