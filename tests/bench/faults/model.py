"""The shop as it really is: its products, what happens to them, and what the index has to say of them in the end."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TypeAlias

from tests.shop_platforms import Call, ShopifyProduct

SIZES = ("Small", "Large", "Huge")
FEWEST = 12
Change: TypeAlias = Callable[[ShopifyProduct], ShopifyProduct]


@dataclass(frozen=True, slots=True)
class Expected:
    """What the index has to say of one variant."""

    title: str
    price: Decimal
    quantity: int
    sentence: str


@dataclass(slots=True)
class ShopModel:
    """The products by number; what happens to one is told in a webhook of that moment, or only in the next export."""

    chance: random.Random
    products: dict[int, ShopifyProduct] = field(default_factory=dict)
    retired: list[str] = field(default_factory=list)
    numbers: int = 0

    def open(self, count: int) -> list[Call]:
        """The first products."""
        return [self._create() for _ in range(count)]

    def happen(self) -> Call:
        """Something happens to some product and is told: a price or stock, now and then its text, variants or end."""
        if self.chance.random() < 0.08 or len(self.products) < FEWEST:
            return self._create()
        number = self.chance.choice(sorted(self.products))
        if self.chance.random() < 0.06:
            gone = self.products.pop(number)
            self.retired.append(gone.handle)
            return self._call(gone, "products/delete")
        self._change(number)
        return self._call(self.products[number], "products/update")

    def edit(self, share: float) -> None:
        """Somebody edits a share of the products all at once, of which no webhook tells."""
        for number in self.chance.sample(sorted(self.products), int(share * len(self.products))):
            if self.chance.random() < 0.05 and len(self.products) > FEWEST:
                self.retired.append(self.products.pop(number).handle)
            else:
                self._change(number)
        _tick()

    def expected(self) -> dict[str, Expected]:
        """Every variant by its id."""
        return {
            f"{one.handle}:{size.lower()}": Expected(
                f"{one.payload()['title']} - {size}", Decimal(price), one.stock, str(one.changes["body_html"])
            )
            for one in self.products.values()
            for size, price in one.prices.items()
        }

    def _create(self) -> Call:
        self.numbers += 1
        # Now and then a product takes the place of one that is gone.
        back = self.retired and self.chance.random() < 0.3
        handle = self.retired.pop(self.chance.randrange(len(self.retired))) if back else f"pot-{self.numbers}"
        made = ShopifyProduct(self.numbers, handle, {"Small": self._amount()}, {"body_html": self._sentence()})
        self.products[self.numbers] = made
        return self._call(made, "products/create")

    def _change(self, number: int) -> None:
        kinds: dict[Change, int] = {self._price: 8, self._stock: 4, self._text: 4, self._variants: 2}
        (change,) = self.chance.choices(list(kinds), list(kinds.values()))
        self.products[number] = change(self.products[number])

    def _price(self, product: ShopifyProduct) -> ShopifyProduct:
        size = self.chance.choice(sorted(product.prices))
        return replace(product, prices={**product.prices, size: self._amount()})

    def _stock(self, product: ShopifyProduct) -> ShopifyProduct:
        return replace(product, stock=self.chance.randint(1, 99))

    def _text(self, product: ShopifyProduct) -> ShopifyProduct:
        return replace(product, changes={**product.changes, "body_html": self._sentence()})

    def _variants(self, product: ShopifyProduct) -> ShopifyProduct:
        sizes = self.chance.sample(SIZES, self.chance.randint(1, len(SIZES)))
        return replace(product, prices={size: product.prices.get(size) or self._amount() for size in sorted(sizes)})

    def _amount(self) -> str:
        return f"{self.chance.randint(100, 99_999) / 100:.2f}"

    def _sentence(self) -> str:
        return f"A pot that keeps its shape in the year {self.chance.randint(1, 10**9)} and after."

    def _call(self, product: ShopifyProduct, topic: str) -> Call:
        _tick()
        return product.call(topic, at=datetime.now(UTC).isoformat())


def _tick() -> None:
    """No two things happen in the same millisecond, nor in the next, where a deletion stands."""
    time.sleep(0.003)
