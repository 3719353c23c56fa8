from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from tests.bench.__main__ import BENCHMARKS, main
from tests.bench.record import Found, Inputs, kept, write_record
from tests.bench.setting import BenchSkipped, Setting

APP = typer.Typer()
APP.command()(main)


@pytest.fixture
def setting(tmp_path: Path) -> Setting:
    (tmp_path / "data.tsv").write_text("a\n", encoding="utf-8")
    return Setting(data=tmp_path, out=tmp_path / "bench", shop="icecat", questions=5)


@pytest.mark.unit
def test_list_names_every_benchmark_and_runs_none() -> None:
    printed = CliRunner().invoke(APP, ["--list"])
    assert printed.exit_code == 0
    assert [line.split()[0] for line in printed.stdout.splitlines()] == list(BENCHMARKS)


@pytest.mark.unit
def test_an_unknown_benchmark_is_refused_naming_those_there_are() -> None:
    refused = CliRunner().invoke(APP, ["--only", "speed"])
    assert refused.exit_code == 2
    assert "identity" in refused.output


@pytest.mark.unit
def test_a_benchmark_without_its_data_is_skipped_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPCLERK_DATA", str(tmp_path / "nowhere"))
    skipped = CliRunner().invoke(APP, ["--only", "identity"])
    assert skipped.exit_code == 0
    assert "identity skipped" in skipped.output
    assert "SHOPCLERK_DATA" in skipped.output


@pytest.mark.unit
def test_a_record_holds_the_figures_and_what_they_were_measured_on(setting: Setting) -> None:
    stamp = Inputs(("data.tsv",), {"seed": 1}).stamp(setting)
    path = write_record(setting, "one", stamp, Found({"rate": 0.5}, {"rate": "50 %"}, {"rate": 0.4}))
    record = json.loads(path.read_text(encoding="utf-8"))
    assert (record["figures"], record["peer"]) == ({"rate": 0.5}, {"rate": 0.4})
    assert record["settings"] == {"shop": "icecat", "seed": 1}
    # sha256 of "a\n", as coreutils' sha256sum prints it.
    assert record["data"] == {"data.tsv": "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7"}
    assert {"cores", "packages"} <= record["machine"].keys()
    assert record["commit"]


@pytest.mark.unit
def test_figures_of_other_inputs_are_not_kept(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.bench.record.commit", lambda: "c0ffee")
    found = Found({"rate": 0.5}, {"rate": "50 %"})
    stamp = Inputs(("data.tsv",), {"seed": 1}).stamp(setting)
    write_record(setting, "one", stamp, found)
    assert kept(setting, "one", stamp) == found
    assert kept(setting, "one", Inputs(("data.tsv",), {"seed": 2}).stamp(setting)) is None
    monkeypatch.setattr("tests.bench.record.commit", lambda: "c0ffee+")
    assert kept(setting, "one", stamp) is None


@pytest.mark.unit
def test_absent_data_is_said_with_the_variable_that_names_it(setting: Setting) -> None:
    with pytest.raises(BenchSkipped, match="SHOPCLERK_DATA"):
        Inputs(("nothing.tsv",)).stamp(setting)
