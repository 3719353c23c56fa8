"""What the answering path counts."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

REPLIES = Counter("shopclerk_replies_total", "Replies by outcome and by who worded them.", ["outcome", "voice"])
DEGRADED = Counter(
    "shopclerk_degraded_replies_total", "Replies that are less than was asked for, by reason.", ["reason"]
)
VOICE_REJECTED = Counter("shopclerk_voice_rejected_total", "Wordings replaced by their draft, by fault.", ["fault"])
LATENCY = Histogram(
    "shopclerk_answer_seconds",
    "Seconds from question to reply.",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.5, 0.75, 1.0, 2.0, 5.0),
)
