// Talks to the gateway: one WebSocket, reopened when it breaks; every message is sent until it is answered. No DOM.

const BACKOFF_MS = [400, 1000, 2000, 4000, 8000, 15000];
const PING_MS = 20000;
const PONG_MS = 6000;
const UNKNOWN_SESSION = 4404;

/**
 * Reports through `on`: state("connecting" | "online" | "offline"), typing(), replies([reply]) and
 * failed(messageId, code). What is unanswered comes from `history`, so that nothing is lost with the page.
 */
export class ChatClient {
  #api;
  #history;
  #on;
  #socket = null;
  #ready = false;
  #attempt = 0;
  #retry = null;
  #pulse = null;
  #pong = null;
  #opening = false;
  #stopped = true;

  constructor(api, history, on) {
    this.#api = api;
    this.#history = history;
    this.#on = on;
  }

  /** Connects, and stays connected until `stop`. */
  start() {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#connect();
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#retry);
    this.#drop();
  }

  /** Tries again now: the browser says that the network is back. */
  wake() {
    if (this.#stopped || this.#ready) return;
    this.#attempt = 0;
    clearTimeout(this.#retry);
    this.#connect();
  }

  /** Notices at once that the network is gone, instead of at the next sign of life. */
  sleep() {
    if (!this.#stopped) this.#lost();
  }

  /** Sends a message of the history, now or once connected. */
  send(item) {
    if (this.#ready) this.#transmit(item);
    else this.wake();
  }

  async #connect() {
    if (this.#opening || this.#socket || this.#stopped) return;
    this.#opening = true;
    this.#on.state("connecting");
    try {
      if (!this.#history.sessionId) await this.#openSession();
      if (!this.#stopped) this.#openSocket();
    } catch {
      this.#lost();
    } finally {
      this.#opening = false;
    }
  }

  async #openSession() {
    const response = await fetch(new URL("api/v1/sessions", this.#api), {
      method: "POST",
      signal: AbortSignal.timeout(8000),
    });
    if (!response.ok) throw new Error(`session: ${response.status}`);
    this.#history.beginSession((await response.json()).session_id);
  }

  #openSocket() {
    const address = new URL("api/v1/socket", this.#api);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address);
    this.#socket = socket;
    const current = (handler) => (event) => {
      if (this.#socket === socket) handler(event);
    };
    socket.onopen = current(() => this.#say({ session_id: this.#history.sessionId, after: this.#history.lastSeq }));
    socket.onmessage = current((event) => this.#hear(JSON.parse(event.data)));
    socket.onclose = current((event) => {
      if (event.code === UNKNOWN_SESSION) this.#history.sessionId = null;
      this.#lost();
    });
  }

  #hear(frame) {
    clearTimeout(this.#pong);
    if (frame.type === "ready") this.#welcome(frame.replies);
    else if (frame.type === "typing") this.#on.typing();
    else if (frame.type === "replies") this.#on.replies(frame.replies);
    else if (frame.type === "error") this.#refused(frame);
  }

  #welcome(missed) {
    this.#ready = true;
    this.#attempt = 0;
    this.#on.state("online");
    this.#on.replies(missed);
    for (const item of this.#history.unanswered()) this.#transmit(item);
    this.#pulse = setInterval(() => this.#ping(), PING_MS);
  }

  #refused({ message_id: messageId, error }) {
    if (!messageId) return;
    if (error.code === "rate_limited" || error.code === "still_working") {
      const item = this.#history.unanswered().find((one) => one.id === messageId);
      if (item) setTimeout(() => this.send(item), 1000 * (error.retry_after_s ?? 2));
      this.#on.slow();
    } else {
      this.#on.failed(messageId, error.code);
    }
  }

  #transmit({ id, text, payload, productId }) {
    const said = payload ? { payload } : { text };
    this.#say({ message_id: id, ...said, page_product_id: productId ?? null });
  }

  #ping() {
    this.#say({ type: "ping" });
    this.#pong = setTimeout(() => this.#lost(), PONG_MS);
  }

  #say(frame) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  #lost() {
    this.#drop();
    if (this.#stopped) return;
    this.#on.state("offline");
    const wait = BACKOFF_MS[Math.min(this.#attempt++, BACKOFF_MS.length - 1)];
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#connect(), wait * (0.75 + Math.random() / 2));
  }

  #drop() {
    clearInterval(this.#pulse);
    clearTimeout(this.#pong);
    const socket = this.#socket;
    this.#socket = null;
    this.#ready = false;
    socket?.close();
  }
}
