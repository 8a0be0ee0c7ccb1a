// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/partnerscreen.h"
#include "ui/panels/carddelegate.h"
#include "ui/screens/agreementpanel.h"
#include "ui/screens/carrierpanel.h"
#include "ui/screens/cardcodesdialog.h"
#include "ui/screens/context.h"
#include "ui/screens/pairingpanel.h"
#include "ui/texts/acttext.h"
#include "ui/texts/errortext.h"
#include "ui/texts/stagetext.h"
#include "ui/texts/timetext.h"
#include "ui/widgets/codereader.h"
#include "ui/widgets/line.h"
#include "ui/widgets/textlabel.h"

#include <QClipboard>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QImageReader>
#include <QListView>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QSaveFile>
#include <QScrollArea>
#include <QStandardItemModel>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int rootRole = Qt::UserRole + 100;
constexpr qint64 largestCard = 1024 * 1024; // a card is a few kilobytes; anything bigger is another file

} // namespace

PartnerScreen::PartnerScreen(ScreenContext &context, QWidget *parent)
    : Screen(parent)
    , m_context(context)
    , m_model(new QStandardItemModel(this))
    , m_acts(new QStandardItemModel(this))
    , m_rail(new QWidget)
    , m_side(new QWidget)
    , m_list(new QListView)
    , m_import(new QPushButton)
    , m_export(new QPushButton)
    , m_clipboard(new QPushButton)
    , m_codes(new QPushButton)
    , m_hint(new TextLabel(theme::Type::Body, theme::Role::TextMuted))
    , m_page(new QScrollArea)
    , m_pairing(new PairingPanel(context))
    , m_carriers(new CarrierPanel(context))
    , m_agreement(new AgreementPanel(context))
    , m_sideTitle(new TextLabel(theme::Type::Section))
    , m_timeline(new QListView)
{
    buildRail();
    build();
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &PartnerScreen::choose);
    connect(m_import, &QPushButton::clicked, this, &PartnerScreen::askForCard);
    connect(m_export, &QPushButton::clicked, this, &PartnerScreen::askWhereTo);
    connect(m_clipboard, &QPushButton::clicked, this, &PartnerScreen::readClipboard);
    connect(m_codes, &QPushButton::clicked, this, &PartnerScreen::showCodes);
    connect(m_pairing, &PairingPanel::confirmed, this, &PartnerScreen::refresh);
    connect(m_pairing, &PairingPanel::failed, this, &Screen::failed);
    connect(m_pairing, &PairingPanel::said, this, &Screen::said);
    connect(m_carriers, &CarrierPanel::failed, this, &Screen::failed);
    connect(m_carriers, &CarrierPanel::said, this, &Screen::said);
    connect(m_agreement, &AgreementPanel::failed, this, &Screen::failed);
    connect(m_agreement, &AgreementPanel::said, this, &Screen::said);
    connect(&context.desk, &Desk::agreementChanged, this, &PartnerScreen::refresh);
    retranslate();
}

