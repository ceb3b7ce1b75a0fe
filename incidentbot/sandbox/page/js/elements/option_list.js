// The list under a combobox: fills itself from a search, and keeps one option active.

import { freshId, h } from "../dom.js";
import { icon } from "../icons.js";

export function optionList({ popup, input, multiple, choose, isChosen }) {
  const list = h("div", { role: "listbox", class: "listbox", "aria-multiselectable": multiple ? "true" : null });
  const note = h("p", { class: "listbox-note", role: "status" });
  popup.append(list, note);
  // A press in the list must not take the focus from the field.
  popup.addEventListener("mousedown", (event) => event.preventDefault());

  let options = [];
  let active = -1;
  let asked = 0;

  async function show(search, query) {
    const mine = ++asked;
    const found = search(query);
    if (found instanceof Promise) say("Looking…");
    const { groups, hint } = await found;
    if (mine !== asked) return; // a later letter has asked again
    options = [];
    list.replaceChildren(...groups.filter((group) => group.choices.length).map(groupNode));
    say(options.length ? "" : (hint ?? "Nothing found"));
    const chosen = options.findIndex(({ choice }) => isChosen(choice));
    activate(options.length ? Math.max(query ? 0 : chosen, 0) : -1);
  }

  function say(words) {
    note.textContent = words;
    note.hidden = !words;
  }

  function groupNode(group) {
    const nodes = group.choices.map(optionNode);
    if (!group.label) return h("div", { role: "presentation" }, nodes);
    return h(
      "div",
      { role: "group", "aria-label": group.label },
      h("p", { class: "menu-heading", role: "presentation" }, group.label),
      nodes,
    );
  }

  function optionNode(choice) {
    const node = h(
      "div",
      { role: "option", id: freshId("option"), class: "option", "aria-selected": String(isChosen(choice)) },
      h("span", { class: "option-text" }, choice.nodes(), choice.note && h("small", null, choice.note)),
      icon("check"),
    );
    const index = options.push({ choice, node }) - 1;
    node.addEventListener("mousemove", () => active !== index && activate(index, false));
    node.addEventListener("click", () => (choose(choice), refresh()));
    return node;
  }

  function activate(index, scroll = true) {
    options[active]?.node.classList.remove("active");
    active = index;
    const node = options[index]?.node;
    if (!node) return input.removeAttribute("aria-activedescendant");
    node.classList.add("active");
    input.setAttribute("aria-activedescendant", node.id);
    if (scroll) node.scrollIntoView({ block: "nearest" });
  }

  function refresh() {
    for (const { choice, node } of options) node.setAttribute("aria-selected", String(isChosen(choice)));
  }

  return {
    show,
    refresh,
    move: (step) => options.length && activate((active + step + options.length) % options.length),
    pick() {
      if (options[active]) choose(options[active].choice);
      refresh();
    },
  };
}
