// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/draftchooser.h"

#include "ui/models/casereading.h"
#include "ui/models/draftparts.h"
#include "ui/panels/words.h"
#include "ui/widgets/card.h"

#include <QEvent>
#include <QGridLayout>
#include <QPushButton>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

DraftChooser::DraftChooser(QWidget *parent)
    : QWidget(parent)
    , m_title(makeWords(theme::Type::Section, theme::Role::Caution))
    , m_explained(makeWords(theme::Type::Body, theme::Role::TextMuted))
    , m_grid(new QGridLayout)
    , m_same(makeWords(theme::Type::Body, theme::Role::TextMuted))
    , m_putBack(new QPushButton)
{
    setObjectName(u"draftChooser"_s);
    m_title->setObjectName(u"drafts.twice"_s);
    m_explained->setObjectName(u"drafts.explained"_s);
    m_same->setObjectName(u"drafts.same"_s);
    m_putBack->setObjectName(u"drafts.putBack"_s);
    m_putBack->setProperty("quiet", true);
    m_putBack->setVisible(false);
    m_grid->setHorizontalSpacing(theme::gapGroup);
    m_grid->setVerticalSpacing(theme::gap);
    auto *panel = new Panel;
    auto *inside = new QVBoxLayout(panel);
    inside->setContentsMargins(theme::gapGroup, theme::gapGroup, theme::gapGroup, theme::gapGroup);
    inside->addWidget(m_title);
    inside->addWidget(m_explained);
    inside->addLayout(m_grid);
    inside->addWidget(m_same);
    inside->addWidget(m_putBack, 0, Qt::AlignLeft);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, theme::gap);
    column->addWidget(panel);
    connect(m_putBack, &QPushButton::clicked, this, &DraftChooser::putBackRequested);
    hide();
}

void DraftChooser::show(const QList<DraftVersion> &versions, bool mayDecide, const QString &language)
{
    const auto same = m_mayDecide == mayDecide && m_language == language
        && std::ranges::equal(versions, m_versions, {}, &DraftVersion::entry, &DraftVersion::entry);
    setVisible(versions.size() > 1);
    if (same)
        return; // the keyboard may be on one of the buttons
    m_versions = versions;
    m_mayDecide = mayDecide;
    m_language = language;
    fill();
}

void DraftChooser::restore(const QCborArray &resolves)
{
    m_resolves = resolves;
    m_base.clear();
    offerPutBack(false);
    fill();
}

void DraftChooser::offerPutBack(bool offered)
{
    m_putBack->setVisible(offered);
}

void DraftChooser::choose(const DraftVersion &version)
{
    Q_EMIT chosen(version.args); // whoever hears it may still keep what stood there, with what that named
    m_resolves = {};
    for (const auto &one : std::as_const(m_versions))
        m_resolves.append(one.entry);
    m_base = version.entry;
    fill();
}

void DraftChooser::clearGrid()
{
    while (auto *item = m_grid->takeAt(0)) {
        if (auto *widget = item->widget()) {
            widget->hide();
            widget->deleteLater(); // it may be the button that was just pressed
        }
        delete item;
    }
}

void DraftChooser::fill()
{
    clearGrid();
    const auto standing = int(std::ranges::count(m_versions, false, &DraftVersion::late));
    m_title->setText(standing > 1 ? tr("%n version(s) were written at the same time", nullptr, standing)
                                  : tr("Another version came when this text was already frozen"));
    m_putBack->setText(tr("Put back what stood here before"));
    m_explained->setText(explanation());
    if (m_versions.size() < 2)
        return;
    QList<QList<DraftPart>> parts;
    for (const auto &version : std::as_const(m_versions)) {
        addHead(int(parts.size()) + 1, version);
        parts.append(DraftParts::of(version.args, m_language));
    }
    QStringList same;
    for (qsizetype i = 0; i < parts.constFirst().size(); ++i) {
        const auto &first = parts.constFirst().at(i);
        QStringList texts;
        QStringList others;
        for (const auto &version : std::as_const(parts)) {
            texts.append(version.at(i).text);
            others.append(version.at(i).other);
        }
        const auto alike = std::ranges::all_of(
            parts, [&](const QList<DraftPart> &version) { return caseread::same(version.at(i).value, first.value); });
        if (!alike)
            addRow(int(i) + 1, first.heading, texts, others);
        else if (!first.text.isEmpty())
            same.append(first.heading);
    }
    m_same->setText(tr("The same in all: %1").arg(same.join(u" · "_s)));
    m_same->setVisible(!same.isEmpty());
}

