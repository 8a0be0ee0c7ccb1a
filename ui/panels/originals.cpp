// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/originals.h"

#include "core/base/async.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QFile>
#include <QFileDialog>
#include <QImageReader>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qint64 largest = 64 * 1024 * 1024; // a raw photograph; a film does not go this way

QString mediaTypeOf(QByteArray bytes)
{
    if (bytes.startsWith("%PDF-"))
        return u"application/pdf"_s;
    QBuffer buffer(&bytes);
    const auto format = buffer.open(QIODevice::ReadOnly) ? QImageReader::imageFormat(&buffer) : QByteArray();
    if (format.isEmpty())
        return {};
    return u"image/"_s + (format == "jpg" ? u"jpeg"_s : QString::fromLatin1(format));
}

Result<QByteArray> readFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(Fault::Io, u"cannot open the chosen file"_s);
    if (file.size() > largest)
        return fail(Fault::Invalid, u"the chosen file is too large"_s);
    return file.readAll();
}

Result<Attachment> keep(ScreenContext &context, const QByteArray &caseId, const QString &role, const QByteArray &bytes,
                        const QByteArray &answers = {})
{
    const auto type = mediaTypeOf(bytes);
    if (type.isEmpty())
        return tl::unexpected(Error{Fault::Unsupported, u"not a picture"_s, {}, u"file.not_a_picture"_s, {}});
    auto attachment = context.desk.attach(bytes, type, role + u'.' + type.section(u'/', 1));
    if (!attachment)
        return attachment;
    QCborMap args{{u"role"_s, role}, {u"attachment"_s, attachment->toCbor()}, {u"note"_s, QString()}};
    if (!answers.isEmpty())
        args.insert(u"answers"_s, answers);
    if (const auto done = context.desk.act(caseId, u"case.attachment_added"_s, args, context.actor()); !done)
        return tl::unexpected(done.error());
    return attachment;
}

} // namespace

Result<Attachment> addStill(ScreenContext &context, const QByteArray &caseId, const QString &role,
                            const QByteArray &request, const QByteArray &png)
{
    return keep(context, caseId, role, png, request);
}

void addOriginal(ScreenContext &context, QWidget *owner, const QByteArray &caseId, const QString &role,
                 const QString &path, const std::function<void(const Result<Attachment> &)> &done)
{
    runThen(
        owner, [path] { return readFile(path); },
        [&context, caseId, role, done](const Result<QByteArray> &bytes) {
            done(bytes ? keep(context, caseId, role, *bytes) : Result<Attachment>(tl::unexpected(bytes.error())));
        });
}

void chooseOriginal(ScreenContext &context, QWidget *owner, const QByteArray &caseId, const QString &role,
                    const std::function<void(const Result<Attachment> &)> &done)
{
    auto *dialog = new QFileDialog(
        owner, QCoreApplication::translate("Originals", "Choose a picture or a paper"), QString(),
        QCoreApplication::translate("Originals", "Pictures and papers (*.jpg *.jpeg *.png *.webp *.pdf)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    QObject::connect(dialog, &QFileDialog::fileSelected, owner,
                     [&context, owner, caseId, role, done](const QString &path) {
                         addOriginal(context, owner, caseId, role, path, done);
                     });
    dialog->open();
}

QString roleOfField(const QString &fieldId)
{
    if (fieldId == u"tongue.photo.sublingual")
        return u"tongue_under"_s;
    if (fieldId.startsWith(u"tongue."_s))
        return u"tongue_top"_s;
    if (fieldId.startsWith(u"look.complexion"_s))
        return u"face"_s;
    return fieldId.startsWith(u"listen_smell.record"_s) ? u"voice"_s : u"document"_s;
}

} // namespace sizhen
