#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads an EDF+ file with EDFlib (Debian: libedf1), a program that is not ours, and prints what it found as JSON."""
import ctypes as c
import json
import sys

TICKS = 10_000_000  # of EDFlib in a second


class Param(c.Structure):
    _fields_ = [("label", c.c_char * 17), ("smp_in_file", c.c_longlong), ("phys_max", c.c_double),
                ("phys_min", c.c_double), ("dig_max", c.c_int), ("dig_min", c.c_int), ("smp_in_datarecord", c.c_int),
                ("physdimension", c.c_char * 9), ("prefilter", c.c_char * 81), ("transducer", c.c_char * 81)]


class Annotation(c.Structure):
    _fields_ = [("onset", c.c_longlong), ("duration_l", c.c_longlong), ("duration", c.c_char * 16),
                ("annotation", c.c_char * 513)]


WORDS = ("patient", "recording", "patientcode")
MORE = ("patient_name", "patient_additional", "admincode", "technician", "equipment", "recording_additional")


class Header(c.Structure):
    _fields_ = ([("handle", c.c_int), ("filetype", c.c_int), ("edfsignals", c.c_int), ("file_duration", c.c_longlong)]
                + [("startdate_" + part, c.c_int) for part in ("day", "month", "year")]
                + [("starttime_subsecond", c.c_longlong)]
                + [("starttime_" + part, c.c_int) for part in ("second", "minute", "hour")]
                + [(name, c.c_char * 81) for name in WORDS]
                + [("gender", c.c_char * 16), ("birthdate", c.c_char * 16)]
                + [("birthdate_" + part, c.c_int) for part in ("day", "month", "year")]
                + [(name, c.c_char * 81) for name in MORE]
                + [("datarecord_duration", c.c_longlong), ("datarecords_in_file", c.c_longlong),
                   ("annotations_in_file", c.c_longlong), ("signalparam", Param * 640)])


def text(raw):
    return raw.decode("utf-8").rstrip()


def main(path):
    edf = c.CDLL("libedf.so.1")
    header = Header()
    if edf.edfopen_file_readonly(path.encode(), c.byref(header), 2) != 0:
        sys.exit(f"EDFlib refuses the file: {header.filetype}")
    signals = []
    for index in range(header.edfsignals):
        param = header.signalparam[index]
        values = (c.c_double * param.smp_in_file)()
        count = edf.edfread_physical_samples(header.handle, index, c.c_int(param.smp_in_file), values)
        signals.append({"label": text(param.label), "unit": text(param.physdimension), "min": param.phys_min,
                        "max": param.phys_max, "dig_min": param.dig_min, "dig_max": param.dig_max,
                        "transducer": text(param.transducer),
                        "rate": param.smp_in_datarecord * TICKS / header.datarecord_duration,
                        "samples": list(values[:count])})
    annotations = []
    for index in range(header.annotations_in_file):
        found = Annotation()
        edf.edf_get_annotation(header.handle, index, c.byref(found))
        annotations.append({"onset": found.onset / TICKS, "duration": text(found.duration),
                            "text": text(found.annotation)})
    start = [getattr(header, name) for name in ("startdate_year", "startdate_month", "startdate_day", "starttime_hour",
                                                "starttime_minute", "starttime_second")]
    json.dump({"type": header.filetype, "start": start, "subsecond": header.starttime_subsecond / TICKS,
               "code": text(header.patientcode), "name": text(header.patient_name), "sex": text(header.gender),
               "birth": text(header.birthdate), "equipment": text(header.equipment), "signals": signals,
               "annotations": annotations}, sys.stdout)


main(sys.argv[1])
