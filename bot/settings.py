"""The answering core's settings, read once from the environment.

SHOPCLERK_SHOP (demo) · SHOPCLERK_STATE_DIR (var) · SHOPCLERK_VOICE (demo; `off` sends drafts only) ·
SHOPCLERK_SHOP_FILE (TOML with name, contact, currency and locale; the demo shop has its own) ·
SHOPCLERK_ANSWER_DEADLINE_S (1.8) · SHOPCLERK_VOICE_TIMEOUT_S (0.6) ·
SHOPCLERK_PRICE_MAX_AGE_HOURS, SHOPCLERK_STOCK_MAX_AGE_HOURS (SHOPCLERK_OFFER_MAX_AGE_HOURS, 720: what is older is
stale) · SHOPCLERK_STALE_OFFERS (`dated`: given with its date; `withheld`: not given, nor shown)
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.answering.shop import ShopFacts
from bot.errors import SettingsInvalid

_DEMO_SHOP_FILE = Path(__file__).resolve().parents[1] / "catalog" / "demo" / "shop.toml"


@dataclass(frozen=True, slots=True)
class BotSettings:
    """What the composition root needs beside `RetrievalSettings`."""

    shop: str
    state_dir: Path
    voice: str
    shop_facts: ShopFacts
    deadline_s: float
    voice_timeout_s: float
    withholds_stale: bool = False

    @property
    def receipts_dir(self) -> Path:
        """Where this shop's receipts are kept."""
        return self.state_dir / "receipts" / self.shop

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> BotSettings:
        """Settings of this environment (default: the process's); raises `SettingsInvalid` naming the variable."""
        source = os.environ if environment is None else environment
        shop = source.get("SHOPCLERK_SHOP") or "demo"
        facts = _shop_facts(shop, source.get("SHOPCLERK_SHOP_FILE"))
        hours = _number(source, "SHOPCLERK_OFFER_MAX_AGE_HOURS", 720.0)
        price = timedelta(hours=_number(source, "SHOPCLERK_PRICE_MAX_AGE_HOURS", hours))
        stock = timedelta(hours=_number(source, "SHOPCLERK_STOCK_MAX_AGE_HOURS", hours))
        return cls(
            shop=shop,
            state_dir=Path(source.get("SHOPCLERK_STATE_DIR") or "var"),
            voice=source.get("SHOPCLERK_VOICE") or "demo",
            shop_facts=replace(facts, price_max_age=price, stock_max_age=stock),
            deadline_s=_number(source, "SHOPCLERK_ANSWER_DEADLINE_S", 1.8),
            voice_timeout_s=_number(source, "SHOPCLERK_VOICE_TIMEOUT_S", 0.6),
            withholds_stale=_is_withheld(source),
        )


def _is_withheld(source: Mapping[str, str]) -> bool:
    value = source.get("SHOPCLERK_STALE_OFFERS") or "dated"
    if value not in ("dated", "withheld"):
        raise SettingsInvalid("SHOPCLERK_STALE_OFFERS", "dated or withheld", value)
    return value == "withheld"


def _shop_facts(shop: str, path: str | None) -> ShopFacts:
    if not path and shop != "demo":
        return ShopFacts(shop.replace("-", " ").replace("_", " ").title(), "our customer service")
    file = Path(path) if path else _DEMO_SHOP_FILE
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsInvalid("SHOPCLERK_SHOP_FILE", "a readable TOML file with name and contact", str(file)) from error
    return ShopFacts(
        name=_text(table, "name", file),
        contact=_text(table, "contact", file),
        currency=str(table.get("currency", "USD")),
        locale=str(table.get("locale", "en_US")),
    )


def _text(table: Mapping[str, Any], key: str, file: Path) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise SettingsInvalid("SHOPCLERK_SHOP_FILE", f"a text under `{key}` in {file.name}", repr(value))
    return value


def _number(source: Mapping[str, str], variable: str, default: float) -> float:
    value = source.get(variable)
    if not value:
        return default
    try:
        number = float(value)
    except ValueError as error:
        raise SettingsInvalid(variable, "a number above 0", value) from error
    if not 0 < number < 1e6:
        raise SettingsInvalid(variable, "a number above 0", value)
    return number