void PartnerScreen::buildRail()
{
    m_list->setObjectName(u"partnerList"_s);
    m_list->setModel(m_model);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setWordWrap(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_import->setObjectName(u"importCardButton"_s);
    m_export->setObjectName(u"exportCardButton"_s);
    auto *column = new QVBoxLayout(m_rail);
    column->setContentsMargins(theme::gap, theme::gapGroup, theme::gap, theme::gapGroup);
    column->addWidget(m_list, 1);
    m_clipboard->setObjectName(u"clipboardCardButton"_s);
    m_codes->setObjectName(u"showCodesButton"_s);
    column->addWidget(m_import);
    column->addWidget(m_clipboard);
    column->addSpacing(theme::gap);
    column->addWidget(m_export);
    column->addWidget(m_codes);
}

void PartnerScreen::build()
{
    m_timeline->setObjectName(u"agreementTimeline"_s);
    m_timeline->setModel(m_acts);
    m_timeline->setItemDelegate(new CardDelegate(m_timeline));
    m_timeline->setFrameShape(QFrame::NoFrame);
    m_timeline->setSelectionMode(QAbstractItemView::NoSelection);
    m_timeline->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_timeline->setResizeMode(QListView::Adjust);
    m_timeline->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    auto *side = new QVBoxLayout(m_side);
    side->addWidget(m_sideTitle);
    side->addWidget(m_timeline, 1);

    auto *inside = new QWidget;
    auto *column = new QVBoxLayout(inside);
    column->addWidget(m_pairing);
    column->addSpacing(theme::gapGroup);
    column->addWidget(m_carriers);
    column->addSpacing(theme::gapGroup);
    column->addWidget(m_agreement);
    column->addStretch();
    m_page->setFrameShape(QFrame::NoFrame);
    m_page->setFocusPolicy(Qt::NoFocus);
    m_page->setWidgetResizable(true);
    m_page->setWidget(inside);
    m_hint->setWordWrap(true);
    m_hint->setAlignment(Qt::AlignCenter);
    m_hint->setObjectName(u"partnerHint"_s);
    auto *page = new QVBoxLayout(this);
    page->setContentsMargins({});
    page->addWidget(m_hint, 1);
    page->setSpacing(0);
    page->addWidget(m_page, 1);
    page->addWidget(new Line(Qt::Horizontal));
    page->addWidget(m_agreement->foot());
}

QString PartnerScreen::title() const
{
    return tr("Partners");
}

void PartnerScreen::activated()
{
    refresh();
}

QWidget *PartnerScreen::firstFocus()
{
    return m_model->rowCount() == 0 ? static_cast<QWidget *>(m_import) : m_list;
}

QByteArray PartnerScreen::chosen() const
{
    return m_list->currentIndex().data(rootRole).toByteArray();
}

void PartnerScreen::refresh()
{
    const auto partners = m_context.desk.ledger().partners();
    if (!partners) {
        Q_EMIT failed(partners.error());
        return;
    }
    const auto before = chosen();
    const auto language = m_context.language();
    {
        const QSignalBlocker quiet(m_list->selectionModel()); // the same partner stays chosen
        m_model->clear();
        for (const auto &partner : *partners) {
            const auto agreement = m_context.desk.agreement(partner.institution.root);
            const auto state = !partner.verified ? tr("not verified yet")
                : agreement                      ? StageText::of(u"agreement"_s, agreement->state, language)
                                                 : tr("verified");
            auto *item = new QStandardItem(partner.institution.name.in(language) + u'\n' + state);
            item->setData(partner.institution.root, rootRole);
            item->setData(QString(partner.institution.name.in(language) + u", "_s + state), Qt::AccessibleTextRole);
            m_model->appendRow(item);
        }
        for (int row = 0; row < m_model->rowCount(); ++row)
            if (m_model->item(row)->data(rootRole).toByteArray() == before || (before.isEmpty() && row == 0))
                m_list->setCurrentIndex(m_model->index(row, 0));
    }
    choose();
}

void PartnerScreen::choose()
{
    const auto root = chosen();
    m_hint->setVisible(root.isEmpty());
    m_page->setVisible(!root.isEmpty());
    m_agreement->foot()->setVisible(!root.isEmpty());
    refreshSide();
    if (root.isEmpty())
        return;
    const auto partner = m_context.desk.ledger().partner(root);
    if (!partner) {
        Q_EMIT failed(partner.error());
        return;
    }
    m_pairing->setPartner(*partner);
    m_carriers->setPartner(*partner);
    m_agreement->setPartner(*partner);
}

void PartnerScreen::refreshSide()
{
    m_acts->clear();
    const auto root = chosen();
    const auto agreement = root.isEmpty() ? Result<AgreementState>(AgreementState{}) : m_context.desk.agreement(root);
    if (!agreement)
        return; // the panel told it
    const auto language = m_context.language();
    const auto &ours = m_context.desk.ledger().institution();
    const auto zone = TimeText::zone(ours.timeZone);
    for (auto act = agreement->acts.crbegin(); act != agreement->acts.crend(); ++act) {
        auto *item = new QStandardItem(ActText::of(act->event, language));
        const auto head = tr("%1, %2", "person and time")
                              .arg(ActText::by(act->event, language), TimeText::moment(act->event.at, zone));
        item->setData(head, CardDelegate::HeadRole);
        item->setData(ActText::detail(act->event, language), CardDelegate::FootRole);
        item->setData(int(theme::Role::TextMuted), CardDelegate::ToneRole);
        const bool mine = act->event.institution == ours.root;
        item->setData(int(mine ? theme::Role::Inviting : theme::Role::Invited), CardDelegate::BandRole);
        item->setData(QString(item->text() + u", "_s + head), Qt::AccessibleTextRole);
        m_acts->appendRow(item);
    }
}

void PartnerScreen::showItem(const QByteArray &id)
{
    for (int row = 0; row < m_model->rowCount(); ++row)
        if (m_model->item(row)->data(rootRole).toByteArray() == id)
            m_list->setCurrentIndex(m_model->index(row, 0));
}

void PartnerScreen::askForCard()
{
    auto *dialog = new QFileDialog(window(), tr("Read a partner's card"), {},
                                   tr("Institution cards and pictures of their codes (*.sizhencard *.png *.jpg *.jpeg);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &PartnerScreen::importCard);
    dialog->open();
}

void PartnerScreen::askWhereTo()
{
    auto *dialog = new QFileDialog(window(), tr("Write our card"), {}, tr("Institution cards (*.sizhencard)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"sizhencard"_s);
    connect(dialog, &QFileDialog::fileSelected, this, &PartnerScreen::exportCard);
    dialog->open();
}

void PartnerScreen::importCard(const QString &path)
{
    if (QImageReader::supportedImageFormats().contains(QFileInfo(path).suffix().toLower().toLatin1()))
        return readPicture(QImage(path));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || file.size() > largestCard) {
        Q_EMIT failed(Error{Fault::Io, u"card file"_s, {}, u"file.unreadable"_s, {{u"file"_s, path}}});
        return;
    }
    takeCard(file.readAll());
}

void PartnerScreen::readPicture(const QImage &picture)
{
    const auto codes = codesIn(picture);
    std::optional<Error> trouble = Error{Fault::NotFound, u"no code"_s, u"AGR-16"_s, u"agr.code_none"_s, {}};
    for (const auto &code : codes) {
        const auto taken = m_reader.take(code);
        if (!taken) {
            if (taken.error().message != u"agr.code_none"_s) { // a code of something else may lie beside it
                trouble = taken.error();
                m_reader.clear();
                break;
            }
            continue;
        }
        trouble.reset();
        if (*taken)
            return takeCard(**taken);
    }
    if (trouble)
        Q_EMIT failed(*trouble);
    else
        Q_EMIT said(tr("Read. Codes still missing: %1 of %2.").arg(m_reader.missing().join(u", "_s)).arg(m_reader.count()));
}

void PartnerScreen::readClipboard()
{
    const auto *clipboard = QGuiApplication::clipboard();
    readPicture(clipboard->mimeData() && clipboard->mimeData()->hasImage() ? clipboard->image() : QImage());
}

void PartnerScreen::showCodes()
{
    const auto card = m_context.desk.ledger().card(m_addresses);
    if (!card) {
        Q_EMIT failed(card.error());
        return;
    }
    auto *dialog = new CardCodesDialog(*card, window());
    connect(dialog, &CardCodesDialog::said, this, &Screen::said);
    connect(dialog, &CardCodesDialog::failed, this, [this](const QString &path) {
        Q_EMIT failed(Error{Fault::Io, u"codes"_s, {}, u"file.unwritable"_s, {{u"file"_s, path}}});
    });
    dialog->open();
}

void PartnerScreen::takeCard(const QByteArray &card)
{
    const auto partner = m_context.desk.ledger().addPartner(card);
    if (!partner && partner.error().message == u"agr.card_namesake"_s)
        return callOut(card, partner.error());
    if (!partner) {
        Q_EMIT failed(partner.error());
        return;
    }
    Q_EMIT said(partner->verified ? tr("The newer card of %1 is read.").arg(partner->institution.name.in(m_context.language()))
                                  : tr("The card of %1 is read. Compare the fingerprint now.")
                                        .arg(partner->institution.name.in(m_context.language())));
    refresh();
    showItem(partner->institution.root);
}

void PartnerScreen::callOut(const QByteArray &card, const Error &error)
{
    auto *box = new QMessageBox(QMessageBox::Critical, tr("Another institution of this name"), ErrorText::of(error),
                                QMessageBox::NoButton, window());
    box->setObjectName(u"namesakeWarning"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    auto *take = box->addButton(tr("It is another institution: take it"), QMessageBox::DestructiveRole);
    auto *leave = box->addButton(tr("Do not take it"), QMessageBox::RejectRole);
    take->setObjectName(u"takeNamesake"_s);
    leave->setObjectName(u"leaveNamesake"_s);
    box->setDefaultButton(leave);
    connect(take, &QAbstractButton::clicked, this, [this, card] {
        const auto partner = m_context.desk.ledger().addPartner(card, Ledger::Namesake::Take);
        if (!partner) {
            Q_EMIT failed(partner.error());
            return;
        }
        refresh();
        showItem(partner->institution.root);
    });
    m_context.desk.ledger().noteRefusal(error);
    box->open();
}

void PartnerScreen::exportCard(const QString &path)
{
    const auto card = m_context.desk.ledger().card(m_addresses);
    if (!card) {
        Q_EMIT failed(card.error());
        return;
    }
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(*card) != card->size() || !file.commit()) {
        Q_EMIT failed(Error{Fault::Io, u"card file"_s, {}, u"file.unwritable"_s, {{u"file"_s, path}}});
        return;
    }
    Q_EMIT said(tr("Our card is written. Give the file to the partner."));
}

void PartnerScreen::retranslate()
{
    m_list->setAccessibleName(tr("Partners"));
    m_import->setText(tr("Read a card…"));
    m_export->setText(tr("Write our card…"));
    m_clipboard->setText(tr("Read from clipboard"));
    m_codes->setText(tr("Show our codes…"));
    m_sideTitle->setText(tr("What happened"));
    m_timeline->setAccessibleName(tr("What happened"));
    m_hint->setText(
        tr("No partner yet. Write our card, give it to the partner, and read theirs; then compare the fingerprint."));
    refresh();
}

} // namespace sizhen
