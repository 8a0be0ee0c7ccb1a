// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/windowsedit.h"

#include "ui/models/casereading.h"
#include "ui/panels/words.h"

#include <QCborMap>
#include <QDateTimeEdit>
#include <QGridLayout>
#include <QSpinBox>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int most = 3;
constexpr int usualWindowMinutes = 60;
constexpr int longestWindowMinutes = 480;

} // namespace

WindowsEdit::WindowsEdit(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"windows"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::gapTight);
    for (int i = 0; i < most; ++i) {
        Row row;
        row.line = new QWidget;
        row.start = new QDateTimeEdit;
        row.minutes = new QSpinBox;
        row.both = makeWords(theme::Type::Small, theme::Role::TextMuted);
        row.start->setObjectName(u"window%1.start"_s.arg(i + 1));
        row.minutes->setObjectName(u"window%1.minutes"_s.arg(i + 1));
        row.start->setDisplayFormat(u"yyyy-MM-dd HH:mm"_s);
        row.start->setCalendarPopup(true);
        row.start->setMinimumWidth(theme::columnWidth);
        row.minutes->setRange(15, longestWindowMinutes);
        row.minutes->setSingleStep(15);
        row.minutes->setValue(usualWindowMinutes);
        auto *grid = new QGridLayout(row.line);
        grid->setContentsMargins(0, 0, 0, 0);
        grid->addWidget(row.start, 0, 0);
        grid->addWidget(row.minutes, 0, 1);
        grid->addWidget(row.both, 0, 2);
        grid->setColumnStretch(2, 1);
        column->addWidget(row.line);
        const auto changed = [this] {
            showTimes();
            if (!m_quiet)
                Q_EMIT edited();
        };
        connect(row.start, &QDateTimeEdit::dateTimeChanged, this, changed);
        connect(row.minutes, &QSpinBox::valueChanged, this, changed);
        m_rows.append(row);
    }
}

void WindowsEdit::setPlaces(const Place &here, const Place &there, const QString &language)
{
    m_here = here;
    m_there = there;
    m_zone = TimeText::zone(here.timeZone);
    m_language = language;
    for (int i = 0; i < m_rows.size(); ++i) {
        m_rows.at(i).start->setAccessibleName(tr("Proposed time %1, in %2").arg(i + 1).arg(here.city.in(language)));
        m_rows.at(i).minutes->setAccessibleName(tr("Minutes of proposal %1").arg(i + 1));
        m_rows.at(i).minutes->setSuffix(tr(" min"));
    }
    showTimes();
}

QDateTime WindowsEdit::startOf(const Row &row) const
{
    const auto local = row.start->dateTime();
    return QDateTime(local.date(), local.time(), m_zone);
}

void WindowsEdit::showTimes()
{
    for (const auto &row : std::as_const(m_rows))
        row.both->setText(TimeText::both(startOf(row), m_here, m_there, m_language));
}

void WindowsEdit::setValue(const QCborArray &windows)
{
    m_quiet = true;
    m_used = std::clamp(int(windows.size()), 1, most);
    for (int i = 0; i < m_rows.size(); ++i) {
        const auto &row = m_rows.at(i);
        row.line->setVisible(i < m_used);
        if (i >= windows.size())
            continue;
        const auto window = windows.at(i).toMap();
        const auto from = caseread::instant(window.value(u"from"_s)).toTimeZone(m_zone);
        const auto to = caseread::instant(window.value(u"to"_s));
        row.start->setDateTime(QDateTime(from.date(), from.time()));
        row.minutes->setValue(int(from.secsTo(to) / 60));
    }
    m_quiet = false;
    showTimes();
}

QCborArray WindowsEdit::value() const
{
    QCborArray windows;
    for (int i = 0; i < m_used; ++i) {
        const auto from = startOf(m_rows.at(i));
        windows.append(QCborMap{{u"from"_s, caseread::instantText(from)},
                                {u"to"_s, caseread::instantText(from.addSecs(m_rows.at(i).minutes->value() * 60))}});
    }
    return windows;
}

void WindowsEdit::setReadOnly(bool readOnly)
{
    for (const auto &row : std::as_const(m_rows)) {
        row.start->setReadOnly(readOnly);
        row.minutes->setReadOnly(readOnly);
    }
}

QWidget *WindowsEdit::firstField() const
{
    return m_rows.first().start;
}

} // namespace sizhen
