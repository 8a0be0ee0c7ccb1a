// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/editorfactory.h"

#include "ui/forms/choiceeditors.h"
#include "ui/forms/inputeditors.h"
#include "ui/forms/listeditor.h"
#include "ui/forms/placeeditors.h"
#include "ui/forms/pulsegrideditor.h"
#include "ui/forms/quieteditors.h"
#include "ui/forms/rowseditor.h"

#include <QHash>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

using Maker = std::unique_ptr<FieldEditor> (*)(const EditorSetting &);

template <typename Editor>
std::unique_ptr<FieldEditor> make(const EditorSetting &setting)
{
    return std::make_unique<Editor>(setting);
}

std::unique_ptr<FieldEditor> makeSingle(const EditorSetting &setting)
{
    return fitsChips(setting) ? make<ChipsEditor>(setting) : make<ComboEditor>(setting);
}

} // namespace

std::unique_ptr<FieldEditor> makeEditor(const EditorSetting &setting, bool readOnly)
{
    static const QHash<QString, Maker> makers{
        {u"single"_s, &makeSingle},
        {u"multi"_s, &make<ChipsEditor>},
        {u"bodymap"_s, &make<ChipsEditor>},
        {u"country"_s, &make<SearchEditor>},
        {u"language"_s, &make<SearchEditor>},
        {u"text"_s, &make<TextEditor>},
        {u"number"_s, &make<NumberEditor>},
        {u"scale"_s, &make<ScaleEditor>},
        {u"date"_s, &make<DateEditor>},
        {u"datetime"_s, &make<DateEditor>},
        {u"table"_s, &make<TableEditor>},
        {u"struct"_s, &make<StructEditor>},
        {u"codes"_s, &make<ListEditor>},
        {u"links"_s, &make<ListEditor>},
        {u"ref"_s, &make<ListEditor>},
        {u"zones"_s, &make<ZonesEditor>},
        {u"yesno_list"_s, &make<YesNoEditor>},
        {u"pulse_grid"_s, &make<PulseGridEditor>},
        {u"photo"_s, &make<FilesEditor>},
        {u"audio"_s, &make<FilesEditor>},
        {u"waveform"_s, &make<FilesEditor>},
        {u"attachments"_s, &make<FilesEditor>},
    };
    const auto maker = readOnly ? &make<ReadOnlyEditor> : makers.value(setting.field.kind, &make<ReadOnlyEditor>);
    return maker(setting);
}

} // namespace sizhen
