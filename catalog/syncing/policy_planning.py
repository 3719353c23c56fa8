"""Planning a run of policy pages: the sections are compared with what is known, and what differs becomes one batch."""

from __future__ import annotations

from collections import Counter

from catalog.policies import sections_of, unpack_pages
from catalog.services import Services
from catalog.syncing.batches import Batch, Item
from catalog.syncing.known_sections import KnownSection, SectionChange, section_change
from catalog.syncing.runs import Run, moment
from retrieval.codec import encode_policy

COUNTED: dict[SectionChange, str] = {
    "added": "added",
    "text": "changed_text",
    "link": "changed_facts",
    "confirmed": "confirmed",
    "unchanged": "unchanged",
}


class PolicyPlanner:
    """Plans runs of policy folders."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def plan(self, run: Run) -> None:
        """Writes one batch with the sections to write and those to remove; none where nothing has changed."""
        services, shop = self._services, run.request.shop
        services.batches.start(run)
        version = services.runs.start_version(run)
        pages = unpack_pages(services.spool.path(run.request.spooled).read_text(encoding="utf-8"))
        sections = [one for page in pages for one in sections_of(page, version=version, as_of=moment(version))]
        index = services.indexes(shop).policies
        indexed = set(index.ids()) if index.exists() else set()
        # What the index does not hold is not known, whatever was once written to it.
        known = {name: one for name, one in services.known_sections(shop).all().items() if name in indexed}
        confirm_ms = int(services.settings.confirm_s * 1000)
        counts = Counter(rows_read=len(pages))
        items: list[Item] = []
        for section in sections:
            change = section_change(known.get(section.id), KnownSection.of(section), confirm_ms=confirm_ms)
            counts[COUNTED[change]] += 1
            if change != "unchanged":
                items.append({"section": encode_policy(section), "embed": change in ("added", "text")})
        gone = sorted(indexed - {section.id for section in sections})
        counts["removed"] = len(gone)
        items += [{"gone": name} for name in gone]
        if items:
            services.batches.draft(Batch(run.id, 0, "policies", tuple(items)), attempt=run.attempts)
        with services.engine.begin() as connection:
            services.batches.release(connection, run, counts)
