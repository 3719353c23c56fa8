"""Small damage to a sentence that leaves its placeholders alone: what a model must learn to see through."""

from __future__ import annotations

import random

from tuning import placeholders

_ARTICLES = frozenset({"the", "a", "an"})
_OTHERWISE = {
    "cannot": "can't",
    "catalogue": "catalog",
    "state": "say",
    "stated": "given",
    "costs": "is",
    "carry": "have",
    "mean?": "want?",
    "Please": "please",
}


def broken(text: str, rng: random.Random) -> str:
    """The sentence with words dropped, doubled or swapped; every placeholder stays, in its order."""
    words = [word for word in text.split() if placeholders.find(word) or rng.random() > 0.18]
    for at in range(len(words) - 1):
        if rng.random() < 0.08 and not placeholders.find(words[at] + words[at + 1]):
            words[at], words[at + 1] = words[at + 1], words[at]
    words = [copy for word in words for copy in _doubled(word, rng)]
    return " ".join(words) or text


def perturbed(draft: str, rng: random.Random) -> str:
    """The draft as another hand might have typed it: same words, another article, case or mark."""
    words = draft.split()
    change = rng.randrange(5)
    if change == 0:
        words = [word for word in words if word.lower() not in _ARTICLES or rng.random() < 0.5]
    elif change == 1:
        words[-1] = words[-1].rstrip(".") or words[-1]
    elif change == 2 and not words[0].startswith("<"):
        words[0] = words[0].lower()
    elif change == 3:
        words = [
            word.replace(";", ",") if word.endswith(";") else word.replace("Yes,", "Yes.").replace("No,", "No.")
            for word in words
        ]
    else:
        words = [_OTHERWISE.get(word, word) for word in words]
    return " ".join(words)


def _doubled(word: str, rng: random.Random) -> list[str]:
    return [word, word] if rng.random() < 0.03 and not placeholders.find(word) else [word]
