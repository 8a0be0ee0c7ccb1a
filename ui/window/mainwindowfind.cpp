// SPDX-License-Identifier: GPL-3.0-or-later
// MainWindow: what is found and done by typing.
#include "ui/screens/context.h"
#include "ui/theme/theme.h"
#include "ui/window/commandpalette.h"
#include "ui/window/mainwindow.h"

#include <QApplication>
#include <QClipboard>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

QList<Found> MainWindow::actions()
{
    QList<Found> list;
    const auto add = [&list](const QString &title, const QString &keys, std::function<void()> run) {
        list.append({Found::Kind::Action, title, keys, {}, std::move(run)});
    };
    int key = 0;
    for (const auto *each : tabs()) {
        ++key;
        add(tr("Go to %1").arg(each->title()), key <= tabKeys ? u"Ctrl+%1"_s.arg(key) : QString(),
            [this, id = each->id] { openScreen(id); });
    }
    add(tr("Change the language to Chinese"), {}, [this] { askLanguage(); });
    add(tr("Light or dark"), {}, [this] { askDark(); });
    add(tr("Lock"), u"Ctrl+L"_s, [this] { Q_EMIT lockRequested(); });
    add(tr("Log out"), {}, [this] { Q_EMIT logoutRequested(); });
    return list;
}

void MainWindow::openPalette()
{
    const bool withPatients = row(u"patients"_s); // who may not see the list of patients does not find them either
    Finder::Sources sources{actions(), {}, &m_context->terms, m_context->language()};
    sources.records = [this, withPatients](const QString &typed, int limit) {
        auto hits = m_context->desk.find(typed, limit);
        if (!hits) {
            tell(hits.error());
            return DeskHits{};
        }
        if (!withPatients)
            hits->patients.clear();
        return *std::move(hits);
    };
    m_palette->open(std::move(sources));
}

void MainWindow::go(const Found &found)
{
    switch (found.kind) {
    case Found::Kind::Action:
        found.run();
        break;
    case Found::Kind::Case:
        openCase(found.id);
        break;
    case Found::Kind::Patient:
        if (auto *screen = openScreen(u"patients"_s))
            screen->showItem(found.id);
        break;
    case Found::Kind::Term:
        QApplication::clipboard()->setText(found.title);
        say(tr("Copied: %1").arg(found.title));
        break;
    }
}

} // namespace sizhen
