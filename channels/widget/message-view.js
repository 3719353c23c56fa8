// Messages as elements: bubbles, product cards, quick replies, the source line. No network.

import { el, safeUrl } from "./dom.js";
import { asOfText, availabilityText, failureText, joinSources } from "./format.js";

export function customerMessage({ text, state, failure }) {
  return el(
    "div",
    { class: `message customer ${state === "failed" ? "failed" : ""}` },
    el("span", { class: "unseen" }, "You said: "),
    el("div", { class: "bubble", dir: "auto" }, text),
    state === "failed" && el("p", { class: "failure" }, failureText(failure)),
  );
}

export function clerkMessage(reply) {
  const cards = reply.cards ?? [];
  return el(
    "div",
    { class: `message clerk ${reply.outcome === "unavailable" ? "unavailable" : ""}` },
    el("span", { class: "unseen" }, "Assistant said: "),
    el("div", { class: "bubble", dir: "auto" }, reply.text ?? ""),
    cards.length > 0 && el("ul", { class: "cards", "aria-label": "Products" }, ...cards.map(card)),
    sourceLine(reply.sources),
  );
}

/** Buttons under the conversation; `press(button)` is called for the one pressed. */
export function quickReplies(buttons, press, label) {
  return el(
    "div",
    { class: "quick-replies", role: "group", "aria-label": label },
    ...buttons.map((one) => el("button", { type: "button", dir: "auto", onclick: () => press(one) }, one.title)),
  );
}

function card({ title, link, image_link: image, price, availability }) {
  const picture = safeUrl(image);
  const address = safeUrl(link);
  const content = [
    picture && el("img", { src: picture, alt: "", width: 64, height: 64, loading: "lazy" }),
    el(
      "span",
      { class: "card-text" },
      el("span", { class: "card-title", dir: "auto" }, title ?? ""),
      el(
        "span",
        { class: "card-facts" },
        price && el("strong", {}, price),
        availability && el("span", { class: `stock ${stockClass(availability)}` }, availabilityText(availability)),
      ),
    ),
  ];
  return el("li", {}, address ? el("a", { class: "card", href: address }, ...content) : el("div", { class: "card" }, ...content));
}

function stockClass(availability) {
  return { in_stock: "in", out_of_stock: "out" }[availability] ?? "later";
}

function sourceLine(given) {
  const { sources, asOf } = joinSources(given);
  if (sources.length === 0) return null;
  const names = sources.flatMap(({ label, url }, index) => {
    const address = safeUrl(url);
    return [index > 0 ? ", " : "", address ? el("a", { href: address }, label) : label];
  });
  const time = asOfText(asOf);
  return el(
    "p",
    { class: "source" },
    sources.length > 1 ? "Sources: " : "Source: ",
    ...names,
    time && " · as of ",
    time && el("time", { datetime: asOf }, time),
  );
}
