"""Runs the benchmarks: python -m tests.bench --help."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

from tests.bench.near_identical.generate import QUESTIONS, SEED
from tests.bench.record import Found, Inputs, kept, write_record
from tests.bench.setting import ROOT, ROUNDS, BenchSkipped, Setting


@dataclass(frozen=True)
class Benchmark:
    """What a benchmark measures, and the module that does: it has `inputs` and `run`."""

    measures: str
    module: str

    def inputs(self, setting: Setting) -> Inputs:
        """What the figures follow from."""
        work: Callable[[Setting], Inputs] = import_module(self.module).inputs
        return work(setting)

    def run(self, setting: Setting) -> Found:
        """The figures."""
        work: Callable[[Setting], Found] = import_module(self.module).run
        return work(setting)


BENCHMARKS: Mapping[str, Benchmark] = {
    "identity": Benchmark("wrong products over near-identical ones, by 10,000 questions", "tests.bench.identity"),
    "repeats": Benchmark("the same question eight times, the same facts", "tests.bench.repeats"),
    "search": Benchmark("product search beside the stock Haystack retrievers", "tests.bench.search"),
    "attributes": Benchmark("which attribute answers, on semiPQA out of fold", "tests.bench.attributes"),
    "not_stated": Benchmark("what real products do not state is not answered", "tests.bench.not_stated"),
    "freshness": Benchmark("from a webhook to a chat reply, while a bulk sync runs", "tests.bench.freshness"),
    "turns": Benchmark("turns through gateway and Rasa, ten conversations at once", "tests.bench.turns"),
    "faults": Benchmark("index against shop after parts were killed under load", "tests.bench.faults.run"),
    "scale": Benchmark("retrieval latency at 20,000 and 200,000 products", "tests.bench.scale"),
}


def main(  # noqa: PLR0913 - one parameter an option
    only: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Run this benchmark; may be given several times.")
    ] = None,
    listing: Annotated[bool, typer.Option("--list", help="Say which benchmarks there are, and run none.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Measure anew what this commit has figures for.")] = False,
    questions: Annotated[int, typer.Option(min=1, help="How many questions of near-identical products.")] = QUESTIONS,
    seed: Annotated[
        int, typer.Option(help="Which questions of near-identical products: others for another seed.")
    ] = SEED,
    rounds: Annotated[int, typer.Option(min=1, help="How many rounds of faults.")] = ROUNDS,
    broker: Annotated[
        Literal["redis", "files"] | None, typer.Option(help="The broker of the rounds of faults [each in turn].")
    ] = None,
    shop: Annotated[str, typer.Option(help="The shop that holds the Icecat products.")] = "icecat",
) -> None:
    """Measure the product; figures go to var/bench, one JSON a benchmark. An interrupted run goes on where it was.

    The data is read from the folder SHOPCLERK_DATA (../shared/data); a benchmark without its data or server is skipped.
    """
    unknown = [name for name in only or () if name not in BENCHMARKS]
    if unknown:
        raise typer.BadParameter(f"expected one of {', '.join(BENCHMARKS)}; got {unknown[0]}", param_hint="--only")
    if listing:
        for name, benchmark in BENCHMARKS.items():
            typer.echo(f"{name:12} {benchmark.measures}")
        return
    data = Path(os.environ.get("SHOPCLERK_DATA") or ROOT.parent / "shared" / "data")
    setting = Setting(data, ROOT / "var" / "bench", shop, questions, again, seed, rounds, broker)
    console = Console()
    found = {name: _one(name, setting, console) for name in only or BENCHMARKS}
    console.print(_table({name: each for name, each in found.items() if each is not None}))


def _one(name: str, setting: Setting, console: Console) -> Found | None:
    try:
        stamp = BENCHMARKS[name].inputs(setting).stamp(setting)
        found = kept(setting, name, stamp)
        if found is None:
            console.print(f"{name}: {BENCHMARKS[name].measures}")
            found = BENCHMARKS[name].run(setting)
            write_record(setting, name, stamp, found)
    except BenchSkipped as skipped:
        console.print(f"{name} skipped: {skipped}", soft_wrap=True)
        return None
    return found


def _table(found: Mapping[str, Found]) -> Table:
    table = Table("benchmark", "measure", "figure")
    for name, each in found.items():
        for place, (measure, figure) in enumerate(each.lines.items()):
            table.add_row("" if place else name, measure, figure, end_section=place == len(each.lines) - 1)
    return table


if __name__ == "__main__":
    typer.run(main)
