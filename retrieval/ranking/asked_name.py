"""What a question asks for by name: "print technology" in "what print technology does it have?"."""

from __future__ import annotations

import re

# What stands before a name: "which", "is there a", "does the printer have the number of".
_ASKS_FOR = re.compile(
    r"\b(?:what(?:'?s)?|which|how many|(?:tell|give|show) me|(?:is|are) there|(?:has|have) (?:it|this|they|these) got"
    r"|(?:do|does|will|can) (?:it|this|that|they|these|the)(?: [\w'-]+){0,3}? "
    r"(?:have|support|include|feature|come with))\b"
    r"(?:\W+(?:is|are|was|were|a|an|any|the|its|this|their|your"
    r"|(?:kind|type|sort|version|number|quantity|amount)s? of))*\W+(?P<named>.+)"
)
_ENDS_NAME = frozenset(
    re.findall(
        r"\S+",
        """of for on in to from with within at by as than that which who whose when where if and or but so because
        is are am was were be been being does do did has have had can could will would should may might must it its
        this these those there they them their you your i me my we our us he she one the a an any please use used work
        works fit fits made make makes come comes need needs get take takes like look looks called more less over under
        above below lot lots available besides together inside built-in needed wanted""",
    )
)
# These ask for what is described, not named: "how long does it last".
_ASKS_NO_NAME = re.compile(r"\b(?:how(?! many)|when|where|why|who)\b")
_INCLUDED = re.compile(r"\b(?:is|are)(?: there)?(?: an?| any| the)? (?P<named>[\w' -]+?) included\b")
_OF_IT = re.compile(r"^(?:(?:its?|this|the) )?(?:(?:number|quantity) of )?| (?:of|for) (?:it|this(?: one)?)(?=\W*$)")
_LONGEST_NAME = 7


def asked_name(text: str) -> str:
    """The name in a lower-cased question up to where its description begins, empty where there is none."""
    if _ASKS_NO_NAME.search(text):
        return ""
    found = _INCLUDED.search(text) or _ASKS_FOR.search(text)
    words = (found["named"] if found else _OF_IT.sub("", text)).rstrip("?!. ").split()
    end = next((place for place, word in enumerate(words) if word.strip(",.?!") in _ENDS_NAME), len(words))
    # Without a word that asks, only a bare name is one: "printing colours?".
    is_name = (found is not None or end == len(words)) and end <= _LONGEST_NAME
    return " ".join(words[:end]) if is_name else ""