QString DraftChooser::explanation() const
{
    const auto open = std::ranges::any_of(
        m_versions, [this](const DraftVersion &one) { return !m_resolves.contains(QCborValue(one.entry)); });
    const auto standing = std::ranges::count(m_versions, false, &DraftVersion::late);
    if (m_mayDecide && !open)
        return tr(
            "The fields below take the place of all of them once they are written. All versions stay in the record.");
    if (standing < 2)
        return m_mayDecide
            ? tr("It was written at the same time, without a line, and is no part of the text. Continue from one of "
                 "them: the fields below then take the place of both. Both stay in the record.")
            : tr("It was written at the same time, without a line, and is no part of what is signed. It stays in the "
                 "record; to take it in, the side that wrote it sends its text back to draft, while that is possible.");
    return m_mayDecide
        ? tr("Neither author had seen the other's, and nothing can be signed until one text takes their place. "
             "Continue from one of "
             "them: it fills the fields below, where you may still change it. All versions stay in the record.")
        : tr("Neither author had seen the other's. The side that wrote them decides; until then nothing is signed.");
}

void DraftChooser::addHead(int column, const DraftVersion &version)
{
    auto *head = new QWidget;
    auto *lines = new QVBoxLayout(head);
    lines->setContentsMargins({});
    lines->setSpacing(theme::gapTight);
    auto *who = makeWords(theme::Type::Section);
    who->setText(version.who);
    auto *when = makeWords(theme::Type::Body, theme::Role::TextMuted);
    when->setText(tr("%1 · %2", "station, time").arg(version.where, version.when));
    lines->addWidget(who);
    lines->addWidget(when);
    if (version.late) {
        auto *late = makeWords(theme::Type::Body, theme::Role::Caution);
        late->setText(tr("Came too late: not part of the text"));
        lines->addWidget(late);
    }
    if (m_mayDecide) {
        auto *button = new QPushButton(version.entry == m_base ? tr("✓ You continue from this one")
                                                               : tr("Continue from this one"));
        button->setObjectName(u"drafts.continue.%1"_s.arg(column));
        button->setAccessibleName(tr("Continue from the version of %1, %2").arg(version.who, version.where));
        connect(button, &QPushButton::clicked, this, [this, version] { choose(version); });
        lines->addWidget(button, 0, Qt::AlignLeft);
    }
    m_grid->addWidget(head, 0, column, Qt::AlignTop);
    m_grid->setColumnStretch(column, 1);
}

void DraftChooser::addRow(int row, const QString &heading, const QStringList &texts, const QStringList &others)
{
    auto *name = makeWords(theme::Type::Small, theme::Role::TextMuted);
    name->setText(heading);
    // Beside two texts; above more of them, which need the width.
    const bool beside = texts.size() <= 2;
    if (beside)
        name->setFixedWidth(theme::labelWidth);
    m_grid->addWidget(name, 2 * row, 0, 1, beside ? 1 : int(texts.size()) + 1, Qt::AlignTop);
    for (int i = 0; i < texts.size(); ++i) {
        auto *text = makeWords();
        text->setObjectName(u"drafts.text.%1.%2"_s.arg(row).arg(i + 1));
        const auto words = texts.at(i).isEmpty() ? tr("(nothing)") : texts.at(i);
        text->setText(others.at(i).isEmpty() ? words : words + u'\n' + others.at(i));
        m_grid->addWidget(text, beside ? 2 * row : 2 * row + 1, i + 1, Qt::AlignTop);
    }
}

void DraftChooser::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        fill();
    QWidget::changeEvent(event);
}

} // namespace sizhen
