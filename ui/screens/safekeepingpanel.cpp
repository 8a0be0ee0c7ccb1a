// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/safekeepingpanel.h"
#include "ui/screens/recoverycodebox.h"
#include "core/crypto/primitives.h"
#include "ui/texts/timetext.h"
#include "ui/widgets/card.h"
#include "ui/widgets/fieldrows.h"
#include "ui/widgets/mark.h"
#include "ui/widgets/passwordfield.h"
#include "ui/widgets/textlabel.h"

#include <QEvent>
#include <QFileDialog>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QHBoxLayout *footOf(std::initializer_list<QWidget *> widgets)
{
    auto *foot = new QHBoxLayout;
    foot->addStretch();
    for (auto *widget : widgets)
        foot->addWidget(widget);
    return foot;
}

} // namespace

SafekeepingPanel::SafekeepingPanel(QWidget *parent)
    : QWidget(parent)
    , m_backupTitle(new TextLabel(theme::Type::Section))
    , m_backupDot(new StatusDot)
    , m_backupFacts(new TextLabel(theme::Type::Body, theme::Role::TextMuted))
    , m_drillDot(new StatusDot)
    , m_drillFacts(new TextLabel(theme::Type::Body, theme::Role::TextMuted))
    , m_placeRow(new FieldRows)
    , m_place(new QLineEdit)
    , m_choose(new QPushButton)
    , m_backUp(new QPushButton)
    , m_drill(new QPushButton)
    , m_stop(new QPushButton)
    , m_progress(new QProgressBar)
    , m_keysTitle(new TextLabel(theme::Type::Section))
    , m_slots(new QGridLayout)
    , m_newCode(new QPushButton)
    , m_keyring(new QPushButton)
    , m_code(new RecoveryCodeBox)
    , m_passphraseTitle(new TextLabel(theme::Type::Section))
    , m_passphraseRows(new FieldRows)
    , m_old(new PasswordField)
    , m_new(new PasswordField)
    , m_again(new PasswordField)
    , m_change(new QPushButton)
    , m_rekey(new QPushButton)
    , m_passphraseTrouble(new TextLabel(theme::Type::Body, theme::Role::Danger))
{
    auto *inside = new QWidget;
    auto *column = new QVBoxLayout(inside);
    column->setContentsMargins({});
    for (auto *part : {buildBackup(), buildKeys(), buildPassphrase()}) {
        column->addWidget(part);
        column->addSpacing(theme::gap);
    }
    column->addStretch();
    auto *scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(inside);
    auto *page = new QVBoxLayout(this);
    page->setContentsMargins({});
    page->addWidget(scroll);
    retranslate();
}

QWidget *SafekeepingPanel::buildBackup()
{
    m_backupDot->setObjectName(u"backupState"_s);
    m_drillDot->setObjectName(u"drillState"_s);
    m_backUp->setObjectName(u"backUpButton"_s);
    m_backUp->setProperty("primary", true);
    m_drill->setObjectName(u"drillButton"_s);
    m_stop->setObjectName(u"stopSafekeepingButton"_s);
    m_choose->setObjectName(u"chooseBackupPlaceButton"_s);
    m_choose->setProperty("quiet", true);
    m_progress->setObjectName(u"safekeepingProgress"_s);
    m_placeRow->add(m_place, u"backupPlace"_s);
    auto *facts = new QGridLayout;
    facts->setHorizontalSpacing(theme::gapSection);
    facts->addWidget(m_backupDot, 0, 0);
    facts->addWidget(m_backupFacts, 0, 1);
    facts->addWidget(m_drillDot, 1, 0);
    facts->addWidget(m_drillFacts, 1, 1);
    facts->setColumnStretch(1, 1);
    auto *where = new QHBoxLayout;
    where->addWidget(m_placeRow);
    where->addWidget(m_choose);
    where->addStretch();
    auto *inside = new QVBoxLayout;
    inside->setContentsMargins(theme::gapGroup, theme::gapGroup, theme::gapGroup, theme::gapGroup);
    inside->addLayout(facts);
    inside->addLayout(where);
    inside->addWidget(m_progress);
    inside->addLayout(footOf({m_stop, m_drill, m_backUp}));
    auto *panel = new Panel;
    panel->setLayout(inside);
    auto *part = new QWidget;
    auto *column = new QVBoxLayout(part);
    column->setContentsMargins({});
    column->addWidget(m_backupTitle);
    column->addWidget(panel);
    connect(m_backUp, &QPushButton::clicked, this, [this] { Q_EMIT backupRequested(m_place->text().trimmed()); });
    connect(m_place, &QLineEdit::textChanged, this, &SafekeepingPanel::refreshBackup);
    connect(m_choose, &QPushButton::clicked, this, &SafekeepingPanel::choosePlace);
    connect(m_drill, &QPushButton::clicked, this, &SafekeepingPanel::drillRequested);
    connect(m_stop, &QPushButton::clicked, this, &SafekeepingPanel::stopRequested);
    return part;
}

