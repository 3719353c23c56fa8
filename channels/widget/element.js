// <shopclerk-widget product-id="…" shop-name="…">: joins history, client and view.

import { ChatClient } from "./client.js";
import { el } from "./dom.js";
import { History } from "./history.js";
import { ChatView } from "./view.js";

const ON_A_PRODUCT = ["Is it in stock?", "How much does it cost?", "How long is the warranty?"];
const ELSEWHERE = ["What is your return policy?", "Do you ship abroad?", "What can you help with?"];
const SHEETS = ["panel.css", "messages.css", "composer.css"];
const TYPING_MS = 20000;

/** Registers the element; `base` is where the widget's files lie. */
export function defineWidget(base) {
  const api = new URL("../", base);

  class ShopclerkWidget extends HTMLElement {
    #history;
    #client;
    #view;
    #state = "connecting";
    #typing = null;
    #onOnline = () => this.#client.wake();
    #onOffline = () => this.#client.sleep();

    static observedAttributes = ["product-id", "greeting", "suggestions"];

    attributeChangedCallback() {
      if (this.#view) this.#draw();
    }

    connectedCallback() {
      if (this.#view) return;
      const root = this.attachShadow({ mode: "open" });
      this.#dress(root);
      this.#history = new History(storage(), `shopclerk:${api.href}`);
      this.#client = new ChatClient(api, this.#history, this.#clientEvents());
      this.#view = new ChatView(root, { shopName: this.getAttribute("shop-name"), on: this.#viewEvents() });
      addEventListener("online", this.#onOnline);
      addEventListener("offline", this.#onOffline);
      this.#draw();
      if (this.#history.isOpen) this.open({ focus: false });
    }

    disconnectedCallback() {
      removeEventListener("online", this.#onOnline);
      removeEventListener("offline", this.#onOffline);
      this.#client.stop();
    }

    /** Opens the panel; pages may call it from a link of their own. */
    open({ focus = true } = {}) {
      this.#history.setOpen(true);
      this.#view.open({ focus });
      this.#client.start();
    }

    close() {
      this.#history.setOpen(false);
      this.#view.close();
    }

    /** Asks on the customer's behalf, for links such as "Ask about delivery". */
    ask(text) {
      this.open();
      this.#send({ text });
    }

    // Shown once its styles are there, so that nobody sees it bare.
    #dress(root) {
      const sheets = SHEETS.map((name) => el("link", { rel: "stylesheet", href: new URL(name, base).href }));
      const loaded = sheets.map((sheet) => new Promise((resolve) => sheet.addEventListener("load", resolve)));
      Promise.all(loaded).then(() => this.toggleAttribute("ready", true));
      root.append(...sheets);
    }

    get #productId() {
      return this.getAttribute("product-id") || null;
    }

    #send({ text, payload }) {
      const item = { id: crypto.randomUUID?.() ?? randomId(), text, payload, productId: this.#productId };
      this.#history.addCustomer(item);
      this.#client.send(item);
      this.#setTyping(this.#state === "online");
      this.#draw();
      this.#showState();
    }

    #draw() {
      const { items } = this.#history;
      const isNewProduct = this.#productId !== null && this.#history.lastProductId() !== this.#productId;
      const suggestions = items.length === 0 || isNewProduct ? this.#suggestions() : null;
      this.#view.draw(items, { greeting: this.#greeting(), suggestions });
    }

    #greeting() {
      const about = this.#productId ? "this product" : "any product";
      return this.getAttribute("greeting") ?? `Hello! Ask me about ${about}, delivery, returns or warranty.`;
    }

    #suggestions() {
      const given = this.getAttribute("suggestions")?.split("|").map((one) => one.trim()).filter(Boolean);
      return given?.length ? given.slice(0, 4) : this.#productId ? ON_A_PRODUCT : ELSEWHERE;
    }

    #viewEvents() {
      return {
        toggle: () => (this.#history.isOpen ? this.close() : this.open()),
        close: () => this.close(),
        say: (text) => this.#send({ text }),
        ask: (text) => this.#send({ text }),
        press: ({ title, payload }) => this.#send({ text: title, payload }),
      };
    }

    #clientEvents() {
      return {
        state: (state) => {
          this.#state = state;
          this.#setTyping(state === "online" && this.#history.unanswered().length > 0);
          this.#showState();
        },
        typing: () => this.#setTyping(true),
        slow: () => this.#view.setStatus("You are quick! Your message is sent in a moment."),
        replies: (replies) => {
          const fresh = replies.filter((reply) => this.#history.addReply(reply));
          for (const { message_id: id } of replies) this.#history.settle(id, "sent");
          if (fresh.length === 0) return;
          this.#setTyping(this.#history.unanswered().length > 0);
          this.#draw();
          this.#showState();
        },
        failed: (id, code) => {
          const item = this.#history.items.find((one) => one.id === id);
          if (item) item.failure = code;
          this.#history.settle(id, "failed");
          this.#setTyping(this.#history.unanswered().length > 0);
          this.#draw();
        },
      };
    }

    #setTyping(isTyping) {
      clearTimeout(this.#typing);
      this.#view.setTyping(isTyping);
      if (isTyping) this.#typing = setTimeout(() => this.#late(), TYPING_MS);
    }

    #late() {
      this.#view.setTyping(false);
      this.#view.setStatus("This takes longer than it should. The answer will appear here when it comes.");
    }

    #showState() {
      const waiting = this.#history.unanswered().length > 0;
      const texts = {
        online: null,
        connecting: waiting ? "Connecting…" : null,
        offline: waiting
          ? "No connection. Your message is sent as soon as it is back."
          : "No connection. Trying again…",
      };
      this.#view.setStatus(texts[this.#state]);
    }
  }

  customElements.define("shopclerk-widget", ShopclerkWidget);
}

function storage() {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

function randomId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
