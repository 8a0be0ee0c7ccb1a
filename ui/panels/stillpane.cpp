// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/stillpane.h"

#include "core/base/async.h"
#include "core/call/callcontrol.h"
#include "core/call/callmedia.h"
#include "ui/forms/flowlayout.h"
#include "ui/models/casetimeline.h"
#include "ui/panels/actbar.h"
#include "ui/panels/originals.h"
#include "ui/texts/codetext.h"
#include "ui/texts/timetext.h"
#include "ui/theme/pieces.h"
#include "ui/widgets/markedpicture.h"

#include <QComboBox>
#include <QLocale>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const QStringList &stillRoles()
{
    static const QStringList list{u"tongue_top"_s, u"tongue_under"_s, u"face"_s, u"document"_s};
    return list;
}

} // namespace

StillPane::StillPane(ScreenContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_request(new QWidget)
    , m_requestWords(makeWords(theme::Type::Section, theme::Role::Partners))
    , m_take(new QPushButton)
    , m_file(new QPushButton)
    , m_choice(new QComboBox)
    , m_askWords(makeWords(theme::Type::Small, theme::Role::TextMuted))
    , m_asks(new QWidget)
    , m_view(new MarkedPicture)
    , m_foot(makeWords(theme::Type::Small, theme::Role::TextMuted))
{
    setObjectName(u"stills"_s);
    m_choice->setObjectName(u"stills.choice"_s);
    m_foot->setObjectName(u"stills.foot"_s);
    buildAsks();
    buildAnswer();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::gap);
    column->addWidget(m_request);
    column->addWidget(m_askWords);
    column->addWidget(m_asks);
    column->addWidget(m_choice);
    column->addWidget(m_view, 1);
    column->addWidget(m_foot);
    connect(m_choice, &QComboBox::activated, this, [this](int row) {
        m_shown = m_pictures.at(row).attachment.sha256;
        showPicture();
    });
    connect(m_view, &MarkedPicture::marksChanged, this, &StillPane::keepMarks);
    connect(m_view, &MarkedPicture::pointed, this, [this](const std::optional<QPointF> &at) {
        if (m_context.pointer && current())
            m_context.pointer->point(m_state.id, {m_shown, at});
    });
    if (context.pointer)
        connect(context.pointer, &PointerControl::pointed, this, [this](const QByteArray &id, const PointedAt &where) {
            if (id == m_state.id && where.picture == m_shown)
                m_view->showPointer(where.at);
        });
    retranslate();
}

void StillPane::buildAsks()
{
    auto *flow = new FlowLayout(m_asks, theme::gapTight);
    for (const auto &role : stillRoles()) {
        auto *button = new QPushButton;
        button->setObjectName(u"stills.ask."_s + role);
        connect(button, &QPushButton::clicked, this, [this, role] { ask(role); });
        flow->addWidget(button);
        m_askButtons.append({role, button});
    }
}

void StillPane::buildAnswer()
{
    m_request->setObjectName(u"stills.request"_s);
    m_requestWords->setObjectName(u"stills.requestWords"_s);
    m_take->setObjectName(u"stills.take"_s);
    m_take->setProperty("primary", true);
    m_file->setObjectName(u"stills.file"_s);
    auto *row = new QHBoxLayout(m_request);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_requestWords, 1);
    row->addWidget(m_file);
    row->addWidget(m_take);
    connect(m_take, &QPushButton::clicked, this, &StillPane::take);
    connect(m_file, &QPushButton::clicked, this, [this] {
        const auto request = asked();
        chooseOriginal(m_context, this, m_state.id, request ? request->role : u"document"_s,
                       [this](const Result<Attachment> &kept) { keep(kept); });
    });
}

Side StillPane::theirs() const
{
    return m_state.mySide == Side::Inviting ? Side::Invited : Side::Inviting;
}

std::optional<StillRequest> StillPane::asked() const
{
    return openStill(m_state, theirs(), m_context.desk.ledger().now());
}

const SharedPicture *StillPane::current() const
{
    const auto found = std::ranges::find(m_pictures, m_shown, [](const auto &one) { return one.attachment.sha256; });
    return found == m_pictures.end() ? nullptr : &*found;
}

void StillPane::setCase(const CaseState &state, const QList<Offer> &offers)
{
    if (state.id != m_state.id)
        m_shown.clear();
    m_state = state;
    const auto may = [&offers](const QString &kind) {
        const auto *offer = offerFor(offers, kind);
        return offer && offer->allowed;
    };
    m_mayAsk = may(u"case.still_asked"_s);
    m_mayMark = may(u"case.picture_marked"_s);
    m_mayAdd = may(u"case.attachment_added"_s);
    const auto pictures = sharedPictures(state);
    const bool isNew = pictures.size() != m_pictures.size();
    m_pictures = pictures;
    if (!m_pictures.isEmpty() && (isNew || !current()))
        m_shown = m_pictures.last().attachment.sha256; // what came last is what both look at
    fill();
}

