// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/carriersetup.h"
#include "core/sync/courier.h"

#include <QObject>

#include <map>

namespace sizhen {

// Envelopes as files in a folder that a person carries: FOLDER/sizhen-post/<mailbox>/<time>-<n>-<id>.szenv. Several
// partners share one stick. A file is whole or not there; what was taken in is deleted, and the receipt for it lies
// there instead when the stick goes back. Reading and writing run on a pool thread, one file at a time; one run at a
// time.
class Stick final : public QObject
{
    Q_OBJECT
public:
    struct Summary {
        int written = 0; // envelopes
        qint64 bytes = 0; // of these
        int kept = 0; // lay there already
        int taken = 0; // envelopes that were taken in
        int known = 0; // copies
        QList<Error> refused; // one an envelope that was not taken in
    };

    Stick(CarrierSetup setup, QString folder, QObject *parent = nullptr);

    // Everything these partners lack. Told by failed(): NoSpace (args "need", "free": MB) before anything is
    // written, Io when the stick is gone or cannot be written.
    void write(const QList<CarrierSetup::Partner> &partners);
    // Takes in what lies there for us, from any of these; then writes the receipts and whatever those who have post on
    // this stick lack.
    void read(const QList<CarrierSetup::Partner> &partners);
    // The station wrote or shared something in this stream meanwhile.
    void poke(const QByteArray &stream);

    // The folder of one institution's post.
    [[nodiscard]] static QString mailbox(const QString &folder, const QByteArray &root);

Q_SIGNALS:
    void progress(int done, int of); // envelopes
    void advanced(const QByteArray &stream); // something new came
    // Either, once a run.
    void finished(const sizhen::Stick::Summary &summary);
    void failed(const sizhen::Error &error);

private:
    struct Box {
        CarrierSetup::Partner partner;
        std::unique_ptr<SyncStore> store;
        std::unique_ptr<Courier> courier;
    };

    struct Plan {
        int envelopes = 0;
        qint64 bytes = 0;
    };

    [[nodiscard]] Box boxFor(const CarrierSetup::Partner &partner) const;
    void assumeWhatLiesThere(Box &box, int *kept) const;
    [[nodiscard]] Plan plan(const CarrierSetup::Partner &partner) const;
    [[nodiscard]] Result<> makeRoom();
    void writeNext();
    void wrote(Box &box, const Courier::Parcel &parcel, const QByteArray &id, qint64 size);
    void readNext();
    void takeIn(const QString &path, const QByteArray &envelope);
    void removeFile(const QString &path);
    void answer();
    void end(const Result<> &result);

    const CarrierSetup m_setup;
    const QString m_folder;
    std::map<QByteArray, Box> m_boxes; // by root
    QList<QByteArray> m_toWrite; // roots
    QStringList m_toRead;
    Summary m_summary;
    int m_done = 0;
    int m_of = 0;
    int m_serial = 0;
    bool m_running = false;
};

} // namespace sizhen
