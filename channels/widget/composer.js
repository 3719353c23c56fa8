// The text box: grows with its text, Enter sends, Shift+Enter makes a line, and nothing longer than the gateway takes.

import { el, icon } from "./dom.js";

const LIMIT = 10000;
const WARN_AT = 9800;

/** {element, focus()}; `say(text)` is called with what the customer sends. */
export function composer(say) {
  const box = el("textarea", {
    rows: 1,
    maxlength: LIMIT,
    dir: "auto",
    placeholder: "Ask about a product…",
    "aria-label": "Your question",
    "aria-describedby": "count",
    enterkeyhint: "send",
  });
  const button = el("button", { class: "send", type: "submit", "aria-label": "Send", disabled: true }, icon("send"));
  const count = el("p", { id: "count", class: "count", "aria-live": "polite", hidden: true });
  const form = el("form", { class: "composer" }, el("div", { class: "box" }, box, button), count);

  const fit = () => {
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight}px`;
    button.disabled = !box.value.trim();
    count.hidden = box.value.length < WARN_AT;
    count.textContent = count.hidden ? "" : `${LIMIT - box.value.length} characters left`;
  };
  const submit = (event) => {
    event.preventDefault();
    const text = box.value.trim();
    if (!text) return;
    box.value = "";
    fit();
    say(text);
  };
  box.addEventListener("input", fit);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
  });
  form.addEventListener("submit", submit);
  return { element: form, focus: () => box.focus() };
}
