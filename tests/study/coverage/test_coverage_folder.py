"""The folder of a coverage study, where two write it at once."""

from __future__ import annotations

import pytest

from openiads.ground.errors import OutputError
from openiads.study.coverage.coverage_folder import write


def test_who_ends_second_is_told_and_what_is_there_stays(tmp_path):
    folder = tmp_path / "maps"

    def slowly(unfinished):
        write(folder, {"whose": "the other's"}, lambda _: None)

    with pytest.raises(OutputError) as caught:
        write(folder, {"whose": "ours"}, slowly)
    assert str(caught.value) == (
        f"{folder}: was made by somebody else meanwhile, and is left as it is; name another with --out"
    )
    assert "the other's" in (folder / "coverage.json").read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["maps"]
