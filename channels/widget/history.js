// What was said, kept for this browser tab across page changes. No DOM, no network.

const LIMIT = 80;

/** The conversation of one tab. `storage` is sessionStorage or anything alike; without one it lasts for the page. */
export class History {
  #storage;
  #key;

  constructor(storage, key) {
    this.#storage = storage;
    this.#key = key;
    this.sessionId = null;
    this.lastSeq = 0;
    this.isOpen = false;
    this.items = [];
    this.#read();
  }

  /** A message of the customer: {id, text, payload?, productId?}; its state is sending, sent or failed. */
  addCustomer(message) {
    this.items.push({ from: "customer", state: "sending", at: Date.now(), ...message });
    this.save();
  }

  /** A reply; false when it is here already. */
  addReply(reply) {
    if (reply.seq <= this.lastSeq) return false;
    this.lastSeq = reply.seq;
    this.items.push({ from: "clerk", at: Date.now(), reply });
    this.settle(reply.message_id, "sent");
    return true;
  }

  settle(messageId, state) {
    const item = this.items.find((one) => one.from === "customer" && one.id === messageId);
    if (item) item.state = state;
    this.save();
  }

  /** Messages that have no answer yet, oldest first. */
  unanswered() {
    return this.items.filter((one) => one.from === "customer" && one.state === "sending");
  }

  /** A new session numbers its replies from 1 again. */
  beginSession(sessionId) {
    this.sessionId = sessionId;
    this.lastSeq = 0;
    this.save();
  }

  setOpen(isOpen) {
    this.isOpen = isOpen;
    this.save();
  }

  lastProductId() {
    return this.items.findLast((one) => one.from === "customer")?.productId ?? null;
  }

  save() {
    this.items = this.items.slice(-LIMIT);
    const { sessionId, lastSeq, isOpen, items } = this;
    try {
      this.#storage?.setItem(this.#key, JSON.stringify({ version: 1, sessionId, lastSeq, isOpen, items }));
    } catch {
      // Storage is full or forbidden: the conversation then lasts for this page.
    }
  }

  #read() {
    try {
      const kept = JSON.parse(this.#storage?.getItem(this.#key) ?? "null");
      if (kept?.version !== 1 || !Array.isArray(kept.items)) return;
      const { sessionId, lastSeq, isOpen, items } = kept;
      Object.assign(this, { sessionId, lastSeq, isOpen, items });
    } catch {
      // Unreadable: begin anew.
    }
  }
}
