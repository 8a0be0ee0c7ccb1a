// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/talkpane.h"

#include "ui/models/talk.h"
#include "ui/panels/carddelegate.h"
#include "ui/panels/cardlist.h"
#include "ui/panels/words.h"
#include "ui/texts/timetext.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QStandardItemModel>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int longestWords = 2000;
constexpr int leastHeight = 120; // of the lines

// Both languages one below the other, the reader's own first.
QString inBoth(const Label &text, const QString &language)
{
    const auto other = language == u"zh"_s ? u"en"_s : u"zh"_s;
    QStringList lines;
    for (const auto &each : {language, other})
        if (text.has(each) && !text.in(each).trimmed().isEmpty())
            lines.append(text.in(each));
    return lines.join(u'\n');
}

} // namespace

TalkPane::TalkPane(ScreenContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_title(makeWords(theme::Type::Section))
    , m_model(new QStandardItemModel(this))
    , m_lines(makeCardList(u"talk.lines"_s, m_model))
    , m_nothing(makeWords(theme::Type::Body, theme::Role::TextMuted))
    , m_line(new QLineEdit)
    , m_send(new QPushButton)
{
    setObjectName(u"talk"_s);
    m_lines->setMinimumHeight(leastHeight);
    m_nothing->setObjectName(u"talk.nothing"_s);
    m_line->setObjectName(u"talk.line"_s);
    m_line->setMaxLength(longestWords);
    m_line->setMinimumHeight(theme::touchHeight);
    m_send->setObjectName(u"talk.send"_s);
    m_send->setMinimumHeight(theme::touchHeight);
    auto *row = new QHBoxLayout;
    row->setSpacing(theme::gapTight);
    row->addWidget(m_line, 1);
    row->addWidget(m_send);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::gapTight);
    column->addWidget(m_title);
    column->addWidget(m_nothing, 1, Qt::AlignTop);
    column->addWidget(m_lines, 1);
    column->addLayout(row);
    connect(m_line, &QLineEdit::returnPressed, this, &TalkPane::say);
    connect(m_send, &QPushButton::clicked, this, &TalkPane::say);
    connect(m_line, &QLineEdit::textChanged, this,
            [this](const QString &words) { m_send->setEnabled(!words.trimmed().isEmpty()); });
    m_send->setEnabled(false);
    retranslate();
}

void TalkPane::setCase(const CaseState &state)
{
    if (state.id != m_state.id)
        m_line->clear();
    m_state = state;
    fill();
}

void TalkPane::fill()
{
    const auto lines = talkLines(m_state, m_context.forms);
    const auto language = m_context.language();
    const auto here = TimeText::zone(m_context.desk.ledger().institution().timeZone);
    const bool atEnd = m_model->rowCount() != lines.size();
    m_model->clear();
    for (const auto &one : lines) {
        const auto head = u"%1 · %2"_s.arg(one.name.in(language), one.at.toTimeZone(here).toString(u"HH:mm"_s));
        const auto foot = one.doubt ? tr("△ the interpreter is not sure")
            : one.translated        ? QString()
                                    : tr("○ not translated yet");
        auto *card = makeCard(head, inBoth(one.text, language), foot,
                              one.doubt ? theme::Role::Caution : theme::Role::TextMuted);
        card->setData(int(one.side == Side::Inviting ? theme::Role::Inviting : theme::Role::Invited),
                      CardDelegate::BandRole);
        m_model->appendRow(card);
    }
    m_nothing->setVisible(lines.isEmpty());
    m_lines->setVisible(!lines.isEmpty());
    if (atEnd)
        m_lines->scrollToBottom();
}

void TalkPane::say()
{
    const auto words = m_line->text().trimmed();
    if (words.isEmpty())
        return;
    if (const auto done = m_context.desk.act(m_state.id, u"case.note"_s, sayArgs(words), m_context.actor()); !done) {
        Q_EMIT failed(done.error());
        return;
    }
    m_line->clear();
    Q_EMIT said();
}

void TalkPane::retranslate()
{
    m_title->setText(tr("Written words"));
    m_nothing->setText(
        tr("Nothing was written yet. What you write stands in the record; the interpreter's words appear below it."));
    m_line->setPlaceholderText(tr("Write to the other side"));
    m_line->setAccessibleName(m_line->placeholderText());
    m_send->setText(tr("Send"));
    m_lines->setAccessibleName(m_title->text());
    fill();
}

} // namespace sizhen
