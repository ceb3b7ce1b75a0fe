// What stands within a line of mrkdwn: <tokens>, `code`, *bold*, _italic_, ~strike~, :emoji: and the three entities.

import { h } from "./dom.js";
import { emoji, withEmoji } from "./emoji.js";
import { link } from "./links.js";

// Tokens, code and emoji are lifted out first and stand in the text as one placeholder each, so that an underscore in
// an address is never taken for italics.
const LIFTED = /<([^<>\n]+)>|`([^`\n]+)`|:([a-z0-9_+-]+):/g;
const PLACE = /\uE000(\d+)\uE001/;
const RESERVED = /[\uE000\uE001]/g;

// A mark opens after a space or punctuation and closes before one; snake_case and 2*3*4 stay as they are.
const MARKS = [
  ["b", /(?<![\p{L}\p{N}*])\*(?![\s*])([^\n*]*[^\s*])\*(?![\p{L}\p{N}*])/u],
  ["i", /(?<![\p{L}\p{N}_])_(?![\s_])([^\n_]*[^\s_])_(?![\p{L}\p{N}_])/u],
  ["s", /(?<![\p{L}\p{N}~])~(?![\s~])([^\n~]*[^\s~])~(?![\p{L}\p{N}~])/u],
];

export function inline(text, reader) {
  const lifted = [];
  const bare = text.replace(RESERVED, "\uFFFD").replace(LIFTED, (whole, token, code, name) => {
    lifted.push(token ? tokenNode(token, reader) : code ? codeNode(code, reader) : emoji(name));
    return `\uE000${lifted.length - 1}\uE001`;
  });
  return formatted(bare, lifted);
}

function formatted(text, lifted) {
  const first = MARKS.map(([tag, pattern]) => [tag, pattern.exec(text)])
    .filter(([, found]) => found)
    .sort((a, b) => a[1].index - b[1].index)[0];
  if (!first) return run(text, lifted);
  const [tag, found] = first;
  return [
    ...run(text.slice(0, found.index), lifted),
    h(tag, null, formatted(found[1], lifted)),
    ...formatted(text.slice(found.index + found[0].length), lifted),
  ];
}

function run(text, lifted) {
  return text.split(PLACE).flatMap((part, index) => (index % 2 ? [lifted[Number(part)]] : withEmoji(entities(part))));
}

export const plainInline = (text, withPictures) => (withPictures ? withEmoji(text) : [text]);

const entities = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

const codeNode = (text, reader) => h("code", null, unescape(text, reader));

/** Inside code nothing is formatted, but tokens still read as what they stand for. */
export function unescape(text, reader) {
  return text
    .split(/<([^<>\n]+)>/)
    .map((part, index) => (index % 2 ? tokenNode(part, reader).textContent : entities(part)))
    .join("");
}

const TOKENS = [
  [/^@(\w+)(?:\|(.*))?$/, (found, reader) => reader.person(found[1], found[2])],
  [/^#(\w+)(?:\|(.*))?$/, (found, reader) => reader.channel(found[1], found[2])],
  [/^!(here|channel|everyone)(?:\|.*)?$/, (found) => h("span", { class: "mention mention-all" }, `@${found[1]}`)],
  [
    /^!subteam\^(\w+)(?:\|(.*))?$/,
    (found) => h("span", { class: "mention mention-all" }, entities(found[2] ?? "@group")),
  ],
  [/^!date\^(\d+)\^([^|^]*)(?:\^([^|]*))?\|(.*)$/, dateNode],
  [
    /^([a-z][a-z0-9+.-]*:[^|]+)(?:\|(.*))?$/i,
    (found) => link(entities(found[1]), withEmoji(entities(found[2] ?? found[1]))),
  ],
];

function tokenNode(token, reader) {
  for (const [pattern, build] of TOKENS) {
    const found = pattern.exec(token);
    if (found) return build(found, reader);
  }
  return h("span", null, `<${entities(token)}>`);
}

function dateNode([, unix, format, address, fallback], reader) {
  const seconds = Number(unix);
  const words = reader.time(seconds, entities(format)) ?? entities(fallback);
  const node = h("time", { datetime: new Date(seconds * 1000).toISOString(), title: reader.moment(seconds) }, words);
  return address ? link(entities(address), node) : node;
}
