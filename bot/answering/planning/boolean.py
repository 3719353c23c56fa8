"""Yes or no over a boolean attribute, worded as its label allows."""

from __future__ import annotations

import re

from bot.answering.values import label_text

_INCLUDED = re.compile(r"^(.*?)\s*\(?included\)?$|^includes?\s+(.*)$|^with\s+(.*)$", re.IGNORECASE)
_SUPPORT = re.compile(r"^(.*?)\s+(?:support(?:ed)?)$|^supports?\s+(?:for\s+)?(.*)$", re.IGNORECASE)
_ADJECTIVE = re.compile(
    r"(?:^|[\s-])(?:\w+(?:able|ible|proof|resistant|free|ready|certified|compliant|compatible|enabled|operated|mountable|safe|less)"
    r"|rugged|wireless|wired|cordless|portable|waterproof|electric|built[- ]in|rechargeable|adjustable|curved|smart|"
    r"backlit|stackable|organic|vegan|handmade|refurbished|quiet|open-back|closed-back|glazed|oven-safe)$",
    re.IGNORECASE,
)
_ODD = re.compile(r"\b(by|is|are|required|needed|allowed|of|per)\b", re.IGNORECASE)


def boolean_kind(label: str, *, value: bool) -> tuple[str, str]:
    """The draft kind that says a boolean attribute, and the words its <attribute> is filled with."""
    answer = "yes" if value else "no"
    for pattern, kind in ((_INCLUDED, "included"), (_SUPPORT, "support")):
        match = pattern.match(label.strip())
        inner = next((group for group in match.groups() if group), None) if match else None
        if inner:
            return f"{kind}_{answer}", label_text(inner)
    if _ADJECTIVE.search(label.strip()):
        return f"property_{answer}", label_text(label)
    return f"listed_{answer}" if _ODD.search(label) else f"attribute_{answer}", label_text(label)
