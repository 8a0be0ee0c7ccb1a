// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/texts/errortext.h"
#include "ui/texts/placetext.h"
#include "ui/texts/sentences.h"

namespace sizhen {

QString ErrorText::of(const Error &error)
{
    if (error.message.isEmpty())
        return of(error.fault);
    const auto *source = sourceOf(ruleSentences(), error.message);
    if (!source)
        source = sourceOf(ownSentences(), error.message);
    if (!source)
        return of(error.fault);
    return fillGaps(tr(source), PlaceText::in(error.args));
}

QString ErrorText::of(Fault fault)
{
    switch (fault) {
    case Fault::NotFound:
        return tr("It is not there. It may have been moved, or it was never made here.");
    case Fault::Denied:
        return tr("Your role does not allow this. Ask a colleague whose role does.");
    case Fault::Refused:
        return tr("A rule of the service does not allow this now.");
    case Fault::Invalid:
        return tr("What was entered is incomplete or contradicts itself. Check it and try again.");
    case Fault::Corrupt:
        return tr("The data is damaged or was changed. Nothing was taken from it; use an earlier copy or a backup.");
    case Fault::Untrusted:
        return tr("The signature or key is not one that this station knows. Nothing was accepted.");
    case Fault::WrongPassword:
        return tr("This password does not open it. Check Caps Lock and the keyboard language, then try again.");
    case Fault::Busy:
        return tr("It is in use by another window or program. Close that one first.");
    case Fault::Timeout:
        return tr("No answer came in time. Try again.");
    case Fault::Unsupported:
        return tr("It was written by a newer version. Update this program to use it.");
    case Fault::NoSpace:
        return tr("The disk is full. Free some space; everything saved before is safe.");
    case Fault::Io:
        return tr("Reading or writing failed. Check the disk or the cable and try again.");
    }
    Q_UNREACHABLE();
}

QString ErrorText::rule(const Error &error)
{
    return error.rule;
}

} // namespace sizhen
