// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/station/sessionrecording.h"
#include "devices/record/moviereader.h"
#include "tests/support/consultation.h"
#include "tests/support/encodedsession.h"
#include "tests/support/toldcall.h"

namespace sizhen::test {

inline QList<MediaTrack> recordedTracks()
{
    return {pictureOf(u"inviting"_s), soundOf(u"inviting"_s), soundOf(u"invited"_s)};
}

inline const QList<EncodedPacket> &recordedPackets()
{
    static const auto all
        = together({encodePictures(recordedTracks()[0], {320, 180}, 0, 150, 30, PacketCodec::H264, 300),
                    encodeTone(recordedTracks()[1], 300, 5), encodeTone(recordedTracks()[2], 600, 5)});
    return all;
}

// A consultation in session in whose call Duna records.
struct RecordedRoom {
    Consultation consultation;
    ToldCall call;
    std::unique_ptr<SessionRecording> recording;

    RecordedRoom()
    {
        consultation.untilSession();
        call.told.caseId = consultation.caseId;
        call.told.stage = CallStage::Connected;
        open();
    }

    void open()
    {
        auto &duna = consultation.duna;
        recording = std::make_unique<SessionRecording>(*duna.vault, *duna.ledger, *duna.desk, call);
    }

    void kovacsSays(bool agreed)
    {
        consultation.kovacs(u"case.recording_agreed"_s,
                            recordingWordArgs(agreed, consultation.duna.actor(u"kovacs"_s).person.person));
    }

    void liSays(bool agreed)
    {
        consultation.li(u"case.recording_agreed"_s,
                        recordingWordArgs(agreed, consultation.lake.actor(u"li"_s).person.person));
        consultation.pump();
    }

    void patientSays(bool agreed)
    {
        consultation.kovacs(u"case.recording_agreed"_s, patientsRecordingWordArgs(agreed, u"said yes in Hungarian"_s));
    }

    void allAgree()
    {
        patientSays(true);
        kovacsSays(true);
        liSays(true);
    }

    [[nodiscard]] Result<> begin()
    {
        consultation.tick();
        return recording->begin(consultation.caseId, recordedTracks(), consultation.duna.actor(u"kovacs"_s));
    }

    void send(int from, int count)
    {
        for (int i = from; i < from + count; ++i)
            recording->take(recordedPackets()[i]);
    }

    [[nodiscard]] CaseState state() const
    {
        return must(consultation.duna.desk->wholeCase(consultation.caseId), "case");
    }

    [[nodiscard]] std::optional<RecordingEnd> ending() const
    {
        const auto all = recordings(state());
        return all.isEmpty() ? std::nullopt : all.last().end;
    }

    [[nodiscard]] std::unique_ptr<MovieReader> reader(const QByteArray &number) const
    {
        const auto kept = must(recording->shelf().find(consultation.caseId, number), "find");
        return must(MovieReader::open(recording->shelf().pathOf(number), kept.key.clone()), "open");
    }
};

inline int picturesIn(MovieReader &reader)
{
    int pictures = 0;
    while (true) {
        const auto part = must(reader.next(), "part");
        if (!part)
            return pictures;
        pictures += std::holds_alternative<MoviePicture>(*part) ? 1 : 0;
    }
}

} // namespace sizhen::test
