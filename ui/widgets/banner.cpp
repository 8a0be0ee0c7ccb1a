// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/banner.h"
#include "ui/texts/errortext.h"
#include "ui/theme/pieces.h"
#include "ui/widgets/mark.h"
#include "ui/widgets/textlabel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

Banner::Banner(QWidget *parent)
    : QFrame(parent)
    , m_sentence(new TextLabel)
    , m_rule(new TextLabel(theme::Type::Small, theme::Role::TextMuted))
    , m_button(new QPushButton)
{
    setObjectName(u"banner"_s);
    m_sentence->setObjectName(u"bannerSentence"_s);
    m_sentence->setWordWrap(true);
    m_rule->setObjectName(u"bannerRule"_s);
    m_button->setObjectName(u"bannerButton"_s);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(theme::gapSection + theme::gapGroup, theme::gap, theme::gapGroup, theme::gap);
    row->addWidget(m_sentence, 1);
    row->addWidget(m_rule);
    row->addWidget(m_button);
    connect(m_button, &QPushButton::clicked, this, [this] {
        clear();
        Q_EMIT read();
    });
    setVisible(false);
}

void Banner::tell(const Error &error)
{
    m_error = error;
    retranslate();
    setVisible(true);
}

void Banner::clear()
{
    m_error.reset();
    setVisible(false);
}

void Banner::withdraw(const QString &message)
{
    if (m_error && m_error->message == message)
        clear();
}

QString Banner::sentence() const
{
    return m_error ? m_sentence->text() : QString();
}

QString Banner::rule() const
{
    return m_error ? m_rule->text() : QString();
}

void Banner::retranslate()
{
    m_button->setText(tr("Close"));
    if (!m_error)
        return;
    m_sentence->setText(ErrorText::of(*m_error));
    m_rule->setText(ErrorText::rule(*m_error));
    m_rule->setVisible(!m_rule->text().isEmpty());
    setAccessibleName(m_sentence->text());
}

void Banner::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QFrame::changeEvent(event);
}

void Banner::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const auto danger = theme::color(theme::Role::Danger);
    painter.fillRect(rect(), palette().color(QPalette::Base));
    painter.fillRect(rect(), theme::faint(danger));
    painter.fillRect(QRect(0, 0, theme::gapTight, height()), danger);
    drawMark(&painter, QRectF(theme::gapGroup, (height() - theme::gapGroup) / 2., theme::gapGroup, theme::gapGroup),
             Mark::Fault);
}

} // namespace sizhen
