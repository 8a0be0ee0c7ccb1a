// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/casestate.h"

#include <QPointF>

#include <optional>

// Pictures that both sides look at: a still that one physician asks the other for, the marks of both on it, and where
// the other one points just now (FOU-05).
namespace sizhen {

// What the other side asked to be photographed: case.still_asked.
struct StillRequest {
    static constexpr int freshS = 300; // an older one is history

    QByteArray entry;
    QString role; // tongue_top tongue_under face document
    Side from = Side::Inviting;
    Label by;
    QDateTime at;
};

// The newest request of `from` that no picture answered; nothing once it is old.
[[nodiscard]] std::optional<StillRequest> openStill(const CaseState &state, Side from, const QDateTime &now);
[[nodiscard]] QCborMap stillArgs(const QString &role);

struct SharedPicture {
    Attachment attachment;
    QString role;
    Side side = Side::Inviting; // who added it
    QDateTime at;
    QByteArray answers; // the request it was taken for; empty: nobody asked
};

// Pictures only, oldest first.
[[nodiscard]] QList<SharedPicture> sharedPictures(const CaseState &state);

// In shares of the picture's width and height.
struct PictureMark {
    QPointF at;
    QString text;

    friend bool operator==(const PictureMark &, const PictureMark &) = default;
};

[[nodiscard]] QList<PictureMark> marksOn(const CaseState &state, const QByteArray &sha256, Side side);
[[nodiscard]] QCborMap pictureMarksArgs(const QByteArray &sha256, const QList<PictureMark> &marks);

// Where somebody points on a picture just now. It is shown and forgotten.
struct PointedAt {
    QByteArray picture; // SHA-256
    std::optional<QPointF> at; // nothing: no longer

    [[nodiscard]] QByteArray toBytes() const;
    [[nodiscard]] static Result<PointedAt> fromBytes(const QByteArray &bytes); // Corrupt
};

// The other room's finger, both ways.
class PointerControl : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    virtual void point(const QByteArray &caseId, const PointedAt &where) = 0; // not more often than is of use

Q_SIGNALS:
    void pointed(const QByteArray &caseId, const sizhen::PointedAt &where); // by the partner
};

} // namespace sizhen
