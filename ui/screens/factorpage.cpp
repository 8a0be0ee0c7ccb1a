// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/factorpage.h"
#include "ui/widgets/qrcode.h"
#include "ui/widgets/textlabel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int codeDigits = 6;
constexpr qsizetype group = 4;

QString grouped(const QByteArray &key)
{
    QStringList parts;
    for (qsizetype at = 0; at < key.size(); at += group)
        parts.append(QString::fromLatin1(key.mid(at, group)));
    return parts.join(u' ');
}

} // namespace

FactorPage::FactorPage(QWidget *parent)
    : QWidget(parent)
    , m_title(new TextLabel(theme::Type::Title))
    , m_explained(new TextLabel(theme::Type::Body, theme::Role::TextMuted))
    , m_qr(new QrCode)
    , m_typed(new TextLabel(theme::Type::Body, theme::Role::TextMuted))
    , m_key(new TextLabel(theme::Type::Section))
    , m_code(new QLineEdit)
    , m_enrol(new QPushButton)
    , m_cancel(new QPushButton)
{
    setObjectName(u"factorPage"_s);
    m_qr->setObjectName(u"factorCode"_s);
    m_key->setObjectName(u"factorKey"_s);
    m_key->setTextInteractionFlags(Qt::TextSelectableByKeyboard | Qt::TextSelectableByMouse);
    m_code->setObjectName(u"factorProof"_s);
    m_code->setMaxLength(codeDigits + 1); // one space
    m_code->setInputMethodHints(Qt::ImhDigitsOnly);
    m_enrol->setObjectName(u"factorButton"_s);
    m_enrol->setProperty("primary", true);
    m_cancel->setObjectName(u"factorCancel"_s);
    for (auto *label : {m_explained, m_typed, m_key})
        label->setWordWrap(true);
    auto *words = new QVBoxLayout;
    words->addWidget(m_typed);
    words->addWidget(m_key);
    words->addSpacing(theme::gap);
    words->addWidget(m_code);
    words->addStretch();
    auto *across = new QHBoxLayout;
    across->setSpacing(theme::gapSection);
    across->addWidget(m_qr);
    across->addLayout(words, 1);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_enrol);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_title);
    column->addWidget(m_explained);
    column->addSpacing(theme::gap);
    column->addLayout(across);
    column->addSpacing(theme::gap);
    column->addLayout(buttons);
    connect(m_code, &QLineEdit::returnPressed, this, &FactorPage::submit);
    connect(m_enrol, &QPushButton::clicked, this, &FactorPage::submit);
    connect(m_cancel, &QPushButton::clicked, this, &FactorPage::cancelled);
    retranslate();
}

void FactorPage::setLink(const QByteArray &link, const QByteArray &key)
{
    if (const auto shown = m_qr->setBytes(link); !shown)
        m_qr->clear(); // a very long name of the institution: the key can still be typed
    m_qr->setFixedSize(m_qr->sizeHint());
    m_key->setText(grouped(key));
    m_code->clear();
}

void FactorPage::clear()
{
    m_qr->clear();
    m_key->setText({});
    m_code->clear();
}

void FactorPage::setBusy(bool busy)
{
    m_code->setEnabled(!busy);
    m_enrol->setEnabled(!busy);
}

QWidget *FactorPage::firstField() const
{
    return m_code;
}

void FactorPage::submit()
{
    if (m_code->text().trimmed().isEmpty())
        return;
    const auto code = m_code->text();
    m_code->clear();
    Q_EMIT codeGiven(code);
}

void FactorPage::retranslate()
{
    m_title->setText(tr("Enrol your authenticator"));
    m_explained->setText(tr("This institution asks for a code besides the password. Scan this picture with an authenticator on your "
                            "telephone, then enter the six digits it shows."));
    m_qr->setAccessibleName(tr("Picture to scan with the authenticator"));
    m_typed->setText(tr("No camera? Enter this key in the authenticator:"));
    m_key->setAccessibleName(tr("Key of the authenticator"));
    m_code->setPlaceholderText(tr("Six digits"));
    m_code->setAccessibleName(tr("Code of the authenticator"));
    m_enrol->setText(tr("Enrol"));
    m_cancel->setText(tr("Not now: log out"));
}

void FactorPage::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

} // namespace sizhen
