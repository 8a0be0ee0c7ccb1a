#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes an EDF+ file with EDFlib (Debian: libedf1), a program that is not ours, from the JSON on its input."""
import ctypes as c
import json
import sys

EDF_PLUS = 1


def check(code, what):
    if code < 0:
        sys.exit(f"EDFlib: {what}: {code}")
    return code


def describe(edf, handle, index, signal):
    for name, value in (("samplefrequency", c.c_int(signal["rate"])),
                        ("physical_maximum", c.c_double(signal["max"])), ("physical_minimum", c.c_double(signal["min"])),
                        ("digital_maximum", c.c_int(signal.get("dig_max", 32767))),
                        ("digital_minimum", c.c_int(signal.get("dig_min", -32768))),
                        ("label", signal["label"].encode()), ("physical_dimension", signal.get("unit", "").encode())):
        check(getattr(edf, "edf_set_" + name)(handle, c.c_int(index), value), name)


def main(path):
    edf = c.CDLL("libedf.so.1")
    order = json.load(sys.stdin)
    signals = order["signals"]
    handle = check(edf.edfopen_file_writeonly(path.encode(), EDF_PLUS, len(signals)), "open")
    for index, signal in enumerate(signals):
        describe(edf, handle, index, signal)
    if "name" in order:
        check(edf.edf_set_patientname(handle, order["name"].encode()), "name")
    edf.edf_set_startdatetime(handle, 2025, 3, 4, 9, 30, 15)
    records = min(len(signal["samples"]) // signal["rate"] for signal in signals)
    for record in range(records):
        for signal in signals:
            rate = signal["rate"]
            part = signal["samples"][record * rate:(record + 1) * rate]
            check(edf.edfwrite_physical_samples(handle, (c.c_double * rate)(*part)), "samples")
    for note in order.get("annotations", []):
        check(edf.edfwrite_annotation_utf8(handle, c.c_longlong(round(note["onset"] * 10_000)),
                                           c.c_longlong(round(note.get("duration", -0.0001) * 10_000)),
                                           note["text"].encode()), "annotation")
    check(edf.edfclose_file(handle), "close")


main(sys.argv[1])
