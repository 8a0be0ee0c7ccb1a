// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/archivepanel.h"

#include "core/consult/manifest.h"
#include "ui/models/casereading.h"
#include "ui/models/casetimeline.h"
#include "ui/panels/reasonrow.h"
#include "ui/panels/recordcare.h"
#include "ui/panels/recordingspane.h"
#include "ui/texts/acttext.h"
#include "ui/texts/codetext.h"
#include "ui/texts/stagetext.h"
#include "ui/widgets/passwordprompt.h"

#include <QComboBox>
#include <QFontDatabase>
#include <QHeaderView>
#include <QLineEdit>
#include <QTableWidget>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int sumShown = 16; // digits of a SHA-256 in a list; the whole one is in the tool tip

// "kovacs@3f9a…" without the house: the column is narrow and the house is in the tool tip.
QString namesOf(const QStringList &signers)
{
    QStringList names;
    for (const auto &signer : signers)
        names.append(signer.section(u'@', 0, 0));
    return names.join(u", "_s);
}

// What an item is: the act itself, or the original that the act names.
QString itemWords(const ManifestItem &item, const CaseState &state, const QString &language)
{
    const auto entry = QByteArray::fromHex(item.entry.toLatin1());
    for (const auto &act : state.acts)
        if (act.event.hash == entry) {
            const auto words = ActText::of(act.event, language);
            return act.kind() == item.kind ? words : ArchivePanel::tr("Original: %1").arg(words);
        }
    Event event;
    event.kind = item.kind;
    return ActText::knows(item.kind) ? ActText::of(event, language) : CodeText::of(item.kind);
}

} // namespace

ArchivePanel::ArchivePanel(ScreenContext &context, QWidget *parent)
    : CasePanel(context, u"archive"_s, parent)
    , m_state(makeWords())
    , m_missing(makeWords(theme::Type::Body, theme::Role::Caution))
    , m_confirmations(makeWords())
    , m_list(new QTableWidget(0, 3))
    , m_feeRow(new QWidget)
    , m_feeLabel(new QLabel)
    , m_feeKind(new QComboBox)
    , m_feeWords(new QLineEdit)
    , m_feeButton(new QPushButton)
    , m_other(new ReasonRow(u"archiveOther"_s))
    , m_prompt(new PasswordPrompt)
    , m_recordings(new RecordingsPane(context))
    , m_care(new RecordCare(context.desk))
{
    m_state->setObjectName(u"archive.state"_s);
    m_missing->setObjectName(u"archive.missing"_s);
    m_confirmations->setObjectName(u"archive.confirmations"_s);
    m_feeKind->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_list->setObjectName(u"archive.manifest"_s);
    m_list->verticalHeader()->hide();
    m_list->verticalHeader()->setDefaultSectionSize(theme::rowHeight);
    m_list->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->horizontalHeader()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_list->horizontalHeader()->setSectionResizeMode(2, QHeaderView::ResizeToContents);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_list->setTabKeyNavigation(false);
    m_list->setMinimumHeight(8 * theme::rowHeight);
    m_confirmations->setTextInteractionFlags(Qt::TextSelectableByMouse);
    body()->addWidget(m_state);
    body()->addWidget(m_missing);
    buildFee();
    m_confirmTitle = addSection();
    body()->addWidget(m_confirmations);
    m_listTitle = addSection();
    body()->addWidget(m_list);
    body()->addSpacing(theme::gapGroup);
    body()->addWidget(m_other);
    body()->addWidget(m_prompt);
    body()->addWidget(m_recordings);
    body()->addWidget(m_care);
    m_prompt->hide();
    connect(m_care, &RecordCare::actRequested, this,
            [this](const QString &kind, const QCborMap &args, const QString &sentence) { act(kind, args, sentence); });
    connect(m_recordings, &RecordingsPane::failed, this, &ArchivePanel::failed);
    connect(m_care, &RecordCare::destroyRequested, this, &ArchivePanel::destroy);
    m_other->addAct(u"case.missing_document"_s, ActBar::Look::Plain, [this](const QString &reason) {
        act(u"case.missing_document"_s, {{u"reason"_s, reason}},
            tr("The case is open again for the missing document."));
    });
    bar()->addAct(u"case.archive_cancelled"_s, ActBar::Look::Primary,
                  [this] { act(u"case.archive_cancelled"_s, {}, tr("The cancelled case is archived.")); });
    bar()->addAct(u"case.begin_archiving"_s, ActBar::Look::Primary,
                  [this] { act(u"case.begin_archiving"_s, {}, tr("Archiving has begun.")); });
    bar()->addAct(u"case.archive_confirm"_s, ActBar::Look::Primary, [this] {
        m_prompt->ask(tr("You confirm that this archive is complete and is your institution's."));
    });
    bar()->addAct(u"case.close"_s, ActBar::Look::Primary,
                  [this] { act(u"case.close"_s, {}, tr("The case is closed.")); });
    connect(m_prompt, &PasswordPrompt::given, this, [this](const SecretBytes &password) {
        m_prompt->setBusy(true);
        // A second owner: the check runs on a pool thread and outlives the signal.
        this->context().reauthenticate(this, password.clone(), [this](const Result<> &right) {
            m_prompt->setBusy(false);
            if (!right)
                return m_prompt->refuse(right.error());
            m_prompt->close();
            confirm();
        });
    });
}

