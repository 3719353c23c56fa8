"""Scores count what they say they count."""

from __future__ import annotations

from tests.fakes.tuning import FakeGenerator
from tuning.evaluate import run, score
from tuning.pairs import VoicePair
from tuning.style import StyleModel

DRAFT = "The <product> costs <price>."
DENIAL = "The catalogue does not state the <attribute> of the <product>."
STYLE = StyleModel.fit(["That's <price> for the <product>."], [DRAFT])


def _pair(draft: str, reply: str) -> VoicePair:
    return VoicePair("", 0, draft, reply)


def test_score_of_faithful_wordings() -> None:
    reply = "That's <price> for the <product>."
    generator = FakeGenerator({DRAFT: [reply]})
    scores = score(run(lambda draft, variant: generator.phrase(draft, variant=variant), [_pair(DRAFT, reply)]), STYLE)
    assert (scores.fact_invariance, scores.refusal_parity, scores.degenerate) == (1.0, 1.0, 0.0)
    assert (scores.differs_from_draft, scores.as_written) == (1.0, 1.0)
    assert scores.style > 0.5


def test_score_of_the_draft_itself_keeps_facts_without_style() -> None:
    scores = score(run(lambda draft, variant: draft, [_pair(DRAFT, DRAFT)]), STYLE)
    assert (scores.fact_invariance, scores.differs_from_draft) == (1.0, 0.0)
    assert scores.style < 0.5


def test_score_counts_lost_facts_refusals_and_cut_off_text() -> None:
    outcomes = run(lambda draft, variant: "The <product> has <attribute>", [_pair(DENIAL, DENIAL)])
    scores = score(outcomes, STYLE)
    assert (scores.fact_invariance, scores.refusal_parity, scores.degenerate) == (0.0, 0.0, 1.0)


def test_run_counts_a_failing_phraser_as_empty_text() -> None:
    generator = FakeGenerator({})
    outcomes = run(lambda draft, variant: generator.phrase(draft, variant=variant), [_pair(DRAFT, DRAFT)])
    assert [outcome.text for outcome in outcomes] == [""]
    assert outcomes[0].degenerate
