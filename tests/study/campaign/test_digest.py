"""The hash of a run sees values and nothing else."""

from __future__ import annotations

import hashlib
import struct

import numpy as np
import pyarrow as pa

from openiads.study.campaign.digest import Digest, value_bytes
from openiads.study.campaign.tables import NAMES

ROWS = pa.table(
    {
        "replicate": np.arange(4),
        "time_s": [0.5, float("nan"), -1.0, 2.0],
        "asset": pa.array(["base", None, "city", "base"]).dictionary_encode(),
    }
)
TABLES = dict.fromkeys(NAMES, ROWS)


def digest_of(*parts):
    digest = Digest()
    for part in parts:
        digest.add(part)
    return digest.hexdigest()


def test_it_does_not_matter_how_rows_are_cut_into_chunks():
    halves = [{name: ROWS.slice(start, 2) for name in NAMES} for start in (0, 2)]
    assert digest_of(TABLES) == digest_of(*halves)


def test_a_changed_value_changes_it():
    other = ROWS.set_column(0, "replicate", pa.array([0, 1, 2, 4]))
    assert digest_of(TABLES) != digest_of({**TABLES, "targets": other})


def test_words_count_and_not_their_numbers_in_a_dictionary():
    other = pa.DictionaryArray.from_arrays(pa.array([1, None, 0, 1], pa.int32()), pa.array(["city", "base"]))
    same = ROWS.set_column(2, "asset", other)
    assert digest_of(TABLES) == digest_of(dict.fromkeys(NAMES, same))


def test_every_nan_is_the_same():
    odd = np.array([0x7FF8000000000001], dtype="<u8").view("<f8")
    assert value_bytes(pa.array(odd)) == value_bytes(pa.array([float("nan")]))


def test_numbers_are_little_endian_and_words_stand_after_their_length():
    assert value_bytes(pa.array([1, 258], pa.int32())) == b"\x01\0\0\0\x02\x01\0\0"
    assert value_bytes(ROWS["asset"].chunk(0)) == (
        b"\x04\0\0\0base" + b"\xff\xff\xff\xff" + b"\x04\0\0\0city" + b"\x04\0\0\0base"
    )


def test_it_is_what_the_page_on_the_run_folder_says():
    column = hashlib.sha256(struct.pack("<2q", 3, 4)).digest()
    table = hashlib.sha256(b"replicate\0" + column).digest()
    whole = hashlib.sha256(b"".join(name.encode() + b"\0" + table for name in NAMES)).hexdigest()
    assert digest_of(dict.fromkeys(NAMES, pa.table({"replicate": [3, 4]}))) == whole
