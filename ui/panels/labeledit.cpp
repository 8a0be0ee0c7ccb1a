// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/labeledit.h"

#include "ui/panels/words.h"

#include <QEvent>
#include <QGridLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QPlainTextEdit *makeField(const QString &name, int lines, QWidget *parent)
{
    auto *field = new QPlainTextEdit(parent);
    field->setObjectName(name);
    field->setTabChangesFocus(true);
    field->setVerticalScrollBarPolicy(lines > 1 ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
    const auto height = field->fontMetrics().lineSpacing() * lines + 2 * theme::gap + 2 * theme::edge;
    field->setFixedHeight(std::max(height, theme::controlHeight));
    return field;
}

} // namespace

LabelEdit::LabelEdit(const QString &name, int lines, QWidget *parent)
    : QWidget(parent)
    , m_zh(makeField(name + u".zh"_s, lines, this))
    , m_en(makeField(name + u".en"_s, lines, this))
    , m_zhTag(makeWords(theme::Type::Small, theme::Role::TextMuted))
    , m_enTag(makeWords(theme::Type::Small, theme::Role::TextMuted))
{
    setObjectName(name);
    setFocusProxy(m_zh);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(theme::gap);
    grid->setVerticalSpacing(theme::gapTight);
    grid->addWidget(m_zhTag, 0, 0);
    grid->addWidget(m_enTag, 0, 1);
    grid->addWidget(m_zh, 1, 0);
    grid->addWidget(m_en, 1, 1);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    for (auto *field : {m_zh, m_en}) {
        field->installEventFilter(this);
        connect(field, &QPlainTextEdit::textChanged, this, [this] {
            if (!m_quiet)
                Q_EMIT edited();
        });
    }
    retranslate();
}

void LabelEdit::setValue(const Label &value)
{
    m_quiet = true;
    const auto put = [](QPlainTextEdit *field, const QString &words) {
        if (field->toPlainText() != words)
            field->setPlainText(words);
    };
    put(m_zh, value.has(u"zh"_s) ? value.zh() : QString());
    put(m_en, value.has(u"en"_s) ? value.en() : QString());
    m_quiet = false;
}

Label LabelEdit::value() const
{
    Label label;
    if (const auto words = m_zh->toPlainText().trimmed(); !words.isEmpty())
        label.set(u"zh"_s, words);
    if (const auto words = m_en->toPlainText().trimmed(); !words.isEmpty())
        label.set(u"en"_s, words);
    return label;
}

void LabelEdit::setReadOnly(bool readOnly)
{
    for (auto *field : {m_zh, m_en})
        field->setReadOnly(readOnly);
}

void LabelEdit::setAccessibleWords(const QString &what)
{
    m_what = what;
    retranslate();
}

void LabelEdit::retranslate()
{
    m_zhTag->setText(tr("Chinese"));
    m_enTag->setText(tr("English"));
    m_zh->setAccessibleName(tr("%1, in Chinese").arg(m_what));
    m_en->setAccessibleName(tr("%1, in English").arg(m_what));
}

void LabelEdit::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

bool LabelEdit::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusOut && m_translate) {
        if (watched == m_zh)
            complete(m_zh, m_en, u"en"_s);
        else if (watched == m_en)
            complete(m_en, m_zh, u"zh"_s);
    }
    return QWidget::eventFilter(watched, event);
}

void LabelEdit::complete(const QPlainTextEdit *from, QPlainTextEdit *to, const QString &language)
{
    const auto words = from->toPlainText().trimmed();
    if (words.isEmpty() || !to->toPlainText().trimmed().isEmpty() || to->isReadOnly())
        return;
    const auto term = m_translate(words);
    if (term.has(language))
        to->setPlainText(term.in(language));
}

} // namespace sizhen
