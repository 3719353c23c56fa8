"""Other words for what a query says, from a plain file that a shop edits; applied when asking, so nothing is reindexed.

A line lists words that mean the same, by commas; `a => b, c` says that who asks for `a` also means `b` and `c`, and not
the other way round. What follows `#` is a remark.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from retrieval.errors import SettingsInvalid
from retrieval.naming import naming_words
from retrieval.settings import RetrievalSettings

_PACKAGED = "synonyms.txt"
_MOST_VARIANTS = 4
_LONGEST = 5
_ONE_WAY = "=>"

Phrase = tuple[str, ...]


class Synonyms:
    """Which words stand for which."""

    def __init__(self, others: Mapping[Phrase, Sequence[Phrase]]) -> None:
        self._others = {phrase: tuple(dict.fromkeys(each)) for phrase, each in others.items()}

    @classmethod
    def of_lines(cls, lines: Iterable[str]) -> Synonyms:
        """The synonyms of a file's lines; raises ValueError naming the line that says nothing."""
        others: dict[Phrase, list[Phrase]] = {}
        for number, line in enumerate(lines, start=1):
            text = line.partition("#")[0].strip()
            if text:
                _add(others, text, number)
        return cls(others)

    @classmethod
    def packaged(cls) -> Synonyms:
        """Those that come with shopclerk: everyday words of electronics and the home."""
        return cls.of_lines((files("retrieval") / _PACKAGED).read_text(encoding="utf-8").splitlines())

    @classmethod
    def of_file(cls, path: Path) -> Synonyms:
        """A shop's own, in place of the packaged ones; raises `SettingsInvalid` where they cannot be read."""
        try:
            return cls.of_lines(path.read_text(encoding="utf-8").splitlines())
        except (OSError, ValueError) as error:
            raise SettingsInvalid("SHOPCLERK_SYNONYMS", "a readable file of synonyms", f"{path}: {error}") from error

    def variants(self, text: str) -> list[str]:
        """The text said otherwise, at most four ways; the longest phrase that has synonyms is replaced."""
        words = naming_words(text)
        for size in range(min(_LONGEST, len(words)), 0, -1):
            for start in range(len(words) - size + 1):
                others = self._others.get(words[start : start + size], ())
                if others:
                    before, after = words[:start], words[start + size :]
                    return [" ".join((*before, *other, *after)) for other in others[:_MOST_VARIANTS]]
        return []

    def others(self, phrase: Phrase) -> tuple[Phrase, ...]:
        """What else a phrase of naming words is called."""
        return self._others.get(phrase, ())


NO_SYNONYMS = Synonyms({})


def load_synonyms(settings: RetrievalSettings) -> Synonyms:
    """The shop's own where the settings name a file, the packaged ones otherwise."""
    return Synonyms.of_file(Path(settings.synonyms)) if settings.synonyms else Synonyms.packaged()


def _add(others: dict[Phrase, list[Phrase]], text: str, number: int) -> None:
    left, arrow, right = text.partition(_ONE_WAY)
    asked = [naming_words(each) for each in left.split(",")]
    meant = [naming_words(each) for each in right.split(",")] if arrow else asked
    if not all(asked) or not all(meant) or (not arrow and len(asked) < 2):
        raise ValueError(f"line {number}: expected words separated by commas, or `words => words`; got {text!r}")
    for phrase in asked:
        others.setdefault(phrase, []).extend(other for other in meant if other != phrase)
