# SPDX-License-Identifier: GPL-3.0-or-later
"""update.py ROOT writes the strings of ui/ and app/ into translations/*.ts; update.py ROOT --check fails when that would change
anything or when a string is not translated yet. English needs a file only for its plurals."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

FILES = {"sizhen_zh_CN.ts": [], "sizhen_en.ts": ["-pluralonly"]}


def lupdate(root, folder):
    for name, options in FILES.items():
        subprocess.run([os.environ.get("LUPDATE", "lupdate"), *options, "-silent", "-locations", "none", "-no-obsolete",
                        "-I", ".", "-extensions", "cpp,h", "ui", "app", "-ts", str(folder / name)], cwd=root, check=True)


def strings(path):
    found = {}
    for context in ET.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            key = (context.findtext("name"), message.findtext("source"), message.findtext("comment") or "")
            found[key] = message.find("translation")
    return found


def unfinished(translation):
    if translation is None or translation.get("type"):
        return True
    forms = [form.text for form in translation.iter("numerusform")]
    return not all(forms) if forms else not translation.text


def check(root):
    bad = []
    with tempfile.TemporaryDirectory() as temp:
        folder = pathlib.Path(temp)
        for name in FILES:
            shutil.copy(root / "translations" / name, folder / name)
        lupdate(root, folder)
        for name in FILES:
            kept, fresh = strings(root / "translations" / name), strings(folder / name)
            bad += [f"{name}: not collected yet: {key}" for key in fresh.keys() - kept.keys()]
            bad += [f"{name}: no longer in the sources: {key}" for key in kept.keys() - fresh.keys()]
            bad += [f"{name}: not translated: {key}" for key in kept if unfinished(kept[key])]
    print("\n".join(sorted(bad)) or "every string is translated")
    return bool(bad)


where = pathlib.Path(sys.argv[1]).resolve()
if "--check" in sys.argv:
    sys.exit(check(where))
lupdate(where, where / "translations")