void ArchivePanel::buildFee()
{
    m_feeKind->setObjectName(u"fee.kind"_s);
    m_feeWords->setObjectName(u"fee.words"_s);
    m_feeButton->setObjectName(u"case.fee_note"_s);
    m_feeLabel->setBuddy(m_feeKind);
    auto *row = new QHBoxLayout(m_feeRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_feeLabel);
    row->addWidget(m_feeKind);
    row->addWidget(m_feeWords, 1);
    row->addWidget(m_feeButton);
    body()->addWidget(m_feeRow);
    connect(m_feeButton, &QPushButton::clicked, this, [this] { noteFee(); });
    connect(m_feeWords, &QLineEdit::returnPressed, this, [this] { noteFee(); });
}

// A voucher has a number, a sum that is carried forward has a reason (FEE-08).
void ArchivePanel::noteFee()
{
    const auto kind = m_feeKind->currentData().toString();
    const auto words = m_feeWords->text().trimmed();
    const bool voucher = kind == u"VOUCHER";
    if (act(u"case.fee_note"_s,
            {{u"kind"_s, kind}, {u"number"_s, voucher ? words : QString()}, {u"reason"_s, voucher ? QString() : words}},
            tr("The fee is noted.")))
        m_feeWords->clear();
}

// Afterwards there is no case to show: the board is.
void ArchivePanel::destroy(const QStringList &backups)
{
    const auto stone = context().desk.destroyCase(state().id, backups, context().actor());
    if (!stone) {
        Q_EMIT failed(stone.error());
        return;
    }
    Q_EMIT said(tr("The record %1 is destroyed; its certificate is kept.").arg(stone->code));
    Q_EMIT openScreenRequested(u"today"_s);
}

QWidget *ArchivePanel::firstField()
{
    for (const auto &kind : {u"case.begin_archiving"_s, u"case.archive_confirm"_s, u"case.close"_s}) {
        auto *button = bar()->button(kind);
        if (button->isVisibleTo(this) && button->isEnabled())
            return button;
    }
    return m_list;
}

void ArchivePanel::load()
{
    m_other->clear();
    m_feeWords->clear();
    m_prompt->close();
    m_recordings->clear();
    m_care->clear();
}

void ArchivePanel::confirm()
{
    act(u"case.archive_confirm"_s, {}, tr("Your institution's archive is confirmed."));
}

void ArchivePanel::fill(const Manifest &manifest)
{
    m_list->setRowCount(int(manifest.items.size()));
    for (int row = 0; row < manifest.items.size(); ++row) {
        const auto &item = manifest.items.at(row);
        auto *kind = new QTableWidgetItem(itemWords(item, state(), language()));
        auto *sum = new QTableWidgetItem(item.sha256.left(sumShown));
        auto *signers = new QTableWidgetItem(namesOf(item.signers));
        sum->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
        sum->setToolTip(item.sha256);
        kind->setToolTip(item.kind);
        signers->setToolTip(item.signers.join(u'\n'));
        m_list->setItem(row, 0, kind);
        m_list->setItem(row, 1, sum);
        m_list->setItem(row, 2, signers);
    }
    QStringList missing;
    for (const auto &item : manifest.missing)
        missing.append(archiveItemLabel(item).in(language()));
    m_missing->setText(missing.isEmpty() ? tr("✓ Everything an archive needs is here (ARC-02).")
                                         : tr("○ Still missing: %1").arg(missing.join(tr(", ", "between names"))));
    m_missing->setRole(missing.isEmpty() ? theme::Role::Good : theme::Role::Caution);
}

