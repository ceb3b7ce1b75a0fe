// Completion in the composer: commands and their verbs after "/", people after "@", channels after "#".

import { avatar } from "./avatars.js";
import { freshId, h } from "./dom.js";
import { icon } from "./icons.js";
import { plainWords } from "./reader.js";
import { workspace } from "./workspace.js";

const MOST = 12;
const NONE = -1;

/** Each: what stands before the caret → suggestions { insert, label, note, before }. The first that fits speaks. */
const SOURCES = [
  { pattern: /^(\/[\w-]*)$/, suggest: commands, onlyCommands: true },
  { pattern: /^(\/[\w-]+) +([\w-]*)$/, suggest: verbs, onlyCommands: true },
  { pattern: /(?:^|[\s(])@([\w.-]*)$/, suggest: people },
  { pattern: /(?:^|[\s(])#([\w-]*)$/, suggest: channels },
];

const startsWith = (text, typed) => text.toLowerCase().startsWith(typed.toLowerCase());

function commands([, typed]) {
  return workspace.bot.commands
    .filter(({ command }) => startsWith(command, typed))
    .map(({ command, description }) => ({
      replace: typed,
      insert: `${command} `,
      label: command,
      note: description,
      before: icon("bolt"),
    }));
}

function verbs([, command, typed]) {
  const hint = workspace.bot.commands.find((one) => one.command === command)?.usage_hint ?? "";
  const known = hint
    .split("|")
    .map((verb) => verb.trim())
    .filter(Boolean);
  return known
    .filter((verb) => startsWith(verb, typed) && verb !== typed)
    .map((verb) => ({
      replace: typed,
      insert: `${verb.split(/\s/)[0]} `,
      label: `${command} ${verb}`,
      before: icon("bolt"),
    }));
}

function people([, typed]) {
  return Object.values(workspace.users)
    .filter(
      (user) =>
        !user.deleted &&
        (startsWith(user.name, typed) || user.real_name.split(" ").some((word) => startsWith(word, typed))),
    )
    .map((user) => ({
      replace: `@${typed}`,
      insert: `@${user.name} `,
      label: user.real_name,
      note: `@${user.name}`,
      before: avatar(user.id, "avatar-small"),
    }));
}

function channels([, typed]) {
  return [...workspace.channels.values()]
    .filter((channel) => !channel.is_im && channel.name.includes(typed.toLowerCase()))
    .map((channel) => ({
      replace: `#${typed}`,
      insert: `#${channel.name} `,
      label: `#${channel.name}`,
      note: plainWords(channel.topic),
      before: icon(channel.is_private ? "lock" : "hash"),
    }));
}

export function completionFor(field, { commands: withCommands }) {
  const list = h("div", {
    class: "completion",
    role: "listbox",
    id: freshId("completion"),
    "aria-label": "Suggestions",
    hidden: true,
  });
  let shown = [];
  let active = 0;

  function suggest() {
    const before = field.value.slice(0, field.selectionStart);
    const source = SOURCES.find((one) => (withCommands || !one.onlyCommands) && one.pattern.test(before));
    show(source ? source.suggest(source.pattern.exec(before)).slice(0, MOST) : []);
  }

  function show(suggestions) {
    shown = suggestions;
    list.hidden = !shown.length;
    list.replaceChildren(...shown.map(optionNode));
    activate(shown[0]?.replace ? 0 : NONE);
  }

  const optionNode = (suggestion, index) => {
    const node = h(
      "div",
      { role: "option", id: freshId("suggestion"), class: "option" },
      suggestion.before,
      h("span", { class: "option-text" }, suggestion.label, suggestion.note && h("small", null, suggestion.note)),
    );
    node.addEventListener("mousedown", (event) => (event.preventDefault(), take(shown[index])));
    return node;
  };

  function activate(index) {
    active = index;
    [...list.children].forEach((node, at) => {
      node.classList.toggle("active", at === active);
      node.setAttribute("aria-selected", String(at === active));
    });
    const node = list.children[active];
    if (!node) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", node.id);
    node.scrollIntoView({ block: "nearest" });
  }

  function take(suggestion) {
    const caret = field.selectionStart;
    const from = caret - suggestion.replace.length;
    field.setRangeText(suggestion.insert, from, caret, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Enter sends what is whole already, or not begun; otherwise it takes the suggestion first.
  const isDone = () => !shown[active] || shown.some(({ insert, replace }) => insert.trim() === replace);

  const keys = {
    ArrowDown: () => activate((active + 1) % shown.length),
    ArrowUp: () => activate((Math.max(active, 0) - 1 + shown.length) % shown.length),
    Tab: () => take(shown[Math.max(active, 0)]),
    Enter: () => !isDone() && (take(shown[active]), true),
    Escape: () => show([]),
  };

  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-autocomplete", "list");
  field.addEventListener("input", suggest);
  field.addEventListener("blur", () => show([]));
  field.addEventListener("keydown", (event) => {
    if (!shown.length || event.isComposing || event.shiftKey || !keys[event.key]) return;
    if (keys[event.key]() === false) return show([]);
    event.preventDefault();
    event.stopPropagation();
  });
  return { node: list };
}
