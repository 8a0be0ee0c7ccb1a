// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/patientscreen.h"
#include "ui/models/patientmodel.h"
#include "ui/screens/context.h"
#include "ui/screens/patientpage.h"
#include "ui/screens/registerpage.h"
#include "ui/widgets/textlabel.h"

#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QScrollArea>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

PatientScreen::PatientScreen(ScreenContext &context, QWidget *parent)
    : Screen(parent)
    , m_context(context)
    , m_model(new PatientModel(this))
    , m_filter(new QSortFilterProxyModel(this))
    , m_rail(new QWidget)
    , m_search(new QLineEdit)
    , m_list(new QListView)
    , m_new(new QPushButton)
    , m_pages(new QStackedWidget)
    , m_hint(new TextLabel(theme::Type::Body, theme::Role::TextMuted))
    , m_patient(new PatientPage(context))
    , m_register(new RegisterPage)
{
    build();
    connect(m_search, &QLineEdit::textChanged, m_filter, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &PatientScreen::choose);
    connect(m_new, &QPushButton::clicked, this, &PatientScreen::startRegister);
    connect(m_register, &RegisterPage::registerRequested, this, &PatientScreen::registerPatient);
    connect(m_register, &RegisterPage::cancelled, this, [this] { choose(m_list->currentIndex()); });
    connect(m_patient, &PatientPage::openCaseRequested, this, &Screen::openCaseRequested);
    connect(m_patient, &PatientPage::failed, this, &Screen::failed);
    connect(m_patient, &PatientPage::said, this, &Screen::said);
    connect(&context.desk, &Desk::patientsChanged, this, &PatientScreen::refresh);
    connect(&context.desk, &Desk::caseChanged, m_patient, &PatientPage::refresh);
    retranslate();
}

void PatientScreen::build()
{
    m_search->setObjectName(u"patientSearch"_s);
    m_search->setClearButtonEnabled(true);
    m_list->setObjectName(u"patientList"_s);
    m_list->setModel(m_filter);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setWordWrap(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_new->setObjectName(u"newPatientButton"_s);
    m_filter->setSourceModel(m_model);
    m_filter->setFilterRole(PatientModel::SearchRole);
    m_filter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_hint->setWordWrap(true);
    m_hint->setAlignment(Qt::AlignCenter);
    auto *column = new QVBoxLayout(m_rail);
    column->setContentsMargins(theme::gap, theme::gapGroup, theme::gap, theme::gapGroup);
    column->addWidget(m_search);
    column->addWidget(m_list, 1);
    column->addWidget(m_new);
    m_pages->addWidget(m_hint);
    for (auto *page : {static_cast<QWidget *>(m_patient), static_cast<QWidget *>(m_register)}) {
        auto *scroll = new QScrollArea;
        scroll->setFrameShape(QFrame::NoFrame);
        scroll->setFocusPolicy(Qt::NoFocus);
        scroll->setWidgetResizable(true);
        scroll->setWidget(page);
        m_pages->addWidget(scroll);
    }
    auto *page = new QVBoxLayout(this);
    page->setContentsMargins({});
    page->addWidget(m_pages);
}

QString PatientScreen::title() const
{
    return tr("Patients");
}

void PatientScreen::activated()
{
    refresh();
}

QWidget *PatientScreen::firstFocus()
{
    return m_model->rowCount() == 0 ? static_cast<QWidget *>(m_new) : m_search;
}

void PatientScreen::refresh()
{
    auto patients = m_context.desk.patients();
    if (!patients) {
        Q_EMIT failed(patients.error());
        return;
    }
    const auto chosen = m_list->currentIndex().data(PatientModel::IdRole).toByteArray();
    m_model->setPatients(std::move(*patients), m_context.language(), m_context.desk.ledger().now().date());
    if (!chosen.isEmpty())
        m_list->setCurrentIndex(m_filter->mapFromSource(m_model->index(m_model->rowOf(chosen))));
    m_hint->setText(m_model->rowCount() == 0
                        ? tr("No patient is registered here yet. Register the first one at the left.")
                        : tr("Choose a patient at the left."));
    if (m_pages->currentIndex() == 1)
        m_patient->refresh();
}

void PatientScreen::choose(const QModelIndex &index)
{
    const auto id = index.data(PatientModel::IdRole).toByteArray();
    m_pages->setCurrentIndex(id.isEmpty() ? 0 : 1);
    if (!id.isEmpty())
        m_patient->setPatient(id);
}

void PatientScreen::showItem(const QByteArray &id)
{
    m_search->clear();
    m_list->setCurrentIndex(m_filter->mapFromSource(m_model->index(m_model->rowOf(id))));
    choose(m_list->currentIndex());
    m_patient->firstField()->setFocus();
}

void PatientScreen::startRegister()
{
    const auto &ledger = m_context.desk.ledger();
    m_register->setToday(ledger.now().date());
    m_register->clear(ledger.institution().country);
    m_pages->setCurrentIndex(2);
    m_register->firstField()->setFocus();
}

void PatientScreen::registerPatient(const QCborMap &args)
{
    const auto made = m_context.desk.registerPatient(args, m_context.actor());
    if (!made) {
        Q_EMIT failed(made.error());
        return;
    }
    Q_EMIT said(tr("The patient is registered."));
    refresh();
    showItem(*made);
}

void PatientScreen::retranslate()
{
    m_search->setPlaceholderText(tr("Name, date or number"));
    m_search->setAccessibleName(tr("Find a patient"));
    m_list->setAccessibleName(tr("Patients"));
    m_new->setText(tr("Register a patient"));
    refresh();
}

} // namespace sizhen