void ArchivePanel::showConfirmations(const QString &ours)
{
    QStringList lines{tr("Reckoned here now: %1").arg(ours)};
    for (const auto side : {Side::Inviting, Side::Invited}) {
        const Act *last = nullptr;
        for (const auto &one : state().acts) {
            if (one.kind() == u"case.missing_document")
                last = nullptr;
            if (one.kind() == u"case.archive_confirm" && one.side == side)
                last = &one;
        }
        if (!last) {
            lines.append(tr("○ %1 has not confirmed.").arg(TimelineText::side(side)));
            continue;
        }
        const auto sum = caseread::text(last->args(), u"manifest"_s);
        const auto who = last->event.by.name.in(language());
        const auto when = bothTimes(last->event.at);
        lines.append(sum == ours ? tr("✓ %1 confirmed the same: %2, %3").arg(TimelineText::side(side), who, when)
                                 : tr("✕ %1 confirmed another archive: %2").arg(TimelineText::side(side), sum));
    }
    m_confirmations->setText(lines.join(u'\n'));
}

void ArchivePanel::refresh()
{
    const auto stage = state().stage();
    m_state->setText((stage == u"CLOSED" ? u"✓ "_s : u"○ "_s) + StageText::of(u"case"_s, stage, language()));
    m_state->setRole(stage == u"CLOSED" ? theme::Role::Good : theme::Role::Text);
    const auto manifest = context().desk.manifest(state().id);
    if (!manifest) {
        Q_EMIT failed(manifest.error());
        return;
    }
    fill(*manifest);
    showConfirmations(manifest->sha256());
    m_feeRow->setVisible(isOffered(u"case.fee_note"_s) && !state().latest(u"case.fee_note"_s));
    bar()->setShown(u"case.archive_cancelled"_s, stage == u"CANCELLED");
    bar()->setShown(u"case.begin_archiving"_s, stage != u"ARCHIVING" && stage != u"CLOSED");
    bar()->setShown(u"case.archive_confirm"_s, stage == u"ARCHIVING");
    bar()->setShown(u"case.close"_s, stage == u"ARCHIVING");
    bar()->update(offers(), language());
    m_other->update(offers(), language());
    m_recordings->show(state(), here());
    m_care->show(state(), offers(), language(), here());
}

void ArchivePanel::retranslate()
{
    setTitle(tr("Archive"));
    m_confirmTitle->setText(tr("The same archive in both houses"));
    m_listTitle->setText(tr("What it holds"));
    m_list->setHorizontalHeaderLabels({tr("Item"), tr("SHA-256"), tr("Signed by")});
    for (int i = 0; i < m_list->columnCount(); ++i)
        m_list->horizontalHeaderItem(i)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_list->setAccessibleName(m_listTitle->text());
    m_other->setTitle(tr("Which document is missing"));
    m_feeLabel->setText(tr("Fee"));
    m_feeKind->setAccessibleName(m_feeLabel->text());
    m_feeWords->setPlaceholderText(tr("Number of the voucher, or why it is carried forward"));
    m_feeWords->setAccessibleName(m_feeWords->placeholderText());
    m_feeButton->setText(tr("Record the fee"));
    m_feeButton->setAccessibleName(m_feeButton->text());
    const auto now = std::max(0, m_feeKind->currentIndex());
    m_feeKind->clear();
    for (const auto &code : {u"VOUCHER"_s, u"CARRIED_FORWARD"_s})
        m_feeKind->addItem(CodeText::of(code), code);
    m_feeKind->setCurrentIndex(now);
}

} // namespace sizhen
