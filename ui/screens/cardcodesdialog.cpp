// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/cardcodesdialog.h"
#include "core/records/cardcodes.h"
#include "ui/widgets/qrcode.h"
#include "ui/widgets/textlabel.h"

#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int square = 4; // pixels of a code's square in the picture
constexpr int columns = 2;

} // namespace

CardCodesDialog::CardCodesDialog(const QByteArray &card, QWidget *parent)
    : QDialog(parent)
    , m_codes(cardCodes(card))
    , m_code(new QrCode)
    , m_count(new TextLabel(theme::Type::Section))
    , m_back(new QPushButton(tr("Back")))
    , m_next(new QPushButton(tr("Next")))
{
    setWindowTitle(tr("Our card as codes"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *explained = new TextLabel(theme::Type::Body, theme::Role::TextMuted);
    explained->setWordWrap(true);
    explained->setText(tr(
        "The partner reads all of them, in any order. They hold no secret; the fingerprint is compared afterwards."));
    auto *copy = new QPushButton(tr("Copy as a picture"));
    auto *keepButton = new QPushButton(tr("Keep as a picture…"));
    auto *close = new QPushButton(tr("Close"));
    m_code->setObjectName(u"cardCode"_s);
    m_code->setAccessibleName(tr("Code of our card"));
    m_code->setMinimumSize(2 * theme::fieldWidth - theme::labelWidth, 2 * theme::fieldWidth - theme::labelWidth);
    m_back->setObjectName(u"codeBack"_s);
    m_next->setObjectName(u"codeNext"_s);
    copy->setObjectName(u"codeCopy"_s);
    keepButton->setObjectName(u"codeKeep"_s);
    close->setObjectName(u"codeClose"_s);
    m_next->setProperty("primary", true);
    m_next->setDefault(true);
    auto *turn = new QHBoxLayout;
    turn->addWidget(m_back);
    turn->addStretch();
    turn->addWidget(m_count);
    turn->addStretch();
    turn->addWidget(m_next);
    auto *foot = new QHBoxLayout;
    foot->addWidget(copy);
    foot->addWidget(keepButton);
    foot->addStretch();
    foot->addWidget(close);
    auto *column = new QVBoxLayout(this);
    column->addWidget(explained);
    column->addWidget(m_code, 1);
    column->addLayout(turn);
    column->addLayout(foot);
    connect(m_back, &QPushButton::clicked, this, [this] { turnTo(m_index - 1); });
    connect(m_next, &QPushButton::clicked, this, [this] { turnTo(m_index + 1); });
    connect(copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setImage(picture());
        Q_EMIT said(tr("The codes are in the clipboard."));
    });
    connect(keepButton, &QPushButton::clicked, this, &CardCodesDialog::keep);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    turnTo(0);
}

void CardCodesDialog::turnTo(qsizetype index)
{
    m_index = (index + m_codes.size()) % m_codes.size();
    (void)m_code->setBytes(m_codes[m_index].toLatin1()); // as short as cardCodes makes them, they fit
    m_count->setText(tr("Code %1 of %2").arg(m_index + 1).arg(m_codes.size()));
    m_back->setEnabled(m_codes.size() > 1);
    m_next->setEnabled(m_codes.size() > 1);
}

QImage CardCodesDialog::picture() const
{
    QList<QImage> images;
    QSize cell;
    for (const auto &code : m_codes)
        if (const auto matrix = qrMatrix(code.toLatin1())) {
            images.append(qrImage(*matrix, square));
            cell = cell.expandedTo(images.last().size());
        }
    const int rows = int(images.size() + columns - 1) / columns;
    QImage all(cell.width() * columns, cell.height() * rows, QImage::Format_RGB32);
    all.fill(Qt::white);
    QPainter painter(&all);
    for (int i = 0; i < images.size(); ++i)
        painter.drawImage(i % columns * cell.width(), i / columns * cell.height(), images[i]);
    return all;
}

void CardCodesDialog::keep()
{
    auto *dialog = new QFileDialog(this, tr("Keep the codes as a picture"), {}, tr("Pictures (*.png)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"png"_s);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        if (picture().save(path, "PNG"))
            Q_EMIT said(tr("The codes are written. Give the picture to the partner."));
        else
            Q_EMIT failed(path);
    });
    dialog->open();
}

} // namespace sizhen
