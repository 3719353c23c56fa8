"""The tokens before a source that say what is asked of the model: `VARIANTS` there are, a voice uses `VOICED`."""

from __future__ import annotations

RESTORE = "<restore>"
VARIANTS = 12
VOICED = 8


def variant_token(variant: int) -> str:
    """The prefix that asks for the n-th wording; counted round."""
    return f"<variant_{variant % VARIANTS}>"


TOKENS = (RESTORE, *(variant_token(n) for n in range(VARIANTS)))
