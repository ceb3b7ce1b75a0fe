// Emoji in text: found by :name: or by character, shown as a drawing or as the machine's own picture.

import { h } from "./dom.js";
import { drawing } from "./emoji_drawings.js";
import { EMOJI } from "./emoji_table.js";

const plain = (character) => character.replaceAll("\uFE0F", "");
const NAMES = new Map(
  Object.entries(EMOJI)
    .map(([name, character]) => [plain(character), name])
    .reverse(),
);
const CHARACTERS = [...NAMES.keys()].sort((a, b) => b.length - a.length).join("|");
const FOUND = new RegExp(`:([a-z0-9_+-]+):|(${CHARACTERS.replaceAll("*", "\\*")})\\uFE0F?`, "gu");

export const EMOJI_NAMES = [...NAMES.values()].sort();
export const QUICK = ["pushpin", "white_check_mark", "eyes"];

export const spoken = (name) => name.replaceAll("_", " ");

/** One emoji by its name; a name that is not in the table stays readable as :name:. */
export function emoji(name) {
  const character = EMOJI[name];
  if (!character) return document.createTextNode(`:${name}:`);
  return h(
    "span",
    { class: "emoji", role: "img", "aria-label": spoken(name), title: `:${name}:` },
    drawing(name) ?? character,
  );
}

/** A run of text as nodes, with :names: and the known emoji characters as pictures. */
export function withEmoji(text) {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(FOUND)) {
    const name = found[1] ?? NAMES.get(found[2]);
    if (!EMOJI[name]) continue;
    nodes.push(text.slice(from, found.index), emoji(name));
    from = found.index + found[0].length;
  }
  return [...nodes, text.slice(from)].filter((node) => node !== "");
}
