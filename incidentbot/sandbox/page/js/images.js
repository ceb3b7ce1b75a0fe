// Pictures. Only those that this server or the message itself holds are fetched: no content from other hosts.

import { h } from "./dom.js";
import { link } from "./links.js";

/** `opens`: a press shows it by itself, as large as it is. */
export function image({ image_url: address, alt_text: alt, small }, title, { opens = false } = {}) {
  const shown = isOwn(address)
    ? h("img", { src: address, alt, loading: "lazy" })
    : h("span", { class: "image-elsewhere" }, link(address ?? "", `Picture: ${alt}`));
  if (small) return h("span", { class: "image-small" }, shown);
  const picture = opens && isOwn(address) ? link(address, shown) : shown;
  return h("figure", { class: "block-image" }, title && h("figcaption", null, title), picture);
}

function isOwn(address) {
  if (!address || !URL.canParse(address, location.href)) return false;
  const { origin, protocol } = new URL(address, location.href);
  return protocol === "data:" || origin === location.origin;
}
