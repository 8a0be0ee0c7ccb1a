#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks a Sizhen audit export without any of Sizhen's code: python3 and the openssl command, nothing else.

    verify_log.py EXPORT_FOLDER [--also OTHER_EXPORT ...] [--every]

Says the first thing that does not hold and ends with 1, or what was checked and ends with 0. --also takes exports of partners or of
earlier days: heads of this station's log found there must agree with it. --every verifies the signature of every entry; otherwise the last
one of each feed, which covers all before it through the hashes. Formats: docs/wire.md, "Audit export".
"""
import argparse
import base64
import hashlib
import json
import pathlib
import struct
import subprocess
import sys
import tempfile

ZERO = bytes(32)


class Broken(Exception):
    """One sentence: the first place that does not hold."""


def demand(good, where, what):
    if not good:
        raise Broken(f"{where}: {what}")


def prefixed(domain, data):
    return struct.pack(">I", len(domain)) + domain.encode() + data


def blake(domain, data):
    return hashlib.blake2b(prefixed(domain, data), digest_size=32).digest()


def signature_holds(key, domain, data, signature):
    with tempfile.TemporaryDirectory() as folder:
        at = pathlib.Path(folder)
        (at / "key").write_bytes(bytes.fromhex("302a300506032b6570032100") + key)  # SubjectPublicKeyInfo of Ed25519
        (at / "data").write_bytes(prefixed(domain, data))
        (at / "signature").write_bytes(signature)
        return subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", at / "key", "-rawin",
                               "-in", at / "data", "-sigfile", at / "signature"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0


def cbor(data):
    """One value of deterministic CBOR: integers, bytes, text, arrays, maps, true, false, null."""
    def head(at):
        kind, more = data[at] >> 5, data[at] & 31
        if more < 24:
            return kind, more, at + 1
        size = {24: 1, 25: 2, 26: 4, 27: 8}[more]
        return kind, int.from_bytes(data[at + 1:at + 1 + size], "big"), at + 1 + size

    def value(at):
        kind, n, at = head(at)
        if kind == 0:
            return n, at
        if kind == 1:
            return -1 - n, at
        if kind in (2, 3):
            raw = data[at:at + n]
            return (raw if kind == 2 else raw.decode()), at + n
        if kind == 4:
            items = []
            for _ in range(n):
                item, at = value(at)
                items.append(item)
            return items, at
        if kind == 5:
            pairs = {}
            for _ in range(n):
                key, at = value(at)
                pairs[key], at = value(at)
            return pairs, at
        return {20: False, 21: True, 22: None}[n], at

    result, end = value(0)
    demand(end == len(data), "CBOR", "bytes after the value")
    return result


def lines(folder, name, manifest):
    """The lines of one file, after its number of lines and its SHA-256 were compared with the manifest."""
    raw = (folder / name).read_bytes()
    said = manifest["files"][name]
    found = [json.loads(line) for line in raw.decode().splitlines()]
    demand(len(found) == said["lines"], name, f"{len(found)} lines, the manifest says {said['lines']}")
    demand(hashlib.sha256(raw).hexdigest() == said["sha256"], name, "is not the file the manifest names")
    return found


def check_manifest(folder):
    raw = (folder / "manifest.json").read_bytes()
    manifest = json.loads(raw)
    demand(manifest["schema"] == "sizhen-audit/1", "manifest.json", "another kind of export")
    signature = bytes.fromhex((folder / "manifest.sig").read_text())
    demand(signature_holds(bytes.fromhex(manifest["station"]), "sizhen.audit.export", raw, signature),
           "manifest.json", "the station did not sign this")
    return manifest


def check_certificates(rows):
    """Station keys that a named institution certified, by its root."""
    roots = {bytes.fromhex(row["root"]): row["en"] or row["zh"] for row in rows if row["kind"] == "institution"}
    stations = {}
    for number, row in enumerate(rows, 1):
        where = f"certificates.jsonl line {number}"
        if row["kind"] == "institution":
            continue
        signed = cbor(bytes.fromhex(row["bytes"]))
        body = cbor(signed["body"])
        demand(body["institution"] in roots, where, "names an institution that is not in the file")
        demand(signature_holds(body["institution"], "sizhen.cert." + row["kind"], signed["body"], signed["signature"]),
               where, "the institution did not sign this")
        if row["kind"] == "station":
            stations[body["station"]] = body["institution"]
    return roots, stations


def check_access(rows):
    """Chains by (station, incarnation): number -> hash."""
    chains = {}
    for line, row in enumerate(rows, 1):
        where = f"access.jsonl line {line}"
        raw = bytes.fromhex(row["bytes"])
        digest = blake("sizhen.access", raw)
        demand(digest.hex() == row["hash"], where, "the hash is not that of the entry")
        entry = cbor(raw)
        for name, shown in row["entry"].items():
            demand(entry[name] == shown, where, f"shows another {name} than was hashed")
        chain = chains.setdefault((entry["station"], entry["incarnation"]), {})
        demand(entry["number"] == len(chain) + 1, where, f"number {entry['number']} where {len(chain) + 1} belongs")
        demand(entry["previous"] == (chain[len(chain)] if chain else ZERO), where, "does not follow the line before it")
        chain[entry["number"]] = digest
    return chains


def check_entries(rows, stations, every):
    feeds = {}
    for line, row in enumerate(rows, 1):
        where = f"entries.jsonl line {line}"
        raw = base64.b64decode(row["raw"])
        demand(blake("sizhen.entry.hash", raw).hex() == row["hash"], where, "the hash is not that of the entry")
        demand(raw[:2] == b"\x01\x01", where, "another version")
        stream, station, incarnation = raw[2:18], raw[18:50], raw[50:66]
        sequence, previous = struct.unpack(">Q", raw[66:74])[0], raw[74:106]
        feed = blake("sizhen.feed", stream + station + incarnation)[:16]
        demand(feed.hex() == row["feed"] and sequence == row["sequence"], where, "stands under another name than its own")
        demand(station in stations, where, "written by a station that nobody certified")
        last = feeds.get(feed)
        demand(sequence == (last["sequence"] + 1 if last else 1), where, "an entry is missing before this one")
        demand(previous == (last["hash"] if last else ZERO), where, "does not follow the entry before it")
        feeds[feed] = {"sequence": sequence, "hash": bytes.fromhex(row["hash"]), "raw": raw, "station": station, "where": where}
        if every:
            demand(signature_holds(station, "sizhen.entry", raw[:-64], raw[-64:]), where, "the station did not sign this")
    for last in feeds.values():
        demand(every or signature_holds(last["station"], "sizhen.entry", last["raw"][:-64], last["raw"][-64:]),
               last["where"], "the station did not sign this")
    return feeds


def restored_ones(rows):
    """Incarnations that ended because a backup was put back: a later log says so."""
    return {bytes.fromhex(row["entry"]["object"]) for row in rows if row["entry"]["act"] == "vault.restored"}


def check_heads(rows, chains, stations, ours, restored, file):
    compared = 0
    for line, row in enumerate(rows, 1):
        where = f"{file} line {line}"
        raw = bytes.fromhex(row["bytes"])
        head = cbor(raw)
        demand(head["station"] in stations, where, "a station that nobody certified")
        demand(signature_holds(head["station"], "sizhen.access.head", raw, bytes.fromhex(row["signature"])), where,
               "the station did not sign this")
        if head["station"] != ours:
            continue
        chain = chains.get((head["station"], head["incarnation"]), {})
        if head["number"] not in chain and head["incarnation"] in restored:
            print(f"Note: {where}: the log ends at {len(chain)} of {head['number']}; it says that a backup was put back.")
            continue
        demand(head["number"] in chain, where, f"the log ends at {len(chain)}, but {head['number']} was signed: it was cut short")
        demand(chain[head["number"]] == head["hash"], where, f"line {head['number']} of the log is not the one that was signed")
        compared += 1
    return compared


def check(folder, others, every):
    manifest = check_manifest(folder)
    ours = bytes.fromhex(manifest["station"])
    roots, stations = check_certificates(lines(folder, "certificates.jsonl", manifest))
    demand(stations.get(ours) == bytes.fromhex(manifest["root"]), "manifest.json", "the station is not the institution's")
    access = lines(folder, "access.jsonl", manifest)
    chains, restored = check_access(access), restored_ones(access)
    feeds = check_entries(lines(folder, "entries.jsonl", manifest), stations, every)
    heads = check_heads(lines(folder, "heads.jsonl", manifest), chains, stations, ours, restored, "heads.jsonl")
    for other in others:
        theirs = check_manifest(other)
        known = check_certificates(lines(other, "certificates.jsonl", theirs))[1]
        heads += check_heads(lines(other, "heads.jsonl", theirs), chains, known, ours, restored,
                             str(other / "heads.jsonl"))
    print(f"Everything holds: {sum(map(len, chains.values()))} lines of the access log in {len(chains)} chains, "
          f"{sum(feed['sequence'] for feed in feeds.values())} entries in {len(feeds)} feeds, {heads} signed heads compared.")
    print("Compare the root with the paper of the institution:")
    for root, name in roots.items():
        print(f"  {root.hex()}  {name}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--also", type=pathlib.Path, action="append", default=[])
    parser.add_argument("--every", action="store_true")
    said = parser.parse_args()
    try:
        check(said.folder, said.also, said.every)
    except Broken as broken:
        print(f"Does not hold: {broken}")
        return 1
    except (OSError, ValueError, KeyError, IndexError, struct.error) as error:
        print(f"Does not hold: cannot be read ({type(error).__name__}: {error})")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
