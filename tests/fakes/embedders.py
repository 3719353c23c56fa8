"""A stand-in for the embedder: words and their beginnings hashed into a few dimensions, in microseconds."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Sequence


class HashingEmbedder:
    """Texts that share words get near vectors; deterministic over processes and machines."""

    def __init__(self, dims: int = 64) -> None:
        self._dims = dims
        self.embedded: list[str] = []

    @property
    def name(self) -> str:
        return f"hashing-{self._dims}"

    @property
    def dims(self) -> int:
        return self._dims

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        self.embedded.extend(texts)
        return [self._vector(text) for text in texts]

    def _vector(self, text: str) -> list[float]:
        vector = [0.0] * self._dims
        # One dimension in common keeps an empty text from having no direction.
        vector[0] = 0.1
        for word in re.findall(r"\w+", text.casefold()):
            for feature, weight in ((word, 1.0), (word[:4], 0.5)):
                digest = hashlib.blake2b(feature.encode(), digest_size=8).digest()
                place = int.from_bytes(digest[:7], "big") % self._dims
                vector[place] += weight if digest[7] & 1 else -weight
        length = math.sqrt(sum(number * number for number in vector))
        return [number / length for number in vector]
