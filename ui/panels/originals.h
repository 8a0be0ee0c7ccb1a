// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/screens/context.h"

class QWidget;

namespace sizhen {

// Puts a file into a case: read off the GUI thread, sealed, and told as case.attachment_added. `done` runs on the GUI
// thread; it is dropped when `owner` is gone. Fault::Unsupported for what is neither a picture nor a PDF.
void addOriginal(ScreenContext &context, QWidget *owner, const QByteArray &caseId, const QString &role,
                 const QString &path, const std::function<void(const Result<Attachment> &)> &done);

// The same after asking for the file.
void chooseOriginal(ScreenContext &context, QWidget *owner, const QByteArray &caseId, const QString &role,
                    const std::function<void(const Result<Attachment> &)> &done);

// A still the other side asked for, as the camera gave it; `request`: the asking act.
[[nodiscard]] Result<Attachment> addStill(ScreenContext &context, const QByteArray &caseId, const QString &role,
                                          const QByteArray &request, const QByteArray &png);

// "tongue_top" for "tongue.photo.dorsum"; "document" when the field says nothing else.
[[nodiscard]] QString roleOfField(const QString &fieldId);

} // namespace sizhen
