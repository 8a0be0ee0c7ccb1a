// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/health/healthboard.h"

#include "tests/support/program.h"

#include <QSignalSpy>
#include <QTest>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

class HealthBoardTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void whatNobodySpokeOfIsUnknown()
    {
        HealthBoard board;
        QCOMPARE(board.item(u"disk"_s).state, HealthItem::State::Unknown);
        QCOMPARE(board.item(u"disk"_s).id, u"disk"_s);
        QVERIFY(board.items().isEmpty());
    }

    void tellsOnlyOfChangesAndKeepsTheOrder()
    {
        HealthBoard board;
        QSignalSpy changed(&board, &HealthBoard::changed);
        HealthItem vault{u"vault"_s, HealthItem::State::Ready, u"vault.open"_s, {}, {}};
        board.set(vault);
        board.set({u"link"_s, HealthItem::State::Warning, u"link.offline_since"_s, {}, {}});
        board.set(vault);
        QCOMPARE(changed.count(), 2);
        vault.state = HealthItem::State::Fault;
        board.set(vault);
        QCOMPARE(changed.count(), 3);
        QCOMPARE(changed.last().first().toString(), u"vault"_s);
        QCOMPARE(board.items().first().id, u"vault"_s);
        QCOMPARE(board.items().size(), 2);
        QCOMPARE(board.item(u"vault"_s).state, HealthItem::State::Fault);
    }
};

SIZHEN_TEST(HealthBoardTest)
#include "healthboard_test.moc"
