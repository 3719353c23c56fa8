"""Documents of one concrete index as the next one is to hold them: under this schema, by its embedder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from retrieval.codec import decode_policy, decode_product, embedding_text, encode_again
from retrieval.copying import Document
from retrieval.embedders import Embedder
from retrieval.policies import policy_text
from retrieval.shop_index import Part


@dataclass(frozen=True, slots=True)
class Recoder:
    """Writes documents of a part anew; with an embedder, every text that the new index does not hold is embedded."""

    part: Part
    embedder: Embedder | None = None

    def __call__(self, documents: list[Document], there: Mapping[str, Document]) -> list[Document]:
        """One each, in order; a tombstone stays as it is."""
        again = [encode_again(one) if self.part == "products" else dict(one) for one in documents]
        return again if self.embedder is None else self._embedded(self.embedder, again, there)

    def _embedded(self, embedder: Embedder, documents: list[Document], there: Mapping[str, Document]) -> list[Document]:
        texts = {one["id"]: TEXTS[self.part](one) for one in documents if not one.get("tombstone")}
        kept = {
            name: there[name]["embedding"]
            for name, text in texts.items()
            if name in there and "embedding" in there[name] and TEXTS[self.part](there[name]) == text
        }
        missing = [name for name in texts if name not in kept]
        vectors = dict(zip(missing, embedder.embed([texts[name] for name in missing]), strict=True)) | kept
        return [{**one, "embedding": vectors[one["id"]]} if one["id"] in vectors else one for one in documents]


def _product(document: Document) -> str:
    return embedding_text(decode_product(document))


def _passage(document: Document) -> str:
    return str(document["content"])


def _policy(document: Document) -> str:
    return policy_text(decode_policy(document))


TEXTS: Mapping[Part, Callable[[Document], str]] = {"products": _product, "evidence": _passage, "policies": _policy}
