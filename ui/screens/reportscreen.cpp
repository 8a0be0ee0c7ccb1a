// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/reportscreen.h"

#include "core/base/async.h"
#include "core/documents/pades.h"
#include "ui/models/casereading.h"
#include "ui/models/casetexts.h"
#include "ui/models/papersigners.h"
#include "ui/panels/findingsrail.h"
#include "ui/panels/paperview.h"
#include "ui/panels/reasonrow.h"
#include "ui/panels/words.h"
#include "ui/texts/errortext.h"
#include "ui/texts/stagetext.h"
#include "ui/widgets/passwordprompt.h"
#include "ui/widgets/signaturebadge.h"

#include <QTabBar>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const QStringList &papers()
{
    static const QStringList list{u"report"_s, u"decision"_s};
    return list;
}

} // namespace

ReportScreen::ReportScreen(ScreenContext &context, QWidget *parent)
    : Screen(parent)
    , m_context(context)
    , m_rail(new FindingsRail(context.forms))
    , m_tabs(new QTabBar)
    , m_badge(new SignatureBadge)
    , m_view(new PaperView)
    , m_sideWidget(new QWidget)
{
    setObjectName(u"report"_s);
    m_tabs->setObjectName(u"papers"_s);
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    for (const auto &paper : papers())
        m_tabs->setTabData(m_tabs->addTab(QString()), paper);
    m_badge->setObjectName(u"badge"_s);
    m_badge->hide();
    auto *column = new QVBoxLayout(this);
    column->setSpacing(theme::gap);
    column->addWidget(m_tabs);
    column->addWidget(m_badge);
    column->addWidget(m_view, 1);
    buildSide();
    connect(m_tabs, &QTabBar::currentChanged, this, [this] {
        m_prompt->close();
        read();
    });
    connect(m_view, &PaperView::unreadable, this, [this] {
        Q_EMIT failed(Error{Fault::Corrupt, u"the PDF cannot be drawn"_s, {}, {}, {}});
    });
    connect(&context.desk, &Desk::caseChanged, this, [this](const QByteArray &id) {
        if (id == m_case && isVisible())
            read();
    });
    retranslate();
}

ReportScreen::~ReportScreen()
{
    for (QWidget *widget : std::initializer_list<QWidget *>{m_rail.data(), m_sideWidget.data()})
        if (widget && !widget->parentWidget())
            delete widget; // no window took it
}

void ReportScreen::buildSide()
{
    m_stateLabel = makeWords(theme::Type::Section);
    m_stateLabel->setObjectName(u"report.state"_s);
    m_signersTitle = makeWords(theme::Type::Section);
    m_signers = new QVBoxLayout;
    m_doubts = makeWords(theme::Type::Body, theme::Role::Caution);
    m_doubts->setObjectName(u"report.doubts"_s);
    m_back = new ReasonRow(u"backToDraft"_s);
    m_signWhy = makeWords(theme::Type::Small, theme::Role::TextMuted);
    m_signWhy->setObjectName(u"sign.why"_s);
    m_prompt = new PasswordPrompt;
    buildActs();
    auto *column = new QVBoxLayout(m_sideWidget);
    column->addWidget(m_stateLabel);
    column->addSpacing(theme::gap);
    column->addWidget(m_signersTitle);
    column->addLayout(m_signers);
    column->addWidget(m_doubts);
    column->addStretch();
    column->addWidget(m_back);
    column->addWidget(m_signWhy);
    column->addWidget(m_prompt);
    column->addWidget(m_bar);
    connect(m_prompt, &PasswordPrompt::given, this, &ReportScreen::sign);
    connect(m_prompt, &PasswordPrompt::cancelled, this, [this] {
        fillActs();
        m_sign->setFocus();
    });
}

void ReportScreen::buildActs()
{
    m_bar = new ActBar;
    m_back->addAct(u"report.back_to_draft"_s, ActBar::Look::Plain, [this](const QString &reason) {
        act(u"report.back_to_draft"_s, {{u"reason"_s, reason}}, tr("The report is a draft again."));
    });
    m_bar->addAct(u"report.submit"_s, ActBar::Look::Primary,
                  [this] { act(u"report.submit"_s, {}, tr("The report is frozen. Nothing on it changes any more.")); });
    m_bar->addAct(u"report.release"_s, ActBar::Look::Primary,
                  [this] { act(u"report.release"_s, {}, tr("The report is released to the inviting side.")); });
    m_bar->addAct(u"report.acknowledge"_s, ActBar::Look::Primary,
                  [this] { act(u"report.acknowledge"_s, {}, tr("Receipt is confirmed.")); });
    m_sign = m_bar->addPlain(u"sign"_s, [this] { askToSign(); });
    m_sign->setProperty("primary", true);
}

