#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a DICOM waveform with pydicom (Debian: python3-pydicom), a program that is not ours, and prints what it found as
JSON. With a second argument it writes there the same data set as a Hemodynamic Waveform, for a judge that knows no other."""
import json
import sys

import pydicom

HEMODYNAMIC = "1.2.840.10008.5.1.4.1.1.9.2.1"


def code(item):
    return {"value": str(item.get("CodeValue", item.get("LongCodeValue"))), "scheme": item.CodingSchemeDesignator,
            "meaning": item.CodeMeaning}


def channel(item, values, raw):
    return {"label": item.ChannelLabel, "source": code(item.ChannelSourceSequence[0]),
            "modifiers": [code(one) for one in item.get("ChannelSourceModifiersSequence", [])],
            "step": float(item.ChannelSensitivity), "unit": code(item.ChannelSensitivityUnitsSequence[0]),
            "status": item.get("ChannelStatus", ""), "values": values.tolist(), "raw": raw.tolist()}


def group(data, index):
    item = data.WaveformSequence[index]
    values = data.waveform_array(index)
    raw = pydicom.waveforms.multiplex_array(data, index, as_raw=True)
    return {"originality": item.WaveformOriginality, "rate": float(item.SamplingFrequency), "bits": item.WaveformBitsAllocated,
            "interpretation": item.WaveformSampleInterpretation, "padding": item.WaveformPaddingValue.hex(),
            "channels": [channel(one, values[:, i], raw[:, i]) for i, one in enumerate(item.ChannelDefinitionSequence)]}


def annotation(item):
    name = item.ConceptNameCodeSequence[0]
    places = item.ReferencedSamplePositions
    return {"name": code(name), "flaw": [code(one)["value"] for one in name.get("ModifierCodeSequence", [])],
            "range": item.TemporalRangeType, "places": [places] if isinstance(places, int) else list(places)}


def main(path, twin=None):
    data = pydicom.dcmread(path)
    plain = ("SOPClassUID", "SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID", "Modality", "PatientID", "PatientSex",
             "PatientBirthDate", "StudyDate", "StudyTime", "ContentDate", "ContentTime", "AcquisitionDateTime", "Laterality",
             "Manufacturer", "ManufacturerModelName", "DeviceSerialNumber", "SpecificCharacterSet", "PatientIdentityRemoved",
             "InstanceNumber")
    said = {name: str(data.get(name, "")) for name in plain}
    said["name"] = {"alphabetic": (data.PatientName.components or ("",))[0], "ideographic": data.PatientName.ideographic}
    said["software"] = list(data.SoftwareVersions)
    said["meta"] = {"class": data.file_meta.MediaStorageSOPClassUID, "instance": data.file_meta.MediaStorageSOPInstanceUID,
                    "syntax": data.file_meta.TransferSyntaxUID, "implementation": data.file_meta.ImplementationVersionName}
    said["groups"] = [group(data, i) for i in range(len(data.WaveformSequence))]
    said["annotations"] = [annotation(item) for item in data.get("WaveformAnnotationSequence", [])]
    said["context"] = [code(item.ConceptNameCodeSequence[0])["value"] for item in data.AcquisitionContextSequence]
    said["schemes"] = [item.CodingSchemeDesignator for item in data.CodingSchemeIdentificationSequence]
    json.dump(said, sys.stdout)
    if twin:
        data.SOPClassUID = data.file_meta.MediaStorageSOPClassUID = HEMODYNAMIC
        data.save_as(twin)


main(*sys.argv[1:])
