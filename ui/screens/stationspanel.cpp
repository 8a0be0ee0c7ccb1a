// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/stationspanel.h"

#include "core/records/joining.h"
#include "ui/screens/context.h"
#include "ui/texts/timetext.h"
#include "ui/widgets/card.h"
#include "ui/widgets/mark.h"
#include "ui/widgets/textlabel.h"

#include <QComboBox>
#include <QEvent>
#include <QFile>
#include <QFileDialog>
#include <QGridLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

StationsPanel::StationsPanel(ScreenContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_title(new TextLabel(theme::Type::Section))
    , m_rows(new QGridLayout)
    , m_add(new QPushButton)
    , m_form(new QWidget)
    , m_who(new TextLabel)
    , m_explained(new TextLabel(theme::Type::Body, theme::Role::TextMuted))
    , m_digitsLabel(new TextLabel)
    , m_digits(new QLineEdit)
    , m_roleLabel(new TextLabel)
    , m_role(new QComboBox)
    , m_admit(new QPushButton)
    , m_cancel(new QPushButton)
    , m_answer(new TextLabel)
{
    build();
    connect(&context.desk.ledger(), &Ledger::changed, this, [this](const QByteArray &stream) {
        if (stream == m_context.desk.ledger().institutionStream())
            refresh();
    });
    connect(&context.health, &HealthBoard::changed, this, [this](const QString &id) {
        if (id == u"house"_s)
            refresh();
    });
    connect(m_add, &QPushButton::clicked, this, &StationsPanel::askForRequest);
    connect(m_cancel, &QPushButton::clicked, this, &StationsPanel::closeForm);
    connect(m_admit, &QPushButton::clicked, this, &StationsPanel::askWhereTo);
    connect(m_digits, &QLineEdit::textChanged, this, [this](const QString &typed) {
        m_admit->setEnabled(sameDigits(typed, joinNumber(m_request)));
    });
    closeForm();
    retranslate();
}

void StationsPanel::build()
{
    m_add->setObjectName(u"admitStationButton"_s);
    m_digits->setObjectName(u"joinDigits"_s);
    m_digitsLabel->setBuddy(m_digits);
    m_role->setObjectName(u"joinRole"_s);
    m_roleLabel->setBuddy(m_role);
    m_admit->setObjectName(u"admitButton"_s);
    m_admit->setProperty("primary", true);
    m_cancel->setObjectName(u"cancelAdmitButton"_s);
    m_cancel->setProperty("quiet", true);
    m_answer->setObjectName(u"joinAnswer"_s);
    m_answer->setTextInteractionFlags(Qt::TextSelectableByMouse);
    for (auto *label : {m_who, m_explained, m_answer})
        label->setWordWrap(true);
    for (const auto *role : {"room", "office", "node"})
        m_role->addItem(QString(), QString::fromLatin1(role)); // {} would be an icon
    m_rows->setHorizontalSpacing(theme::gapSection);
    m_rows->setVerticalSpacing(theme::gap);
    m_rows->setContentsMargins(theme::gapGroup, theme::gapGroup, theme::gapGroup, theme::gapGroup);
    m_rows->setColumnStretch(2, 1);
    auto *panel = new Panel;
    panel->setLayout(m_rows);

    auto *fields = new QGridLayout;
    fields->setContentsMargins({});
    fields->setHorizontalSpacing(theme::gapGroup);
    fields->addWidget(m_digitsLabel, 0, 0);
    fields->addWidget(m_digits, 0, 1);
    fields->addWidget(m_roleLabel, 1, 0);
    fields->addWidget(m_role, 1, 1);
    fields->setColumnStretch(1, 1);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_admit);
    auto *form = new QVBoxLayout(m_form);
    form->setContentsMargins({});
    form->addWidget(m_who);
    form->addWidget(m_explained);
    form->addLayout(fields);
    form->addLayout(buttons);

    auto *head = new QHBoxLayout;
    head->addWidget(m_title);
    head->addStretch();
    head->addWidget(m_add);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addLayout(head);
    column->addWidget(panel);
    column->addWidget(m_answer);
    column->addWidget(m_form);
}

void StationsPanel::setLineOf(const LineOf &lineOf)
{
    m_lineOf = lineOf;
    refresh();
}

void StationsPanel::addRow(int row, const QString &name, const QString &role, QWidget *state, const QString &last)
{
    auto *first = new TextLabel;
    first->setText(name);
    auto *kind = new TextLabel(theme::Type::Body, theme::Role::TextMuted);
    kind->setText(role);
    auto *newest = new TextLabel(theme::Type::Small, theme::Role::TextMuted);
    newest->setText(last);
    const QList<QWidget *> widgets{first, state, kind, newest};
    for (int column = 0; column < widgets.size(); ++column)
        m_rows->addWidget(widgets.at(column), row, column);
    m_rowWidgets += widgets;
}

