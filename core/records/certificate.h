// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/label.h"
#include "core/base/result.h"
#include "core/crypto/primitives.h"

#include <QByteArray>
#include <QCborMap>
#include <QDateTime>
#include <QString>
#include <QStringList>

namespace sizhen {

// An institution as its partners know it. Identified by its root key for ever.
struct Institution {
    QByteArray root;   // Ed25519 public, 32
    QByteArray boxKey; // X25519 public, 32: keys are wrapped to it
    Label name;
    Label city;
    QString country;  // ISO 3166-1 alpha-2
    QString timeZone; // IANA, "Europe/Budapest"
    QByteArray authority; // DER certificate of its P-256 authority (PDF signatures)

    [[nodiscard]] QString id() const; // first 10 hex digits of the root's hash: for file names, keys and logs
};

// A station, certified by its institution's root.
struct StationCertificate {
    QByteArray institution; // root public key
    QByteArray station;     // Ed25519 public key: signs its feeds and receipts
    QString name;           // "Room 2"
    QByteArray tlsSpkiHash; // SHA-256 of the SubjectPublicKeyInfo of its P-256 TLS key
    QDateTime validFrom;
    QDateTime validTo;
};

// When a person practised, day-exact (STF-03: only *independent* clinical TCM practice counts; interruptions are gaps).
struct PracticeInterval {
    QDate from;
    QDate to; // invalid: until today
    bool independent = false;
    QString place;
    friend bool operator==(const PracticeInterval &, const PracticeInterval &) = default;
};

// A person, certified by the institution's root. Carried inside every act, so that an act can be judged by itself.
struct PersonCertificate {
    QByteArray institution; // root public key
    QByteArray person;      // Ed25519 public key: signs acts
    QString id;             // "kovacs": unique in the institution
    Label name;
    QStringList roles;      // PHYSICIAN MED-ADMIN LIAISON RECORDS INTERPRETER IT QA FINANCE PHARMACIST SEC-ADMIN AUDITOR
    Label title;            // "Associate chief physician"
    QString titleLevel;     // code: RESIDENT ATTENDING ASSOCIATE_CHIEF CHIEF
    QString specialty;      // code
    QString licence;        // number; empty: none
    QDate licenceTo;        // its last day (STF-02); invalid: not limited
    QList<PracticeInterval> practice;
    QByteArray signerCertificate; // DER, P-256, issued by the institution's authority (PDF signatures); may be empty
    QDateTime validFrom;
    QDateTime validTo;
};

// Certificates travel as {body, signature}: deterministic CBOR with the root's Ed25519 signature (domains
// "sizhen.cert.station", "sizhen.cert.person"). open… checks the signature against the institution named inside, and the caller
// checks that this institution is one it knows. Fault::Untrusted on a bad signature, Corrupt on another shape.
[[nodiscard]] QByteArray certify(const StationCertificate &certificate, const SigningKey &root);
[[nodiscard]] QByteArray certify(const PersonCertificate &certificate, const SigningKey &root);
[[nodiscard]] Result<StationCertificate> openStationCertificate(const QByteArray &bytes);
[[nodiscard]] Result<PersonCertificate> openPersonCertificate(const QByteArray &bytes);

// What two institutions exchange to pair (a file or a QR code). Root-signed; opened as above (domain "sizhen.card").
struct InstitutionCard {
    Institution institution;
    QList<QByteArray> stations;  // certified station certificates
    QStringList addresses;       // "host:port" of stations that listen, as of the day it was issued
    QDateTime issued;            // of two cards the later counts; invalid: version 1, older than every other
    quint32 boxEpoch = 1;        // counts the institution's box keys; 16 bits

    // True when this card may take the place of `other`, of the same institution.
    [[nodiscard]] bool replaces(const InstitutionCard &other) const { return !other.issued.isValid() || issued >= other.issued; }
};

[[nodiscard]] QByteArray makeCard(const InstitutionCard &card, const SigningKey &root);
[[nodiscard]] Result<InstitutionCard> openCard(const QByteArray &bytes);

// 12 groups of 5 digits over both roots, the same on both sides: two officers compare it aloud in any language (AGR-16).
[[nodiscard]] QString fingerprint(const QByteArray &oneRoot, const QByteArray &otherRoot);

} // namespace sizhen
