// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/shareinput.h"
#include "ui/texts/errortext.h"
#include "ui/widgets/codereader.h"
#include "ui/widgets/mark.h"
#include "ui/widgets/textlabel.h"

#include <QEvent>
#include <QFileDialog>
#include <QImageReader>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int wordLines = 4;

} // namespace

ShareInput::ShareInput(const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_title(new TextLabel(theme::Type::Section))
    , m_words(new QPlainTextEdit)
    , m_picture(new QPushButton)
    , m_state(new StatusDot)
{
    m_words->setObjectName(name + u"Words"_s);
    m_words->setTabChangesFocus(true);
    m_words->setFixedHeight(m_words->fontMetrics().lineSpacing() * wordLines + theme::gapGroup);
    m_words->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText);
    m_words->setContextMenuPolicy(Qt::NoContextMenu); // nothing of it goes to the clipboard
    m_picture->setObjectName(name + u"Picture"_s);
    m_picture->setProperty("quiet", true);
    m_state->setObjectName(name + u"State"_s);
    auto *foot = new QHBoxLayout;
    foot->addWidget(m_state, 1);
    foot->addWidget(m_picture);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_title);
    column->addWidget(m_words);
    column->addLayout(foot);
    connect(m_words, &QPlainTextEdit::textChanged, this, &ShareInput::judge);
    connect(m_picture, &QPushButton::clicked, this, &ShareInput::askForPicture);
    retranslate();
}

void ShareInput::setTitle(const QString &title)
{
    m_title->setText(title);
    m_words->setAccessibleName(title);
}

void ShareInput::clear()
{
    m_words->clear();
    m_share.reset();
    m_trouble.reset();
    say();
}

void ShareInput::judge()
{
    m_share.reset();
    m_trouble.reset();
    auto text = m_words->toPlainText();
    if (!text.trimmed().isEmpty()) {
        auto share = RootShare::fromText(text);
        if (share)
            m_share = std::move(*share);
        else
            m_trouble = share.error();
    }
    wipe(text);
    say();
    Q_EMIT changed();
}

void ShareInput::say()
{
    if (m_share)
        m_state->set(Mark::Good,
                     tr("Share %1 of 3, set %2").arg(m_share->number()).arg(m_share->set, 4, 10, QLatin1Char('0')));
    else if (m_trouble)
        m_state->set(m_trouble->message == u"root.share_count"_s ? Mark::Working : Mark::Fault,
                     ErrorText::of(*m_trouble));
    else
        m_state->set(Mark::Unknown, tr("Nothing typed yet"));
}

void ShareInput::askForPicture()
{
    auto *dialog = new QFileDialog(window(), tr("Read the share's code from a picture"), {},
                                   tr("Pictures (*.png *.jpg *.jpeg *.bmp)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) { readPicture(QImage(path)); });
    dialog->open();
}

void ShareInput::readPicture(const QImage &picture)
{
    const auto codes = codesIn(picture);
    for (const auto &code : codes)
        if (RootShare::fromText(code))
            return m_words->setPlainText(code);
    m_share.reset();
    m_trouble = Error{Fault::NotFound, {}, {}, u"root.no_code"_s, {}};
    say();
    Q_EMIT changed();
}

void ShareInput::retranslate()
{
    m_words->setPlaceholderText(tr("24 words, English or Chinese, with spaces between"));
    m_picture->setText(tr("Read its code from a picture…"));
    say();
}

void ShareInput::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

} // namespace sizhen
