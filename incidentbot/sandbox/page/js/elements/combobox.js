// A searchable list for one or several choices, after the ARIA combobox pattern: the focus stays in the text field.

import { freshId, h } from "../dom.js";
import { icon } from "../icons.js";
import { close, openBeside } from "../popover.js";
import { optionList } from "./option_list.js";

/** choices: { key, text, nodes(), note?, raw }. `search(query)` → groups [{ label?, choices }]; may be a promise.
 *  `onchange(chosen)` hears the new list; `clearable`: an emptied field means "nothing chosen". */
export function combobox({
  naming,
  focusKey,
  placeholder,
  search,
  chosen,
  multiple,
  most = Infinity,
  clearable,
  onchange,
}) {
  let selection = [...chosen];
  const popup = h("div", { class: "listbox-popup", popover: "manual", id: freshId("list") });
  const input = h("input", {
    ...naming,
    type: "text",
    role: "combobox",
    class: "control",
    id: freshId("combobox"),
    autocomplete: "off",
    spellcheck: "false",
    placeholder,
    "aria-expanded": "false",
    "aria-autocomplete": "list",
    "aria-haspopup": "listbox",
    "aria-controls": popup.id,
    "data-key": focusKey,
  });
  const chips = h("span", { class: "chips" });
  const node = h(
    "div",
    { class: multiple ? "combobox combobox-multi" : "combobox" },
    chips,
    input,
    icon("down"),
    popup,
  );
  const list = optionList({
    popup,
    input,
    multiple,
    choose,
    isChosen: (choice) => selection.some((one) => one.key === choice.key),
  });

  function show() {
    if (!multiple) input.value = selection[0]?.text ?? "";
    else input.value = "";
    chips.replaceChildren(...(multiple ? selection.map(chip) : []));
  }

  const chip = (choice) =>
    h(
      "span",
      { class: "chip" },
      choice.text,
      h(
        "button",
        { type: "button", class: "chip-remove", "aria-label": `Remove ${choice.text}`, onclick: () => drop(choice) },
        icon("close"),
      ),
    );

  function settle(next) {
    selection = next;
    show();
    onchange(selection);
  }

  function choose(choice) {
    const has = selection.some((one) => one.key === choice.key);
    if (!multiple) shutList();
    if (!multiple) return has ? show() : settle([choice]);
    if (has) return drop(choice);
    return selection.length < most && settle([...selection, choice]);
  }

  function drop(choice) {
    settle(selection.filter((one) => one.key !== choice.key));
    input.focus();
    list.refresh();
  }

  async function open(query) {
    if (input.getAttribute("aria-expanded") !== "true") {
      input.setAttribute("aria-expanded", "true");
      openBeside(popup, input, { sameWidth: true });
    }
    await list.show(search, query);
    if (input.getAttribute("aria-expanded") === "true") openBeside(popup, input, { sameWidth: true });
  }

  function shutList() {
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    close(popup);
  }

  function leave() {
    shutList();
    if (!multiple && clearable && input.value === "" && selection.length) settle([]);
    else show();
  }

  const isOpen = () => input.getAttribute("aria-expanded") === "true";
  const keys = {
    ArrowDown: () => (isOpen() ? list.move(1) : open("")),
    ArrowUp: () => (isOpen() ? list.move(-1) : open("")),
    Enter: () => (isOpen() ? list.pick() : open("")),
    Escape: () => isOpen() && (show(), shutList(), true),
    Backspace: () => multiple && input.value === "" && selection.length > 0 && (drop(selection.at(-1)), true),
  };

  input.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (act && !event.isComposing && act() !== false) event.preventDefault();
  });
  input.addEventListener("input", () => open(input.value));
  input.addEventListener("click", () => !isOpen() && open(""));
  input.addEventListener("focus", () => input.select());
  input.addEventListener("blur", leave);
  show();
  return {
    node,
    select: (next) => {
      selection = [...next];
      show();
    },
  };
}
