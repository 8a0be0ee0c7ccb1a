// SPDX-License-Identifier: GPL-3.0-or-later
// What a recording gets of a call with several ends (CON-10).
#include "app/station/endtap.h"

#include "tests/support/program.h"

#include <QTest>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

namespace {

class Collected final : public EncodedTap
{
public:
    void take(const EncodedPacket &packet) override { all.append(packet); }

    [[nodiscard]] QStringList names() const
    {
        QStringList names;
        for (const auto &packet : all)
            names.append(packet.track.name());
        return names;
    }

    QList<EncodedPacket> all;
};

using Kind = MediaTrack::Kind;

EncodedPacket packet(Kind kind, const QString &of, qint64 ns)
{
    return {{kind, of}, kind == Kind::Picture ? PacketCodec::H264 : PacketCodec::Opus, "x", ns, true};
}

} // namespace

class EndTapTest : public QObject
{
    Q_OBJECT

private:
    static constexpr qint64 ms = 1'000'000;
    const EndTracks m_own{MediaTrack{Kind::Picture, u"inviting"_s}, MediaTrack{Kind::Sound, u"inviting"_s}};
    const EndTracks m_li{MediaTrack{Kind::Picture, u"invited"_s}, MediaTrack{Kind::Sound, u"invited"_s}};
    const EndTracks m_interpreter{std::nullopt, MediaTrack{Kind::Interpreter, u"invited"_s}};

private Q_SLOTS:

    void ourStreamComesOnceAndTheOthersUnderTheirNames()
    {
        const auto recorded = std::make_shared<Collected>();
        qint64 now = 0;
        EndTap first(recorded, m_own, m_li, [&now] { return now; });
        EndTap second(recorded, m_own, m_interpreter, [&now] { return now; });
        first.passOwn(true);
        for (auto *tap : {&first, &second})
            for (const auto kind : {Kind::Picture, Kind::Sound})
                for (const auto &of : {u"inviting"_s, u"invited"_s}) // as the engine says: ours, and theirs
                    tap->take(packet(kind, of, 0));
        QCOMPARE(recorded->names(),
                 (QStringList{u"picture.inviting"_s, u"picture.invited"_s, u"sound.inviting"_s, u"sound.invited"_s,
                              u"interpreter.invited"_s})); // and no picture of the interpreter
        recorded->all.clear();
        first.passOwn(false); // its end has left
        second.passOwn(true);
        second.take(packet(Kind::Sound, u"inviting"_s, 0));
        QCOMPARE(recorded->names(), QStringList{u"sound.inviting"_s});
    }

    // What comes by a server is kept from the moment on when the end's own engine is let go: nothing twice.
    void whichWayItComesItComesOnce()
    {
        const auto recorded = std::make_shared<Collected>();
        qint64 now = 0;
        EndTap direct(recorded, m_own, m_li, [&now] { return now; });
        EndTap server(recorded, {}, m_li, [&now] { return now; });
        server.passTheirs(false);
        for (auto *tap : {&direct, &server})
            tap->take(packet(Kind::Sound, u"invited"_s, 0));
        QCOMPARE(recorded->names(), QStringList{u"sound.invited"_s});
        server.passTheirs(true);
        server.take(packet(Kind::Picture, u"invited"_s, 0));
        QCOMPARE(recorded->names(), (QStringList{u"sound.invited"_s, u"picture.invited"_s}));
    }

    // One that began a minute later counts from its own beginning.
    void allCountOnOneClock()
    {
        const auto recorded = std::make_shared<Collected>();
        qint64 now = 60'000 * ms;
        EndTap first(recorded, m_own, m_li, [&now] { return now; });
        EndTap second(recorded, m_own, m_interpreter, [&now] { return now; });
        first.passOwn(true);
        for (int i = 0; i < 50; ++i) {
            now += 20 * ms;
            const auto late = i % 3 * 5 * ms; // on its way to the tap
            first.take(packet(Kind::Sound, u"inviting"_s, 60'000 * ms + i * 20 * ms - late));
            second.take(packet(Kind::Sound, u"invited"_s, i * 20 * ms - late));
        }
        const auto own = recorded->all.at(recorded->all.size() - 2);
        const auto theirs = recorded->all.last();
        QCOMPARE(own.track.name(), u"sound.inviting"_s);
        QCOMPARE(theirs.track.name(), u"interpreter.invited"_s);
        QCOMPARE(own.ns, theirs.ns);
    }
};

SIZHEN_TEST(EndTapTest)
#include "endtap_test.moc"