QWidget *SafekeepingPanel::buildKeys()
{
    m_newCode->setObjectName(u"newRecoveryCodeButton"_s);
    m_keyring->setObjectName(u"addKeyringButton"_s);
    m_code->setObjectName(u"recoveryCode"_s);
    m_code->hide();
    m_slots->setHorizontalSpacing(theme::gapSection);
    m_slots->setColumnStretch(1, 1);
    auto *inside = new QVBoxLayout;
    inside->setContentsMargins(theme::gapGroup, theme::gapGroup, theme::gapGroup, theme::gapGroup);
    inside->addLayout(m_slots);
    inside->addLayout(footOf({m_keyring, m_newCode}));
    inside->addWidget(m_code);
    auto *panel = new Panel;
    panel->setLayout(inside);
    auto *part = new QWidget;
    auto *column = new QVBoxLayout(part);
    column->setContentsMargins({});
    column->addWidget(m_keysTitle);
    column->addWidget(panel);
    connect(m_keyring, &QPushButton::clicked, this, &SafekeepingPanel::keyringRequested);
    connect(m_newCode, &QPushButton::clicked, this, [this] {
        // Two groups of different rows, others each time.
        const auto dice = randomBytes(2);
        const int first = uchar(dice[0]) % (RecoveryCode::groups / 2);
        const int second = RecoveryCode::groups / 2 + uchar(dice[1]) % (RecoveryCode::groups / 2);
        m_code->begin(RecoveryCode::random(), {first, second});
        m_code->show();
        m_newCode->setEnabled(false);
    });
    const auto over = [this] {
        m_code->hide();
        m_newCode->setEnabled(m_state.running.isEmpty());
        m_newCode->setFocus();
    };
    connect(m_code, &RecoveryCodeBox::cancelled, this, over);
    connect(m_code, &RecoveryCodeBox::confirmed, this, [this, over](const SecretBytes &code) {
        over();
        Q_EMIT recoveryCodeConfirmed(code);
    });
    return part;
}

QWidget *SafekeepingPanel::buildPassphrase()
{
    m_passphraseRows->add(m_old, u"oldPassphrase"_s);
    m_passphraseRows->add(m_new, u"newPassphrase"_s);
    m_passphraseRows->add(m_again, u"newPassphraseAgain"_s);
    m_change->setObjectName(u"changePassphraseButton"_s);
    m_rekey->setObjectName(u"rekeyButton"_s);
    m_rekey->setProperty("quiet", true);
    m_passphraseTrouble->setObjectName(u"passphraseTrouble"_s);
    m_passphraseTrouble->setWordWrap(true);
    auto *inside = new QVBoxLayout;
    inside->setContentsMargins(theme::gapGroup, theme::gapGroup, theme::gapGroup, theme::gapGroup);
    inside->addWidget(m_passphraseRows);
    inside->addWidget(m_passphraseTrouble);
    inside->addLayout(footOf({m_rekey, m_change}));
    auto *panel = new Panel;
    panel->setLayout(inside);
    auto *part = new QWidget;
    auto *column = new QVBoxLayout(part);
    column->setContentsMargins({});
    column->addWidget(m_passphraseTitle);
    column->addWidget(panel);
    connect(m_change, &QPushButton::clicked, this, &SafekeepingPanel::changePassphrase);
    connect(m_rekey, &QPushButton::clicked, this, &SafekeepingPanel::sealAnew);
    connect(m_old, &QLineEdit::textChanged, this, [this] {
        m_rekeyAsked = false;
        m_passphraseTrouble->clear();
    });
    return part;
}