void StillPane::ask(const QString &role)
{
    if (const auto done = m_context.desk.act(m_state.id, u"case.still_asked"_s, stillArgs(role), m_context.actor());
        !done)
        Q_EMIT failed(done.error());
    else
        Q_EMIT acted();
}

void StillPane::take()
{
    const auto request = asked();
    if (!m_context.calls || !request)
        return;
    m_take->setEnabled(false);
    const bool close = request->role.startsWith("tongue"_L1) && m_context.media && m_context.media->view().detailOn;
    m_context.calls->takeStill(this, close ? MediaRole::TongueCamera : MediaRole::Camera, [this, request = *request](const Result<QByteArray> &png) {
        m_take->setEnabled(true);
        if (!png)
            return keep(tl::unexpected(png.error()));
        keep(addStill(m_context, m_state.id, request.role, request.entry, *png));
    });
}

void StillPane::takeFile(const QString &path)
{
    const auto request = asked();
    addOriginal(m_context, this, m_state.id, request ? request->role : u"document"_s, path,
                [this](const Result<Attachment> &kept) { keep(kept); });
}

void StillPane::keep(const Result<Attachment> &attachment)
{
    if (!attachment) {
        Q_EMIT failed(attachment.error());
        return;
    }
    Q_EMIT said(tr("The picture is kept and on its way to the other side."));
    Q_EMIT acted();
}

void StillPane::keepMarks(const QList<PictureMark> &marks)
{
    if (const auto done
        = m_context.desk.act(m_state.id, u"case.picture_marked"_s, pictureMarksArgs(m_shown, marks), m_context.actor());
        !done)
        Q_EMIT failed(done.error());
    else
        Q_EMIT acted();
}

void StillPane::fill()
{
    const auto language = m_context.language();
    const auto request = asked();
    m_request->setVisible(request && m_mayAdd);
    if (request)
        m_requestWords->setText(
            tr("%1 asks for a still: %2").arg(request->by.in(language), CodeText::of(request->role)));
    m_take->setVisible(m_context.calls != nullptr);
    m_asks->setVisible(m_mayAsk);
    m_askWords->setVisible(m_mayAsk);
    const auto zone = TimeText::zone(m_context.desk.ledger().institution().timeZone);
    m_choice->clear();
    for (const auto &one : std::as_const(m_pictures))
        m_choice->addItem(
            tr("%1 · %2 · %3")
                .arg(CodeText::of(one.role), TimelineText::side(one.side), TimeText::moment(one.at, zone)));
    m_choice->setVisible(m_pictures.size() > 1);
    for (int i = 0; i < m_pictures.size(); ++i)
        if (m_pictures.at(i).attachment.sha256 == m_shown)
            m_choice->setCurrentIndex(i);
    showPicture();
}

void StillPane::showPicture()
{
    const auto *one = current();
    QImage picture;
    QStringList foot;
    const auto own = openStill(m_state, m_state.mySide, m_context.desk.ledger().now());
    if (own)
        foot.append(tr("You asked for: %1. It has not come yet.").arg(CodeText::of(own->role)));
    if (one) {
        const auto bytes = m_context.desk.ledger().vault().attachments().read(one->attachment);
        if (bytes)
            picture.loadFromData(*bytes);
        m_view->setWords(bytes ? tr("This picture cannot be shown here; it goes with the record.")
                               : tr("The picture is on its way."));
        if (!picture.isNull())
            foot.append(tr("%1 × %2, %3, SHA-256 %4: the same on both sides")
                            .arg(picture.width())
                            .arg(picture.height())
                            .arg(QLocale().formattedDataSize(one->attachment.size),
                                 QString::fromLatin1(one->attachment.sha256.toHex().first(12))));
    } else {
        m_view->setWords(tr("No picture is shared yet."));
    }
    m_view->setPicture(picture);
    m_view->setMarks(marksOn(m_state, m_shown, Side::Inviting), marksOn(m_state, m_shown, Side::Invited),
                     m_state.mySide);
    m_view->setMayMark(m_mayMark && !picture.isNull());
    m_foot->setText(foot.join(u'\n'));
    m_foot->setVisible(!foot.isEmpty());
}

void StillPane::retranslate()
{
    const auto words = [](QPushButton *button, const QString &text) {
        button->setText(text);
        button->setAccessibleName(text);
    };
    words(m_take, tr("Take it now"));
    words(m_file, tr("Choose a file…"));
    m_askWords->setText(tr("Ask the other side for a still at full resolution:"));
    for (const auto &[role, button] : std::as_const(m_askButtons))
        words(button, CodeText::of(role));
    m_choice->setAccessibleName(tr("Which picture"));
    fill();
}

} // namespace sizhen
