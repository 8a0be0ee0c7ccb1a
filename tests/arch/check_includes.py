# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when a folder includes what its layer may not, or calls what nobody may. The tables are the architecture (docs/architecture.md)."""
import pathlib
import re
import sys

TOP = {
    "core": {"core"},
    "devices": {"core", "devices"},
    "ui": {"core", "devices", "ui"},
    "app": {"core", "devices", "ui", "app"},
}
# core/<key> may include core/<values> (and itself)
CORE = {}
below = set()
for group in (["base"], ["crypto"], ["store"], ["records"], ["workflow"], ["forms", "terms", "pulse", "documents"],
              ["consult", "governance", "safety"], ["exchange", "dicom", "sync", "call"], ["net", "hub"]):
    for name in group:
        CORE[name] = set(below) | {name}
    below |= set(group)
NO_WIDGETS = {"core", "devices"}
WIDGETS = re.compile(r"QtWidgets|^Q(Application|Widget|MessageBox|Dialog|Label|PushButton|MainWindow|(?!AbstractTextDocument).*Layout)$")
ONLY = {  # what may be included only below these folders
    r"^sodium": {"core/crypto"},
    r"^openssl/": {"core/crypto"},
    r"^libpq": {"core/hub"},
    r"^sqlite3\.h|^QSql|^QtSql": {"core/store", "core/hub", "tests"},
    r"^QTcp|^QUdp|^QSsl|^QtNetwork|^QLocalS|^QWebSocket|^sys/socket": {"core/net", "core/hub", "devices/link", "devices/media", "app"},
    r"^dcmtk/": {"core/dicom"},
    r"^QSerialPort|^QtSerialPort": {"devices/link"},
    r"^gst/": {"devices/media"},
    r"^lib(av|sw)": {"devices/record", "tests"},
}
BANNED = re.compile(r"QEventLoop|processEvents|waitFor(ReadyRead|BytesWritten|Connected|Disconnected|Encrypted|Finished|Started)"
                    r"|QtConcurrent::run|std::thread\b|QDialog::exec|[.>]exec\(\);\s*//\s*modal")
BANNED_FREE = {"core/base/async.h", "core/base/ownedjob.h", "core/base/sharedwork.h"}
UI_NEVER = re.compile(r"^devices/(link|media|sim)/")
STYLE = re.compile(r"setStyleSheet")
SPDX = "SPDX-License-Identifier: GPL-3.0-or-later"

root = pathlib.Path(sys.argv[1])
bad = []
for layer, may in TOP.items():
    for path in sorted((root / layer).rglob("*")):
        if path.suffix not in {".h", ".cpp", ".txt"}:
            continue
        name = str(path.relative_to(root))
        lines = path.read_text(encoding="utf-8").splitlines()
        if not lines or SPDX not in lines[0]:
            bad.append(f"{name}:1: the first line is the SPDX header")
        if path.suffix == ".txt":
            continue
        folder = name.split("/")[1] if layer == "core" else ""
        for number, line in enumerate(lines, 1):
            where = f"{name}:{number}"
            if BANNED.search(line) and name not in BANNED_FREE:
                bad.append(f"{where}: blocks, spins a nested loop or starts a thread by hand")
            if layer == "ui" and STYLE.search(line):
                bad.append(f"{where}: style sheets break compound controls; use theme/")
            if path.suffix == ".h" and re.match(r"\s*(static |virtual )*Result<", line):
                bad.append(f"{where}: a Result is [[nodiscard]]")
            if layer in {"core", "devices"} and re.search(r"[^a-zA-Z_.>:]tr\(\"", line):
                bad.append(f"{where}: core and devices speak no language")
            found = re.match(r'\s*#\s*include\s*[<"]([^>"]+)[>"]', line)
            if not found:
                continue
            target = found[1]
            top = target.split("/")[0]
            if top in TOP and top not in may:
                bad.append(f"{where}: {layer} may not include {top}")
            if layer == "core" and top == "core" and target.split("/")[1] not in CORE.get(folder, set()):
                bad.append(f"{where}: core/{folder} may not include {target}")
            if layer == "ui" and UI_NEVER.match(target):
                bad.append(f"{where}: ui may not include {target}")
            if layer in NO_WIDGETS and WIDGETS.search(target):
                bad.append(f"{where}: {layer} may not include widgets ({target})")
            for pattern, places in ONLY.items():
                if re.search(pattern, target) and not any(name.startswith(p) for p in places):
                    bad.append(f"{where}: only {sorted(places)} may include {target}")
print("\n".join(bad) or "layers are clean")
sys.exit(bool(bad))