void SafekeepingPanel::setState(const State &state)
{
    if (m_place->text().isEmpty())
        m_place->setText(state.place);
    m_state = state;
    refresh();
}

void SafekeepingPanel::setProgress(int percent)
{
    m_progress->setValue(percent);
}

void SafekeepingPanel::setPassphraseDone()
{
    for (auto *field : {m_old, m_new, m_again})
        field->wipeText();
    m_passphraseTrouble->clear();
}

void SafekeepingPanel::choosePlace()
{
    auto *dialog = new QFileDialog(window(), tr("Where the backups go"), m_place->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, m_place, &QLineEdit::setText);
    dialog->open();
}

void SafekeepingPanel::changePassphrase()
{
    if (!m_new->matches(*m_again) || m_new->text().isEmpty()) {
        m_passphraseTrouble->setText(tr("The new passphrase was not typed the same twice."));
        return;
    }
    const auto oldOne = m_old->take();
    const auto newOne = m_new->take();
    m_again->wipeText();
    Q_EMIT passphraseChangeRequested(oldOne, newOne);
}

// Closes the work of everybody here, so it is asked once more.
void SafekeepingPanel::sealAnew()
{
    if (m_old->text().isEmpty()) {
        m_passphraseTrouble->setText(tr("Type the passphrase of this station above first."));
        m_old->setFocus();
        return;
    }
    if (!std::exchange(m_rekeyAsked, true)) {
        m_passphraseTrouble->setText(
            tr("A new data key seals the whole vault anew. The work is closed meanwhile, recovery code and keyring must be "
               "made again afterwards. Press once more to begin."));
        return;
    }
    m_rekeyAsked = false;
    Q_EMIT rekeyRequested(m_old->take());
}

void SafekeepingPanel::refresh()
{
    refreshBackup();
    refreshSlots();
    const auto idle = m_state.running.isEmpty();
    m_newCode->setEnabled(idle && !m_code->isVisibleTo(this));
    for (auto *button : {m_keyring, m_change, m_rekey})
        button->setEnabled(idle);
}

void SafekeepingPanel::refreshBackup()
{
    const QLocale locale;
    if (m_state.backupAt.isValid()) {
        m_backupDot->set(m_state.backupOld ? Mark::Warning : Mark::Good,
                         tr("Last good backup: %1").arg(TimeText::moment(m_state.backupAt)));
        m_backupFacts->setText(
            tr("%1 in %2", "size and folder").arg(locale.formattedDataSize(m_state.backupBytes, 1), m_state.place));
    } else {
        m_backupDot->set(Mark::Warning, tr("There is no backup yet"));
        m_backupFacts->setText(tr("If this disk fails, only what the partners hold can be had again."));
    }
    if (m_state.drillAt.isValid()) {
        m_drillDot->set(m_state.drillPassed ? Mark::Good : Mark::Fault,
                        m_state.drillPassed ? tr("Restore drill passed: %1").arg(TimeText::moment(m_state.drillAt))
                                            : tr("Restore drill failed: %1").arg(TimeText::moment(m_state.drillAt)));
        m_drillFacts->setText(tr("%1 records and %2 pieces of originals read in %3 s")
                                  .arg(locale.toString(m_state.drillEntries), locale.toString(m_state.drillOriginals),
                                       locale.toString(m_state.drillSeconds, 'f', 1)));
    } else {
        m_drillDot->set(Mark::NotPresent, tr("No restore drill yet"));
        m_drillFacts->setText(tr("A drill restores the last backup into a private folder, reads all of it and removes it."));
    }
    const auto idle = m_state.running.isEmpty();
    m_progress->setVisible(!idle);
    m_progress->setAccessibleName(m_state.running == u"drill"_s ? tr("The restore drill runs") : tr("The backup runs"));
    m_stop->setVisible(!idle);
    m_place->setEnabled(idle);
    m_choose->setEnabled(idle);
    m_backUp->setEnabled(idle && !m_place->text().trimmed().isEmpty());
    m_drill->setEnabled(idle && m_state.backupAt.isValid());
}

