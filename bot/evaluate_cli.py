"""`shopclerk evaluate answers`: a file of questions through the whole answering path, to a file of results."""

from __future__ import annotations

import json
import statistics
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.case_file import Case, read_cases, read_results, result_of
from bot.errors import RemoteFailed
from bot.talk import Talk
from bot.talk_setup import NewTalk, quiet_logs, said_plainly, talks


def evaluate_answers(
    cases: Annotated[
        Path, typer.Option(help="Cases, one JSON object a line: id, conversation, question, page_product_id?")
    ],
    out: Annotated[
        Path,
        typer.Option(help="Where results go, one JSON object a line. Finished cases are kept and not asked again."),
    ],
    via: Annotated[
        str | None, typer.Option(metavar="URL", help="Ask the bot running at this address, gateway and Rasa included.")
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Ask every case again.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Ask every case in order, one conversation each, and write what was answered."""
    quiet_logs()
    with said_plainly():
        todo = read_cases(cases)
        done = {} if fresh else read_results(out)
        with talks(via) as new_talk:
            results = _run(todo, done, new_talk, out)
    summary = _summary(results)
    typer.echo(json.dumps(summary) if as_json else _readable(summary, out))


def _run(cases: Sequence[Case], done: dict[str, dict[str, Any]], new_talk: NewTalk, out: Path) -> list[dict[str, Any]]:
    """Asks what is not done; a conversation with a missing turn is asked from its start, for its focus."""
    from rich.console import Console
    from rich.progress import track

    unfinished = {case.conversation for case in cases if case.id not in done}
    results = [done[case.id] for case in cases if case.conversation not in unfinished]
    open_talks: dict[str, Talk] = {}
    out.parent.mkdir(parents=True, exist_ok=True)
    _keep(out, results)
    todo = [case for case in cases if case.conversation in unfinished]
    with out.open("a", encoding="utf-8") as file:
        for case in track(todo, "asking", console=Console(stderr=True)):
            talk = open_talks.setdefault(case.conversation, new_talk())
            result = result_of(case, _ask(talk, case))
            results.append(result)
            file.write(json.dumps(result, ensure_ascii=False) + "\n")
            file.flush()
    return results


def _ask(talk: Talk, case: Case) -> dict[str, Any]:
    """The reply; a question the running bot refuses (too long, say) is a result too."""
    try:
        return talk.say(case.question, page_product_id=case.page_product_id)
    except RemoteFailed as error:
        if "HTTP 4" not in error.problem:
            raise
        return {
            "outcome": "out_of_scope",
            "product_ids": [],
            "facts": [],
            "text": error.problem,
            "voice": "draft",
            "receipt_id": "",
            "latency_ms": 0.0,
        }


def _keep(out: Path, results: Sequence[dict[str, Any]]) -> None:
    """Leaves only whole conversations in the file, replacing it in one step."""
    draft = out.with_suffix(out.suffix + ".part")
    draft.write_text("".join(json.dumps(result, ensure_ascii=False) + "\n" for result in results), encoding="utf-8")
    draft.replace(out)


def _summary(results: Sequence[dict[str, Any]]) -> dict[str, Any]:
    latencies = sorted(float(result["latency_ms"]) for result in results)
    return {
        "cases": len(results),
        "outcomes": dict(Counter(str(result["outcome"]) for result in results)),
        "voice": dict(Counter(str(result["voice"]) for result in results)),
        "latency_ms": {
            "p50": round(statistics.median(latencies), 1) if latencies else None,
            "p95": latencies[min(len(latencies) - 1, int(0.95 * len(latencies)))] if latencies else None,
        },
    }


def _readable(summary: dict[str, Any], out: Path) -> str:
    outcomes = ", ".join(f"{name} {count}" for name, count in sorted(summary["outcomes"].items()))
    latency = summary["latency_ms"]
    timing = f"latency: p50 {latency['p50']} ms, p95 {latency['p95']} ms"
    return f"{summary['cases']} cases -> {out}\noutcomes: {outcomes}\n{timing}"