QString ReportScreen::title() const
{
    return tr("Report");
}

QWidget *ReportScreen::rail()
{
    return m_rail;
}

QWidget *ReportScreen::side()
{
    return m_sideWidget;
}

QString ReportScreen::paper() const
{
    return m_tabs->tabData(m_tabs->currentIndex()).toString();
}

void ReportScreen::openPaper(const QString &paper)
{
    m_tabs->setCurrentIndex(std::max(0, int(papers().indexOf(paper))));
}

void ReportScreen::openCase(const QByteArray &id)
{
    m_case = id;
    const auto state = m_context.desk.caseState(id);
    if (!state) {
        Q_EMIT failed(state.error());
        return;
    }
    const QSignalBlocker quiet(m_tabs);
    openPaper(paperToOpen(*state));
    read();
}

void ReportScreen::activated()
{
    if (!m_case.isEmpty())
        read();
}

void ReportScreen::deactivated()
{
    m_prompt->close();
}

QWidget *ReportScreen::firstFocus()
{
    return m_sign->isVisibleTo(m_bar) && m_sign->isEnabled() ? static_cast<QWidget *>(m_sign) : m_view;
}

void ReportScreen::read()
{
    if (m_case.isEmpty() || !m_rail || !m_sideWidget)
        return;
    const auto state = m_context.desk.caseState(m_case);
    if (!state) {
        Q_EMIT failed(state.error());
        return;
    }
    m_state = *state;
    m_offers = m_context.desk.offers(m_case, m_context.actor());
    m_rail->show(m_state, m_context.language());
    fillSigners();
    fillActs();
    showPaper();
}

