// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/sharedpictures.h"
#include "ui/screens/context.h"

#include <QWidget>

class QComboBox;
class QPushButton;

namespace sizhen {

class MarkedPicture;
class TextLabel;

// The stills of a case that both sides look at. Each side can ask the other for one; whoever is asked takes it with the
// room's camera, or gives a file. The picture goes as an original: the same bytes on both sides, beside the call
// (FOU-05).
class StillPane final : public QWidget
{
    Q_OBJECT
public:
    explicit StillPane(ScreenContext &context, QWidget *parent = nullptr);

    void setCase(const CaseState &state, const QList<Offer> &offers);
    void retranslate();
    void takeFile(const QString &path); // after the user chose it; tests come in here

Q_SIGNALS:
    void failed(const sizhen::Error &error);
    void said(const QString &sentence);
    void acted();

private:
    void buildAsks();
    void buildAnswer();
    void ask(const QString &role);
    void take(); // with the room's camera
    void keep(const Result<Attachment> &attachment);
    void fill();
    void showPicture();
    void keepMarks(const QList<PictureMark> &marks);
    [[nodiscard]] Side theirs() const;
    [[nodiscard]] std::optional<StillRequest> asked() const; // of us, now
    [[nodiscard]] const SharedPicture *current() const;

    ScreenContext &m_context;
    CaseState m_state;
    bool m_mayMark = false;
    bool m_mayAsk = false;
    bool m_mayAdd = false;
    QList<SharedPicture> m_pictures;
    QByteArray m_shown; // SHA-256
    QWidget *m_request;
    TextLabel *m_requestWords;
    QPushButton *m_take;
    QPushButton *m_file;
    QComboBox *m_choice;
    TextLabel *m_askWords;
    QWidget *m_asks;
    QList<QPair<QString, QPushButton *>> m_askButtons;
    MarkedPicture *m_view;
    TextLabel *m_foot; // hash, size, what became of our request
};

} // namespace sizhen
