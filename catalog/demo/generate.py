"""Makes the demo shop's catalogue and pictures: `python -m catalog.demo.generate OUT_DIR [--seed 7]`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from catalog.demo.assortment import DemoProduct, assemble
from catalog.demo.drawing.product import draw
from catalog.demo.families import load_families
from catalog.demo.feed import feed_lines

DEFAULT_SEED = 7


def generate(out_dir: Path, *, seed: int = DEFAULT_SEED) -> list[DemoProduct]:
    """Writes products.jsonl and pictures/<id>.svg; the feed comes last, so that where it is, all of it is."""
    products = assemble(load_families(), seed=seed)
    pictures = out_dir / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    for product in products:
        (pictures / f"{product.id}.svg").write_text(draw(product), encoding="utf-8")
    unfinished = out_dir / "products.jsonl.part"
    unfinished.write_text(feed_lines(products), encoding="utf-8")
    unfinished.replace(out_dir / "products.jsonl")
    return products


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m catalog.demo.generate", description=__doc__)
    parser.add_argument("out_dir", type=Path, help="folder to write products.jsonl and pictures/ into")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="another seed, other stock and sales")
    options = parser.parse_args(arguments)
    products = generate(options.out_dir, seed=options.seed)
    print(f"{len(products)} products in {options.out_dir}")


if __name__ == "__main__":
    main()