void SafekeepingPanel::refreshSlots()
{
    for (auto *widget : std::as_const(m_slotWidgets)) {
        widget->hide();
        widget->deleteLater(); // one of them may be the button that was just pressed
    }
    m_slotWidgets.clear();
    m_removing.clear();
    int row = 0;
    bool code = false;
    const auto add = [this, &row](QWidget *widget, int at) {
        m_slots->addWidget(widget, row, at);
        m_slotWidgets.append(widget);
    };
    for (const auto &slot : std::as_const(m_state.keySlots)) {
        auto *name = new TextLabel;
        name->setText(slot.kind == SlotKind::Passphrase ? tr("Passphrase of this station")
                          : slot.kind == SlotKind::Administrator ? tr("Recovery code on paper")
                                                                 : tr("Keyring of this desktop"));
        auto *made = new TextLabel(theme::Type::Body, theme::Role::TextMuted);
        made->setText(slot.made.isValid() ? tr("since %1").arg(TimeText::moment(slot.made)) : QString());
        add(name, 0);
        add(made, 1);
        code = code || slot.kind == SlotKind::Administrator;
        if (slot.kind != SlotKind::Passphrase) {
            auto *remove = new QPushButton(tr("Remove"));
            remove->setObjectName(u"removeSlot."_s + slot.id);
            remove->setAccessibleName(tr("Remove: %1").arg(name->text()));
            remove->setProperty("quiet", true);
            remove->setEnabled(m_state.running.isEmpty());
            connect(remove, &QPushButton::clicked, this, [this, remove, id = slot.id] {
                if (std::exchange(m_removing, id) == id)
                    Q_EMIT removeSlotRequested(id);
                else
                    remove->setText(tr("Really remove?"));
            });
            add(remove, 2);
        }
        ++row;
    }
    if (!code) {
        auto *none = new StatusDot;
        none->setObjectName(u"noRecoveryCode"_s);
        none->set(Mark::Warning, tr("There is no recovery code: if the passphrase is lost, nobody can open this vault."));
        m_slots->addWidget(none, row, 0, 1, 3);
        m_slotWidgets.append(none);
    }
}

void SafekeepingPanel::retranslate()
{
    m_backupTitle->setText(tr("Backup and restore drill"));
    m_placeRow->setLabel(m_place, tr("Folder on another disk"));
    m_choose->setText(tr("Choose…"));
    m_backUp->setText(tr("Back up now"));
    m_drill->setText(tr("Run a restore drill"));
    m_stop->setText(tr("Stop"));
    m_keysTitle->setText(tr("Ways into the vault"));
    m_newCode->setText(tr("New recovery code"));
    m_keyring->setText(tr("Let this desktop's keyring open it"));
    m_passphraseTitle->setText(tr("Passphrase and data key"));
    m_passphraseRows->setLabel(m_old, tr("Passphrase now"));
    m_passphraseRows->setLabel(m_new, tr("New passphrase"));
    m_passphraseRows->setLabel(m_again, tr("New passphrase again"));
    m_change->setText(tr("Change the passphrase"));
    m_rekey->setText(tr("Seal anew with a new data key"));
    refresh();
}

void SafekeepingPanel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

} // namespace sizhen