void StationsPanel::refresh()
{
    qDeleteAll(m_rowWidgets);
    m_rowWidgets.clear();
    const auto &ledger = m_context.desk.ledger();
    const auto stations = ledger.stations();
    if (!stations) {
        Q_EMIT failed(stations.error());
        return;
    }
    const auto roleWord = [](const QString &role) {
        return role == u"node"_s ? tr("node") : role == u"room"_s ? tr("room") : tr("office");
    };
    int row = 0;
    for (const auto &one : *stations) {
        auto *state = new StatusDot;
        state->setObjectName(u"station."_s + one.certificate.name);
        const auto line = m_lineOf ? m_lineOf(one.certificate.tlsSpkiHash) : Line::NotConnected;
        if (!one.current)
            state->set(Mark::NotPresent, tr("withdrawn"));
        else if (one.ours)
            state->set(Mark::Good, tr("this station"));
        else if (line == Line::Connected)
            state->set(Mark::Good, tr("connected"));
        else if (line == Line::Connecting)
            state->set(Mark::Working, tr("connecting"));
        else
            state->set(Mark::Warning, tr("not connected"));
        const auto where = one.addresses.isEmpty() ? tr("no address told") : one.addresses.join(u", "_s);
        auto last = one.heardAt.isValid() ? tr("Newest receipt: %1").arg(TimeText::since(one.heardAt, ledger.now()))
                                          : tr("No receipt yet");
        if (one.ours)
            last.clear();
        addRow(row++, one.certificate.name, roleWord(one.role) + u" · "_s + where, state, last);
    }
    if (row == 1) {
        auto *hint = new TextLabel(theme::Type::Small, theme::Role::TextMuted);
        hint->setText(tr("This is the only station of this institution."));
        m_rows->addWidget(hint, row, 0, 1, 4);
        m_rowWidgets.append(hint);
    }
}

void StationsPanel::askForRequest()
{
    auto *dialog = new QFileDialog(window(), tr("Join request"), {}, tr("Join requests (*.sizhen-request);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &StationsPanel::openRequest);
    dialog->open();
}

void StationsPanel::openRequest(const QString &file)
{
    QFile source(file);
    if (!source.open(QIODevice::ReadOnly)) {
        Q_EMIT failed({Fault::Io, source.errorString(), {}, u"file.unreadable"_s, {{u"file"_s, file}}});
        return;
    }
    m_request = source.read(maxJoinRequest + 1);
    const auto request = openJoinRequest(m_request);
    if (!request) {
        auto error = request.error();
        if (error.message.isEmpty())
            error.message = u"station.request_damaged"_s;
        closeForm();
        Q_EMIT failed(error);
        return;
    }
    m_name = request->name;
    m_number.clear();
    m_digits->clear();
    m_form->setVisible(true);
    m_add->setEnabled(false);
    retranslate();
    m_digits->setFocus();
}

void StationsPanel::closeForm()
{
    m_request.clear();
    m_name.clear();
    m_digits->clear();
    m_admit->setEnabled(false);
    m_form->setVisible(false);
    m_add->setEnabled(true);
}

void StationsPanel::askWhereTo()
{
    auto *dialog = new QFileDialog(window(), tr("Save the parcel as"), {}, tr("Join parcels (*.sizhen-join)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"sizhen-join"_s);
    connect(dialog, &QFileDialog::fileSelected, this, &StationsPanel::admitTo);
    dialog->open();
}

void StationsPanel::admitTo(const QString &file)
{
    if (!sameDigits(m_digits->text(), joinNumber(m_request)))
        return;
    QSaveFile target(file); // first: a parcel that cannot be written must not leave a station that cannot join
    if (!target.open(QIODevice::WriteOnly)) {
        Q_EMIT failed({Fault::Io, target.errorString(), {}, u"file.unwritable"_s, {{u"file"_s, file}}});
        return;
    }
    const auto admitted = m_context.desk.ledger().admit(m_request, m_role->currentData().toString());
    if (!admitted) {
        Q_EMIT failed(admitted.error());
        return;
    }
    if (target.write(admitted->parcel) != admitted->parcel.size() || !target.commit()) {
        Q_EMIT failed({Fault::Io, target.errorString(), {}, u"file.unwritable"_s, {{u"file"_s, file}}});
        return;
    }
    m_number = admitted->number;
    m_admitted = m_name;
    Q_EMIT said(tr("Admitted: %1").arg(m_name));
    closeForm();
    retranslate();
}

void StationsPanel::retranslate()
{
    m_title->setText(tr("Stations of this institution"));
    m_add->setText(tr("Admit a new station…"));
    m_add->setToolTip(tr("On the new machine, run \"sizhenctl station request\", then bring its file here."));
    m_who->setText(tr("%1 asks to join.").arg(m_name));
    m_explained->setText(tr("Ask the person at the new machine to read out the sixteen digits shown there, and type them "
                            "here. They must come from the machine itself, by voice or in person."));
    m_digitsLabel->setText(tr("Number read out at the new machine"));
    m_digits->setAccessibleName(m_digitsLabel->text());
    m_roleLabel->setText(tr("What it will be"));
    m_role->setAccessibleName(m_roleLabel->text());
    m_role->setItemText(0, tr("Room: patients are seen here"));
    m_role->setItemText(1, tr("Office: may also certify people"));
    m_role->setItemText(2, tr("Node: no screen, keeps a copy of everything"));
    m_admit->setText(tr("Admit"));
    m_cancel->setText(tr("Cancel"));
    m_answer->setVisible(!m_number.isEmpty());
    m_answer->setText(tr("%1 is admitted. Carry the parcel to it and read out this number there: %2")
                          .arg(m_admitted, m_number));
    refresh();
}

void StationsPanel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

} // namespace sizhen
