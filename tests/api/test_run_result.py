"""What a run hands back to a person."""

from __future__ import annotations

from openiads.api.run_result import RunResult
from tests.report.small import small_run


def test_a_notebook_is_shown_a_table(tmp_path):
    prepared, summary = small_run(tmp_path, "area.terrain=flat")
    page = RunResult(tmp_path, summary, prepared, tmp_path)._repr_html_()
    assert page.startswith("<table><caption>one-battery, 3 replicates, mean and 95 % interval</caption>")
    assert "<tr><th>leakers</th><td>" in page
    assert "flights wrongly engaged" in page
