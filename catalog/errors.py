"""What can go wrong while the catalogue is synced.

CatalogError
├── SettingsError       a setting is missing or wrong; names the variable
├── MappingError        the mapping file is unreadable or invalid; names the key
├── SourceError         the source file is absent, unreadable or of an unknown format
├── PolicyError         a policy page cannot be read
└── RunError            a run cannot go on
    ├── TooManyDeletes  the file would delete a larger share of the products than is allowed
    ├── PlanStale       a plan is not what would be done now
    ├── LeaseLost       another worker has taken the run over
    └── RebuildBusy     the shop's indexes are being rebuilt by somebody else
"""

from __future__ import annotations


class CatalogError(Exception):
    """The root of everything the catalogue package raises."""


class SettingsError(CatalogError):
    """A setting is missing or wrong."""


class MappingError(CatalogError):
    """A mapping file is unreadable or invalid."""


class SourceError(CatalogError):
    """A source file is absent, unreadable or of an unknown format."""


class PolicyError(CatalogError):
    """A policy page cannot be read."""


class RunError(CatalogError):
    """A run cannot go on, and trying again will not help."""


class TooManyDeletes(RunError):
    """The file would delete a larger share of a source's products than is allowed."""

    def __init__(self, missing: int, known: int, allowed: float) -> None:
        super().__init__(missing, known, allowed)
        self.missing = missing
        self.known = known
        self.allowed = allowed

    def __str__(self) -> str:
        return (
            f"the file lacks {self.missing} of the {self.known} products this source had, more than the"
            f" {self.allowed:.0%} that may go at once; nothing was written. Sync the complete file,"
            " or pass --allow-deletes if they are really gone"
        )


class PlanStale(RunError):
    """A plan cannot be carried out as it was made; nothing was written."""

    def __init__(self, plan_id: str, why: str) -> None:
        super().__init__(plan_id, why)
        self.plan_id = plan_id
        self.why = why

    def __str__(self) -> str:
        return (
            f"plan {self.plan_id} is out of date: {self.why}; nothing was written."
            " Make a new one: shopclerk catalog plan SOURCE"
        )


class LeaseLost(RunError):
    """A worker was away for so long that another one has taken its run over; what it still writes is refused."""

    def __init__(self, run_id: str) -> None:
        super().__init__(run_id)
        self.run_id = run_id

    def __str__(self) -> str:
        return f"run {self.run_id} was taken over by another worker"


class RebuildBusy(RunError):
    """Another process is at work on the shop's indexes."""

    def __init__(self, shop: str, owner: str) -> None:
        super().__init__(shop, owner)
        self.shop = shop
        self.owner = owner

    def __str__(self) -> str:
        return (
            f"the indexes of shop '{self.shop}' are being rebuilt by process {self.owner}; wait until it is done,"
            " or end it: what it has copied stays, and the next rebuild goes on from there"
        )
