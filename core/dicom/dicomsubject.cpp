// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dicom/dicomsubject.h"

#include "core/dicom/dicomuid.h"

#include <QCryptographicHash>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype longestText = 64; // LO, and a group of PN; characters

// PS3.5 6.2: no delimiters, no control characters.
QByteArray wordsOf(const QString &text)
{
    auto clean = text;
    for (auto &c : clean)
        if (c < u' ' || c == u'\\' || c == u'^' || c == u'=')
            c = u' ';
    return clean.simplified().left(longestText).trimmed().toUtf8();
}

bool isIdeographic(const QString &word)
{
    return std::any_of(word.begin(), word.end(), [](QChar c) {
        return c.script() == QChar::Script_Han || c.script() == QChar::Script_Hangul || c.isHighSurrogate();
    });
}

// What a nameless trace is told from another by, without telling whose it is.
QByteArray fingerprintOf(const TracedPulse &trace)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData({reinterpret_cast<const char *>(trace.signal.samples.constData()),
                  trace.signal.samples.size() * qsizetype(sizeof(double))});
    return hash.result().toHex();
}

void writeTimes(DicomItem &data, const QDateTime &started)
{
    const auto known = started.isValid();
    // PS3.15 E.1: a date that must be there is replaced by one that tells nothing.
    const auto at = known ? started.toUTC() : QDateTime(QDate(1985, 1, 1), QTime(0, 0), Qt::UTC);
    const auto date = at.toString(u"yyyyMMdd"_s).toLatin1();
    const auto time = at.toString(u"HHmmss.zzz"_s).toLatin1();
    data.text(DCM_StudyDate, EVR_DA, known ? date : QByteArray());
    data.text(DCM_StudyTime, EVR_TM, known ? time : QByteArray());
    data.text(DCM_ContentDate, EVR_DA, date);
    data.text(DCM_ContentTime, EVR_TM, time);
    data.text(DCM_AcquisitionDateTime, EVR_DT, date + time);
    if (known)
        data.text(DCM_TimezoneOffsetFromUTC, EVR_SH, "+0000");
    else
        data.text(DCM_LongitudinalTemporalInformationModified, EVR_CS, "REMOVED");
}

void writePatient(DicomItem &data, const std::optional<TraceSubject> &subject)
{
    const auto who = subject.value_or(TraceSubject());
    const auto sex = who.sex == u"F" || who.sex == u"M" ? who.sex.toLatin1() : QByteArray(who.sex.isEmpty() ? "" : "O");
    data.text(DCM_PatientName, EVR_PN, dicomName(who.name));
    data.text(DCM_PatientID, EVR_LO, wordsOf(who.code));
    data.text(DCM_PatientBirthDate, EVR_DA, who.birth.toString(u"yyyyMMdd"_s).toLatin1());
    data.text(DCM_PatientSex, EVR_CS, sex);
    if (subject)
        return;
    data.text(DCM_PatientIdentityRemoved, EVR_CS, "YES");
    data.text(DCM_DeidentificationMethod, EVR_LO, "Nothing about the patient was written");
}

} // namespace

QByteArray dicomName(const QString &name)
{
    QStringList alphabetic;
    QStringList ideographic;
    for (const auto &word : QString::fromUtf8(wordsOf(name)).split(u' ', Qt::SkipEmptyParts))
        (isIdeographic(word) ? ideographic : alphabetic).append(word);
    auto group = alphabetic.join(u' ').toUtf8();
    return ideographic.isEmpty() ? group : group + '=' + ideographic.join(u' ').toUtf8();
}

void writeSubject(DicomItem data, const TracedPulse &trace)
{
    writePatient(data, trace.subject);
    writeTimes(data, trace.started);
    const auto hand = handOf(trace.site);
    const auto study = trace.subject ? "case " + trace.subject->code.toUtf8() : "trace " + fingerprintOf(trace);
    data.text(DCM_StudyInstanceUID, EVR_UI, dicomUid("study " + study));
    data.text(DCM_SeriesInstanceUID, EVR_UI,
              dicomUid("series " + study + '\n' + hand.toUtf8() + '\n' + trace.instrument.toUtf8()));
    data.text(DCM_AccessionNumber, EVR_SH, "");
    data.text(DCM_ReferringPhysicianName, EVR_PN, "");
    data.text(DCM_StudyID, EVR_SH, trace.subject ? wordsOf(trace.subject->code.left(16)) : QByteArray());
    data.text(DCM_SeriesNumber, EVR_IS, hand == u"right" ? "2" : "1");
    data.text(DCM_SeriesDescription, EVR_LO, "Radial pulse");
    data.text(DCM_InstanceNumber, EVR_IS,
              QByteArray::number(std::max(qsizetype(1), pulseSites().indexOf(trace.site) + 1)));
    data.text(DCM_BodyPartExamined, EVR_CS, "WRIST");
    data.text(DCM_Laterality, EVR_CS, hand.isEmpty() ? "" : hand == u"left" ? "L" : "R"); // 2C: a paired part
    // PS3.3 C.7.4.2: nothing else was taken on the same clock.
    data.text(DCM_SynchronizationFrameOfReferenceUID, EVR_UI, dicomUid("clock " + study + trace.instrument.toUtf8()));
    data.text(DCM_SynchronizationTrigger, EVR_CS, "NO TRIGGER");
    data.text(DCM_AcquisitionTimeSynchronized, EVR_CS, "N");
}

// PS3.3 C.7.5.2: every one of them must say something.
void writeEquipment(DicomItem data, const QString &instrument, const QString &software)
{
    auto words = instrument.simplified().split(u' ', Qt::SkipEmptyParts);
    const bool whole = words.size() >= 4;
    const auto firmware = whole ? words.takeLast() : u"unknown"_s;
    const auto serial = whole ? words.takeLast() : u"unknown"_s;
    const auto vendor = whole ? words.takeFirst() : u"unknown"_s;
    const auto model = wordsOf(words.join(u' '));
    data.text(DCM_Manufacturer, EVR_LO, wordsOf(vendor));
    data.text(DCM_ManufacturerModelName, EVR_LO, model.isEmpty() ? QByteArray("unknown") : model);
    data.text(DCM_DeviceSerialNumber, EVR_LO, wordsOf(serial));
    data.text(DCM_SoftwareVersions, EVR_LO, wordsOf(firmware) + '\\' + wordsOf(software));
}

} // namespace sizhen
