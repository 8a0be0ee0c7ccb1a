// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/cardcodes.h"
#include "ui/screens/screen.h"

class QListView;
class QPushButton;
class QScrollArea;
class QStandardItemModel;

namespace sizhen {

class AgreementPanel;
class CarrierPanel;
class PairingPanel;
class TextLabel;

// Partner institutions: exchange cards, compare fingerprints, agree.
class PartnerScreen final : public Screen
{
    Q_OBJECT
public:
    explicit PartnerScreen(ScreenContext &context, QWidget *parent = nullptr);

    [[nodiscard]] QString title() const override;

    QWidget *rail() override { return m_rail; }

    QWidget *side() override { return m_side; }

    void activated() override;
    void showItem(const QByteArray &id) override; // root of a partner
    QWidget *firstFocus() override;

    // The addresses our card names; the application knows where this station listens.
    void setAddresses(const QStringList &addresses) { m_addresses = addresses; }

public Q_SLOTS:
    void importCard(const QString &path);
    void exportCard(const QString &path);
    // A picture file, the clipboard, a frame of a camera: takes every code of a card in it; the card is read when all are seen.
    void readPicture(const QImage &picture);
    void readClipboard();
    void showCodes();

protected:
    void retranslate() override;

private:
    void build();
    void buildRail();
    void refresh();
    void refreshSide();
    void choose();
    void askForCard();
    void takeCard(const QByteArray &card);
    void callOut(const QByteArray &card, const Error &error); // another institution of this name
    void askWhereTo();
    [[nodiscard]] QByteArray chosen() const;

    ScreenContext &m_context;
    QStringList m_addresses;
    QStandardItemModel *m_model;
    QStandardItemModel *m_acts;
    QWidget *m_rail;
    QWidget *m_side;
    QListView *m_list;
    QPushButton *m_import;
    QPushButton *m_export;
    QPushButton *m_clipboard;
    QPushButton *m_codes;
    CardCodeReader m_reader;
    TextLabel *m_hint;
    QScrollArea *m_page;
    PairingPanel *m_pairing;
    CarrierPanel *m_carriers;
    AgreementPanel *m_agreement;
    TextLabel *m_sideTitle;
    QListView *m_timeline;
};

} // namespace sizhen
