"""Names of columns that are wrong: one fault for one slip."""

from __future__ import annotations

import pytest

from openiads.study.tracking.column_names import faults_of_names

NEEDED = ("time_s", "range_m")
KNOWN = (*NEEDED, "doppler_mps")
ALLOWED = "allowed are time_s, range_m, doppler_mps"


@pytest.mark.parametrize(
    ("names", "faults"),
    [
        (KNOWN, []),
        (
            (*NEEDED, "snr_db"),
            [f"column 'snr_db' is unknown; {ALLOWED}; rename it or leave it out"],
        ),
        (
            ("time_s", "range"),
            [f"column 'range' is unknown; did you mean 'range_m'? {ALLOWED}; rename it or leave it out"],
        ),
        (
            (*NEEDED, "doppler", "snr_db"),
            [
                "columns 'doppler' (did you mean 'doppler_mps'?), 'snr_db' are unknown; "
                f"{ALLOWED}; rename them or leave them out"
            ],
        ),
        (
            ("TIME_S", "Range_m"),
            [
                "columns 'TIME_S', 'Range_m' are written in capitals; names in small letters are allowed; "
                "write time_s, range_m"
            ],
        ),
        (
            (*NEEDED, "TIME_S"),
            [f"column 'TIME_S' is unknown; did you mean 'time_s'? {ALLOWED}; rename it or leave it out"],
        ),
        (("time_s",), ["column 'range_m' is missing; time_s, range_m are needed; add it"]),
        ((), ["columns 'time_s', 'range_m' are missing; time_s, range_m are needed; add them"]),
    ],
    ids=str,
)
def test_one_slip_is_one_fault(names, faults):
    assert [*faults_of_names(names, NEEDED, KNOWN)] == faults


def test_of_many_names_some_are_told():
    (fault,) = faults_of_names((*NEEDED, *(f"{i}" for i in range(30))), NEEDED, KNOWN)
    assert "'19' and 10 more are unknown; " in fault