void ReportScreen::fillSigners()
{
    while (auto *item = m_signers->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const auto rows = paperSigners(m_state, paper());
    int number = 0;
    for (const auto &row : rows) {
        auto *badge = new SignatureBadge;
        badge->setObjectName(u"signer%1"_s.arg(++number));
        badge->set(row.signedAt.isValid() ? SignatureBadge::State::Valid : SignatureBadge::State::Waiting,
                   row.name.in(m_context.language()), row.signedAt);
        m_signers->addWidget(badge);
    }
    if (rows.isEmpty()) {
        auto *none = makeWords(theme::Type::Body, theme::Role::TextMuted);
        none->setText(paper() == u"report" ? tr("No physician of the invited side is assigned yet.")
                                           : tr("The inviting side has not written its decision yet."));
        m_signers->addWidget(none);
    }
    int doubts = 0;
    const auto texts = caseTexts(m_state, m_context.forms);
    for (const auto &text : texts)
        doubts += text.doubt ? 1 : 0;
    m_doubts->setText(
        tr("%n translation(s) in doubt: settle them with the interpreter before signing.", nullptr, doubts));
    m_doubts->setVisible(doubts > 0);
}

const Offer *ReportScreen::signOffer() const
{
    return offerFor(m_offers, paper() == u"decision" ? u"case.decide"_s : u"report.sign"_s);
}

void ReportScreen::fillActs()
{
    const auto language = m_context.language();
    const bool report = paper() == u"report";
    const auto machine = m_state.machines.value(u"report"_s);
    m_stateLabel->setText(report ? StageText::of(u"report"_s, machine, language)
                                 : StageText::of(u"case"_s, m_state.stage(), language));
    m_bar->setShown(u"report.submit"_s, report && machine == u"OPINION_RELEASED");
    m_bar->setShown(u"report.release"_s, report && (machine == u"SIGNED" || machine == u"SIGNING"));
    m_bar->setShown(u"report.acknowledge"_s, report && machine == u"RELEASED");
    m_bar->update(m_offers, language);
    m_back->update(report ? m_offers : QList<Offer>(), language);
    const auto *offer = signOffer();
    const bool wanted = offer && (report ? machine == u"SIGNING" : true);
    m_sign->setVisible(wanted);
    m_sign->setEnabled(wanted && offer->allowed);
    m_sign->setText(report ? tr("Sign the report") : tr("Sign the decision"));
    m_sign->setShortcut(QKeySequence(u"Ctrl+Return"_s)); // new words clear it
    m_sign->setAccessibleName(m_sign->text());
    m_signWhy->setText(wanted && !offer->allowed ? refusalText(*offer) : QString());
    m_signWhy->setVisible(!m_signWhy->text().isEmpty());
}

void ReportScreen::showPaper()
{
    const auto number = ++m_number;
    if (const auto attachment = signedPdf(m_state, paper())) {
        const auto bytes = m_context.desk.ledger().vault().attachments().read(*attachment);
        m_badge->show();
        if (bytes)
            return showSigned(*bytes);
        m_badge->hide();
        m_view->setSealed(false);
        m_view->setMessage(tr("The signed paper has not arrived yet."));
        return;
    }
    m_badge->hide();
    m_view->setSealed(false);
    if (m_view->pageCount() == 0)
        m_view->setMessage(tr("The page is being drawn."));
    m_context.renderPaper(this, m_case, paper(), [this, number](const Result<QByteArray> &pdf) {
        if (number != m_number)
            return;
        if (pdf)
            return m_view->setPdf(*pdf);
        const auto rule = ErrorText::rule(pdf.error());
        m_view->setMessage(ErrorText::of(pdf.error()) + (rule.isEmpty() ? QString() : u"  "_s + rule));
    });
}

void ReportScreen::showSigned(const QByteArray &pdf)
{
    m_view->setSealed(true);
    m_view->setPdf(pdf);
    QList<QByteArray> authorities{m_context.desk.ledger().institution().authority};
    for (const auto side : {Side::Inviting, Side::Invited})
        if (const auto partner = m_context.desk.ledger().partner(caseread::rootOf(m_state, side)))
            authorities.append(partner->institution.authority);
    const auto number = m_number;
    runThen(
        this, [pdf, authorities, now = m_context.desk.ledger().now()] { return verifyPdf(pdf, authorities, now); },
        [this, number](const Result<PdfVerdict> &verdict) {
            if (number != m_number)
                return;
            if (!verdict)
                return Q_EMIT failed(verdict.error());
            showVerdict(*verdict);
        });
}

void ReportScreen::showVerdict(const PdfVerdict &verdict)
{
    QHash<QByteArray, Label> known; // by certificate: the name in the reader's language belongs to the key that signed
    for (const auto &act : std::as_const(m_state.acts))
        known.insert(act.event.by.signerCertificate, act.event.by.name);
    QStringList names;
    for (const auto &signature : verdict.signatures)
        names.append(known.contains(signature.signerDer) ? known.value(signature.signerDer).in(m_context.language())
                                                         : signature.signerName);
    const auto at = verdict.signatures.isEmpty() ? QDateTime() : verdict.signatures.last().stated.time;
    m_badge->set(verdict.isSound() ? SignatureBadge::State::Valid : SignatureBadge::State::Broken, names.join(u", "_s),
                 at);
    if (!verdict.isSound())
        Q_EMIT failed(
            Error{Fault::Untrusted, u"a signed paper does not verify"_s, u"RPT-07"_s, u"rpt.bad_signature"_s, {}});
}

void ReportScreen::act(const QString &kind, const QCborMap &args, const QString &sentence)
{
    if (const auto done = m_context.desk.act(m_case, kind, args, m_context.actor()); !done) {
        Q_EMIT failed(done.error());
        return;
    }
    m_back->clear();
    Q_EMIT said(sentence);
    read();
    if (auto *field = firstFocus())
        field->setFocus(Qt::OtherFocusReason);
}

void ReportScreen::askToSign()
{
    const auto who = m_context.actor().person.name.in(m_context.language());
    m_sign->hide(); // one button that signs
    m_prompt->ask(paper() == u"report" ? tr("You sign this report as %1.").arg(who)
                                       : tr("You sign this decision as %1.").arg(who));
}

void ReportScreen::sign(const SecretBytes &password)
{
    m_prompt->setBusy(true);
    // A second owner: signing runs on a pool thread and outlives the signal.
    m_context.signPaper(this, m_case, paper(), password.clone(), [this](const Result<> &done) {
        m_prompt->setBusy(false);
        if (!done) {
            m_prompt->refuse(done.error());
            return;
        }
        m_prompt->close();
        Q_EMIT said(paper() == u"report" ? tr("The report is signed.") : tr("The decision is signed."));
        read();
        if (auto *field = firstFocus())
            field->setFocus(Qt::OtherFocusReason);
    });
}

void ReportScreen::retranslate()
{
    if (m_rail)
        m_rail->retranslate();
    m_tabs->setTabText(0, tr("Report"));
    m_tabs->setTabText(1, tr("Decision"));
    m_tabs->setAccessibleName(tr("Which paper"));
    m_view->setAccessibleName(tr("The page as it is signed"));
    m_signersTitle->setText(tr("Signers, in order"));
    m_back->setTitle(tr("Why the report goes back to draft"));
    read();
    Q_EMIT titleChanged();
}

} // namespace sizhen
