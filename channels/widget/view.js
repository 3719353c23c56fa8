// The launcher and the panel. Knows nothing of the network: it is given messages and reports what the customer does.

import { composer } from "./composer.js";
import { el, icon } from "./dom.js";
import { clerkMessage, customerMessage, quickReplies } from "./message-view.js";

const FULL_SCREEN = "(max-width: 480px)";

/** Reports through `on`: open(), close(), say(text), press({title, payload}), ask(text). */
export class ChatView {
  #on;
  #root;
  #last = [];
  #isAtEnd = true;

  constructor(root, { shopName, on }) {
    this.#root = root;
    this.#on = on;
    this.#build(shopName);
  }

  /** Shows the panel; `focus` moves the keyboard into it. */
  open({ focus }) {
    this.panel.hidden = false;
    this.launcher.setAttribute("aria-expanded", "true");
    this.panel.setAttribute("aria-modal", String(matchMedia(FULL_SCREEN).matches));
    this.#root.host.toggleAttribute("open", true);
    this.#toEnd("auto");
    if (focus) this.composer.focus();
  }

  close() {
    this.panel.hidden = true;
    this.launcher.setAttribute("aria-expanded", "false");
    this.#root.host.toggleAttribute("open", false);
    this.launcher.focus();
  }

  /** Draws the whole conversation; `suggestions` are questions to offer below it, or null. */
  draw(items, { greeting, suggestions }) {
    const drawn = items.map((item) => (item.from === "customer" ? customerMessage(item) : clerkMessage(item.reply)));
    const choices = items.at(-1)?.reply?.buttons ?? [];
    const asks = choices.length > 0 ? [] : (suggestions ?? []).map((title) => ({ title }));
    this.#replace([
      clerkMessage({ text: greeting }),
      ...drawn,
      ...(choices.length > 0 ? [quickReplies(choices, this.#on.press, "Choose one")] : []),
      ...(asks.length > 0 ? [quickReplies(asks, ({ title }) => this.#on.ask(title), "Suggested questions")] : []),
    ]);
  }

  setTyping(isTyping) {
    this.typing.hidden = !isTyping;
    this.typingText.textContent = isTyping ? "The assistant is writing" : "";
    if (isTyping) this.#toEnd();
  }

  /** The line above the text box; null hides it. */
  setStatus(text) {
    this.status.hidden = !text;
    this.status.textContent = text ?? "";
  }

  // Elements that stay the same are kept, so that screen readers announce only what is new.
  #replace(elements) {
    const old = this.#last;
    let same = 0;
    while (same < old.length && same < elements.length && old[same].isEqualNode(elements[same])) same += 1;
    for (const element of old.slice(same)) element.remove();
    const fresh = elements.slice(same);
    this.list.append(...fresh);
    this.#last = [...old.slice(0, same), ...fresh];
    if (fresh.length > 0) this.#toEnd();
  }

  #toEnd(behavior = "smooth") {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: still ? "auto" : behavior });
  }

  #build(shopName) {
    const title = shopName ? `Ask ${shopName}` : "Ask us";
    this.launcher = el(
      "button",
      { class: "launcher", type: "button", "aria-expanded": "false", "aria-controls": "panel", onclick: this.#on.toggle },
      icon("chat"),
      el("span", { class: "launcher-text" }, "Ask a question"),
    );
    this.list = el("div", { class: "list", role: "log", "aria-live": "polite", "aria-label": "Conversation" });
    this.typingText = el("span", { class: "unseen", role: "status" });
    this.typing = el("div", { class: "typing", hidden: true }, el("i"), el("i"), el("i"));
    this.scroller = el("div", { class: "scroller", tabindex: "0" }, this.list, this.typing);
    this.status = el("p", { class: "status", role: "status", hidden: true });
    this.composer = composer(this.#on.say);
    const head = el(
      "header",
      {},
      el("span", { class: "avatar" }, icon("chat")),
      el("div", {}, el("h2", { id: "title" }, title), el("p", {}, "Automated, from our catalogue")),
      el("button", { class: "close", type: "button", "aria-label": "Close chat", onclick: this.#on.close }, icon("close")),
    );
    this.panel = el(
      "section",
      { id: "panel", class: "panel", role: "dialog", "aria-labelledby": "title", hidden: true },
      ...[head, this.scroller, this.typingText, this.status, this.composer.element],
    );
    // The text box grows and keyboards appear: who reads the end goes on reading the end.
    this.scroller.addEventListener("scroll", () => {
      const below = this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight;
      this.#isAtEnd = below < 24;
    });
    new ResizeObserver(() => this.#isAtEnd && this.#toEnd("auto")).observe(this.scroller);
    this.panel.addEventListener("keydown", (event) => this.#onKey(event));
    this.#root.append(this.panel, this.launcher);
  }

  #onKey(event) {
    if (event.key === "Escape") {
      event.stopPropagation();
      this.#on.close();
    } else if (event.key === "Tab" && matchMedia(FULL_SCREEN).matches) {
      this.#keepInside(event);
    }
  }

  #keepInside(event) {
    const stops = [...this.panel.querySelectorAll("button:not(:disabled), a[href], textarea, [tabindex='0']")];
    const edge = event.shiftKey ? stops[0] : stops.at(-1);
    if (this.#root.activeElement !== edge) return;
    event.preventDefault();
    (event.shiftKey ? stops.at(-1) : stops[0]).focus();
  }
}
