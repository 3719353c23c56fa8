// Words and times as the customer reads them. No DOM, no network.

const AVAILABILITY = {
  in_stock: "In stock",
  out_of_stock: "Out of stock",
  preorder: "Pre-order",
  backorder: "On backorder",
};

export function availabilityText(availability) {
  return AVAILABILITY[availability] ?? String(availability).replaceAll("_", " ");
}

/** "10:42" for today, "20 Nov, 10:42" for another day; null for what is no time. */
export function asOfText(stamp, now = new Date()) {
  const moment = new Date(stamp);
  if (!stamp || Number.isNaN(moment.getTime())) return null;
  const time = moment.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  if (moment.toDateString() === now.toDateString()) return time;
  return `${moment.toLocaleDateString([], { day: "numeric", month: "short" })}, ${time}`;
}

/** Sources by label, once each; as of the oldest of their times. */
export function joinSources(sources) {
  const byLabel = new Map();
  for (const source of sources ?? []) if (!byLabel.has(source.label)) byLabel.set(source.label, source);
  const times = [...(sources ?? [])].map((source) => source.as_of).filter(Boolean);
  times.sort((a, b) => new Date(a) - new Date(b));
  return { sources: [...byLabel.values()], asOf: times[0] ?? null };
}

const FAILURES = {
  message_too_long: "That message is too long. Please shorten it.",
  empty_message: "That message holds no text.",
  unknown_payload: "That button no longer works. Please type your question.",
};

export function failureText(code) {
  return FAILURES[code] ?? "That message could not be sent. Please try again.";
}
