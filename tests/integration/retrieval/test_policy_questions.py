"""The real embedder on the demo shop's policies: what they say is found, what they do not say is refused."""

from __future__ import annotations

import csv
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from retrieval.embedders import Embedder, load_embedder
from retrieval.policies import bearing_on, policy_text
from retrieval.schema import Evidence, PolicySection
from retrieval.settings import RetrievalSettings

HERE = Path(__file__).parent
POLICIES = HERE.parents[2] / "catalog" / "demo" / "policies"
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return load_embedder(RetrievalSettings(), threads=1)


@pytest.fixture(scope="module")
def sections() -> list[PolicySection]:
    found = []
    for path in sorted(POLICIES.glob("*.md")):
        head, _, body = path.read_text(encoding="utf-8").removeprefix("---").partition("---")
        title = re.search(r"^title: (.*)$", head, re.MULTILINE)
        assert title, path
        for part in re.split(r"^## ", body, flags=re.MULTILINE)[1:]:
            heading, _, text = part.partition("\n")
            found.append(
                PolicySection(
                    id=f"{path.stem}:{heading}", policy=path.stem, title=title[1], heading=heading.strip(),
                    text=text.strip(), url=None, source="policies", version=1, as_of=NOW,
                )
            )  # fmt: skip
    return found


def test_held_out_questions_find_their_section_or_none(embedder: Embedder, sections: list[PolicySection]) -> None:
    with (HERE / "policy_questions.tsv").open(encoding="utf-8", newline="") as file:
        asked = [row for row in csv.DictReader(file, delimiter="\t") if row["part"] == "held-out"]
    vectors = embedder.embed([policy_text(section) for section in sections])
    first, refused = [], []
    for row in asked:
        question = embedder.embed([row["question"]])[0]
        scored = [
            _scored(section, sum(a * b for a, b in zip(question, vector, strict=True)))
            for section, vector in zip(sections, vectors, strict=True)
        ]
        bearing = bearing_on(scored)
        if row["section"] == "-":
            refused.append(not bearing)
        else:
            first.append(bool(bearing) and bearing[0].heading == row["section"])
    assert sum(first) / len(first) >= 0.8
    assert sum(refused) / len(refused) >= 0.9


def _scored(section: PolicySection, score: float) -> Evidence:
    return Evidence(
        id=section.id, kind="policy", text=section.text, score=score, source=section.source, version=1, as_of=NOW,
        heading=section.heading,
    )  # fmt: skip
