// Small builders. Text only ever becomes a text node: nothing a customer, a product or a reply says is read as HTML.

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes, listeners ("onclick") and children; null and false are left out. */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const PATHS = {
  chat: ["M20 11.5c0 4.1-3.8 7.3-8.3 7.3-1 0-2-.2-2.9-.5L4 20l1.3-3.6A7 7 0 0 1 3.4 11.5c0-4.1 3.8-7.4 8.3-7.4S20 7.4 20 11.5Z"],
  close: ["M6 6l12 12", "M18 6 6 18"],
  send: ["M12 19V5", "m5.5 11.5 6.5-6.5 6.5 6.5"],
};

/** A line drawing, hidden from screen readers: what it means stands in text beside it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of [["viewBox", "0 0 24 24"], ["aria-hidden", "true"], ["class", "icon"]]) {
    svg.setAttribute(key, value);
  }
  for (const data of PATHS[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", data);
    svg.append(path);
  }
  return svg;
}

/** The address if it is http(s), else null; relative ones are of the page. */
export function safeUrl(address) {
  if (typeof address !== "string" || !address.trim()) return null;
  try {
    const url = new URL(address, document.baseURI);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}
