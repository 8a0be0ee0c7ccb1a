// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/picturespane.h"

#include "ui/models/casereading.h"
#include "ui/models/casetimeline.h"
#include "ui/panels/actbar.h"
#include "ui/panels/originals.h"
#include "ui/texts/codetext.h"
#include "ui/texts/timetext.h"

#include <QComboBox>
#include <QEvent>
#include <QListWidget>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const QStringList &roles()
{
    static const QStringList list{u"tongue_top"_s, u"tongue_under"_s, u"face"_s, u"document"_s};
    return list;
}

} // namespace

PicturesPane::PicturesPane(ScreenContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_role(new QComboBox)
    , m_roleLabel(new QLabel)
    , m_choose(new QPushButton)
    , m_why(makeWords(theme::Type::Small, theme::Role::TextMuted))
    , m_list(new QListWidget)
    , m_picture(new QLabel)
    , m_empty(makeWords(theme::Type::Body, theme::Role::TextMuted))
{
    setObjectName(u"pictures"_s);
    m_role->setObjectName(u"picture.role"_s);
    m_choose->setObjectName(u"picture.choose"_s);
    m_list->setObjectName(u"picture.list"_s);
    m_picture->setObjectName(u"picture.view"_s);
    m_picture->setAlignment(Qt::AlignCenter);
    m_picture->setMinimumHeight(theme::columnWidth);
    m_roleLabel->setBuddy(m_role);
    auto *row = new QHBoxLayout;
    row->addWidget(m_roleLabel);
    row->addWidget(m_role);
    row->addWidget(m_choose);
    row->addStretch();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, theme::gap, 0, 0);
    column->addLayout(row);
    column->addWidget(m_why);
    column->addWidget(m_empty);
    column->addWidget(m_list);
    column->addWidget(m_picture, 1);
    m_list->setMaximumHeight(3 * theme::rowHeight + theme::gap);
    connect(m_choose, &QPushButton::clicked, this, [this] { choose(); });
    connect(m_list, &QListWidget::currentRowChanged, this, [this] { showPicture(); });
    retranslate();
}

void PicturesPane::choose()
{
    chooseOriginal(m_context, this, m_state.id, roles().value(m_role->currentIndex()), answer());
}

void PicturesPane::attachFile(const QString &path)
{
    addOriginal(m_context, this, m_state.id, roles().value(m_role->currentIndex()), path, answer());
}

std::function<void(const Result<Attachment> &)> PicturesPane::answer()
{
    return [this](const Result<Attachment> &attachment) {
        if (!attachment) {
            Q_EMIT failed(attachment.error());
            return;
        }
        Q_EMIT said(tr("The picture is kept."));
        Q_EMIT acted();
    };
}

void PicturesPane::setCase(const CaseState &state, const QList<Offer> &offers)
{
    m_state = state;
    const auto *offer = offerFor(offers, u"case.attachment_added"_s);
    m_choose->setEnabled(offer && offer->allowed);
    m_why->setText(offer && !offer->allowed ? refusalText(*offer) : QString());
    m_why->setVisible(!m_why->text().isEmpty());
    fillList();
}

void PicturesPane::fillList()
{
    const auto zone = TimeText::zone(m_context.desk.ledger().institution().timeZone);
    const auto row = m_list->currentRow();
    m_list->clear();
    m_attachments.clear();
    for (const auto *act : m_state.all(u"case.attachment_added"_s)) {
        const auto attachment = Attachment::fromCbor(act->args().value(u"attachment"_s).toMap());
        if (!attachment)
            continue;
        m_attachments.append(*attachment);
        m_list->addItem(tr("%1 · %2 · %3")
                            .arg(CodeText::of(caseread::text(act->args(), u"role"_s)), TimelineText::side(act->side),
                                 TimeText::moment(act->event.at, zone)));
    }
    m_empty->setVisible(m_attachments.isEmpty());
    m_list->setVisible(!m_attachments.isEmpty());
    m_list->setCurrentRow(row >= 0 && row < m_attachments.size() ? row : int(m_attachments.size()) - 1);
    showPicture();
}

void PicturesPane::showPicture()
{
    m_pixmap = {};
    const auto row = m_list->currentRow();
    if (row >= 0 && row < m_attachments.size()) {
        const auto bytes = m_context.desk.ledger().vault().attachments().read(m_attachments.at(row));
        if (bytes)
            m_pixmap.loadFromData(*bytes);
        m_picture->setText(bytes ? tr("This paper cannot be shown here; it goes with the record.")
                                 : tr("The original has not arrived yet."));
        m_picture->setAccessibleName(m_list->item(row)->text());
    } else {
        m_picture->clear();
    }
    if (!m_pixmap.isNull())
        m_picture->setPixmap(m_pixmap.scaled(m_picture->size(), Qt::KeepAspectRatio, Qt::SmoothTransformation));
}

void PicturesPane::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (!m_pixmap.isNull())
        m_picture->setPixmap(m_pixmap.scaled(m_picture->size(), Qt::KeepAspectRatio, Qt::SmoothTransformation));
}

void PicturesPane::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void PicturesPane::retranslate()
{
    m_roleLabel->setText(tr("Shows"));
    m_role->setAccessibleName(tr("What the picture shows"));
    m_choose->setText(tr("Add a picture…"));
    m_choose->setAccessibleName(m_choose->text());
    m_empty->setText(tr("No picture yet. A tongue photograph needs the colour chart in it."));
    m_list->setAccessibleName(tr("Pictures"));
    const auto now = std::max(0, m_role->currentIndex());
    m_role->clear();
    for (const auto &code : roles())
        m_role->addItem(CodeText::of(code), code);
    m_role->setCurrentIndex(now);
    fillList();
}

} // namespace sizhen
