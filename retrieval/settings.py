"""The settings of retrieval, read once from the environment.

SHOPCLERK_SHOP (demo) · ELASTICSEARCH_URL (http://127.0.0.1 at SHOPCLERK_ELASTICSEARCH_PORT, 9200) ·
ELASTICSEARCH_API_KEY (none) · SHOPCLERK_ELASTICSEARCH_TIMEOUT_S (1.0, of one read) ·
SHOPCLERK_EMBEDDER (a sentence-transformers name or path; unset: the packaged all-MiniLM-L6-v2) ·
SHOPCLERK_SYNONYMS (a file in the place of retrieval/synonyms.txt; an empty file: no synonyms)
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from retrieval.errors import SettingsInvalid

_SHOP = re.compile(r"[a-z0-9][a-z0-9_-]{0,47}")


@dataclass(frozen=True, slots=True)
class RetrievalSettings:
    """Which shop, on which server, with which embedder."""

    shop: str = "demo"
    elasticsearch_url: str = "http://127.0.0.1:9200"
    elasticsearch_api_key: str | None = field(default=None, repr=False)
    request_timeout_s: float = 1.0
    embedder: str | None = None
    synonyms: str | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> RetrievalSettings:
        """Settings of this environment (default: the process's); raises `SettingsInvalid` naming the variable."""
        source = os.environ if environment is None else environment
        return cls(
            shop=_shop(source.get("SHOPCLERK_SHOP") or "demo"),
            elasticsearch_url=_url(source),
            elasticsearch_api_key=source.get("ELASTICSEARCH_API_KEY") or None,
            request_timeout_s=_seconds(source, "SHOPCLERK_ELASTICSEARCH_TIMEOUT_S", default=1.0),
            embedder=source.get("SHOPCLERK_EMBEDDER") or None,
            synonyms=source.get("SHOPCLERK_SYNONYMS") or None,
        )


def _shop(value: str) -> str:
    if not _SHOP.fullmatch(value):
        raise SettingsInvalid("SHOPCLERK_SHOP", "up to 48 of a-z, 0-9, - and _, a letter or digit first", value)
    return value


def _url(source: Mapping[str, str]) -> str:
    url = source.get("ELASTICSEARCH_URL")
    if not url:
        return f"http://127.0.0.1:{_port(source)}"
    if not re.fullmatch(r"https?://[^\s/]+.*", url):
        raise SettingsInvalid("ELASTICSEARCH_URL", "a URL such as http://127.0.0.1:9200", url)
    return url


def _port(source: Mapping[str, str]) -> int:
    value = source.get("SHOPCLERK_ELASTICSEARCH_PORT") or "9200"
    if not (value.isascii() and value.isdigit() and 0 < int(value) < 65536):
        raise SettingsInvalid("SHOPCLERK_ELASTICSEARCH_PORT", "a port number, 1 to 65535", value)
    return int(value)


def _seconds(source: Mapping[str, str], variable: str, *, default: float) -> float:
    value = source.get(variable)
    if not value:
        return default
    try:
        seconds = float(value)
    except ValueError as error:
        raise SettingsInvalid(variable, "seconds, such as 1.0", value) from error
    if not 0 < seconds <= 600:
        raise SettingsInvalid(variable, "seconds above 0 and at most 600", value)
    return seconds
