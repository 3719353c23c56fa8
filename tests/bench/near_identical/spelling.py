"""How customers write a model number: as it stands, reformatted, cut short, misspelt, or one that does not exist."""

from __future__ import annotations

import random
import re
import string
from collections.abc import Callable, Mapping

Spelling = Callable[[str, random.Random], str]

_SEPARATORS = re.compile(r"[\s\-_/.]+")
_BORDER = re.compile(r"(?<=[A-Za-z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])")
_ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_LOOKALIKES = {"O": "0", "o": "0", "0": "O", "I": "1", "l": "1", "1": "I", "S": "5", "5": "S", "B": "8", "8": "B"}


def _without_separators(name: str, _: random.Random) -> str:
    return _SEPARATORS.sub("", name)


def _spaced(name: str, _: random.Random) -> str:
    return _SEPARATORS.sub(" ", name)


def _hyphenated(name: str, _: random.Random) -> str:
    return _SEPARATORS.sub("-", name)


def _split(name: str, rng: random.Random) -> str:
    """A space where letters meet digits, at one such place."""
    places = [match.start() for match in _BORDER.finditer(name)]
    place = rng.choice(places) if places else 0
    return f"{name[:place]} {name[place:]}".strip()


def _full_width(name: str, _: random.Random) -> str:
    return "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in name)


# Each keeps the identity: the same letters and digits in the same order.
REFORMATS: Mapping[str, Spelling] = {
    "lower": lambda name, _: name.lower(),
    "upper": lambda name, _: name.upper(),
    "swapped_case": lambda name, _: name.swapcase(),
    "without_separators": _without_separators,
    "spaces": _spaced,
    "hyphens": _hyphenated,
    "split": _split,
    "full_width": _full_width,
}


def _place(name: str, rng: random.Random, fits: Callable[[str], bool] = str.isalnum) -> int | None:
    places = [place for place, one in enumerate(name) if one.isascii() and fits(one)]
    return rng.choice(places) if places else None


def _dropped(name: str, rng: random.Random) -> str:
    place = _place(name, rng)
    return name if place is None else name[:place] + name[place + 1 :]


def _doubled(name: str, rng: random.Random) -> str:
    place = _place(name, rng)
    return name if place is None else name[: place + 1] + name[place:]


def _swapped(name: str, rng: random.Random) -> str:
    places = [at for at in range(len(name) - 1) if name[at : at + 2].isalnum() and name[at] != name[at + 1]]
    if not places:
        return name
    at = rng.choice(places)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def _beside(name: str, rng: random.Random) -> str:
    """One key of the keyboard beside the right one."""
    place = _place(name, rng)
    if place is None:
        return name
    wanted = name[place].lower()
    row = next(row for row in _ROWS if wanted in row)
    at = row.index(wanted)
    pressed = rng.choice([row[each] for each in (at - 1, at + 1) if 0 <= each < len(row)])
    return name[:place] + (pressed.upper() if name[place].isupper() else pressed) + name[place + 1 :]


def _added(name: str, rng: random.Random) -> str:
    place = _place(name, rng)
    if place is None:
        return name
    typed = rng.choice(string.digits if name[place].isdigit() else string.ascii_lowercase)
    return name[:place] + typed + name[place:]


def _lookalike(name: str, rng: random.Random) -> str:
    """O for 0, I for 1 and the like."""
    place = _place(name, rng, _LOOKALIKES.__contains__)
    return name if place is None else name[:place] + _LOOKALIKES[name[place]] + name[place + 1 :]


# Each changes the identity by one slip of the hand or the eye.
MISSPELLINGS: Mapping[str, Spelling] = {
    "dropped": _dropped,
    "doubled": _doubled,
    "swapped": _swapped,
    "neighbouring_key": _beside,
    "added": _added,
    "lookalike": _lookalike,
}


def _other_digit(name: str, rng: random.Random) -> str:
    place = _place(name, rng, str.isdigit)
    if place is None:
        return name
    other = rng.choice(string.digits.replace(name[place], ""))
    return name[:place] + other + name[place + 1 :]


def _other_letter(name: str, rng: random.Random) -> str:
    place = _place(name, rng, str.isalpha)
    if place is None:
        return name
    letters = string.ascii_uppercase if name[place].isupper() else string.ascii_lowercase
    return name[:place] + rng.choice(letters.replace(name[place], "")) + name[place + 1 :]


# Each makes a model number that looks as real as the one it is made of.
SIBLINGS: Mapping[str, Spelling] = {
    "other_digit": _other_digit,
    "other_letter": _other_letter,
    "letter_after": lambda name, rng: name + rng.choice("ABCDEFGHKLMNPRSTUVWXYZ"),
    "digit_after": lambda name, rng: name + rng.choice(string.digits),
}


def cut(name: str, rng: random.Random) -> str:
    """The name without its last one to three characters."""
    return name[: -rng.randint(1, 3)].rstrip(" -_/.")
