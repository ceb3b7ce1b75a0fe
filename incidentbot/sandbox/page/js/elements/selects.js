// Select menus, single and multi: fixed options, options that the bot suggests, people and channels.

import { combobox } from "./combobox.js";
import { textNodes, words } from "../texts.js";

// type → where its options come from, and the name of its value
const SOURCES = {
  static_select: { from: fixedOptions, member: "selected_option" },
  external_select: { from: suggestedOptions, member: "selected_option" },
  users_select: { from: people, member: "selected_user" },
  channels_select: { from: publicChannels, member: "selected_channel" },
  conversations_select: { from: conversations, member: "selected_conversation" },
};

export const SELECTS = Object.fromEntries(
  Object.entries(SOURCES).flatMap(([type, source]) => [
    [type, (element, field) => select(element, field, source, false)],
    [`multi_${type}`, (element, field) => select(element, field, { ...source, member: `${source.member}s` }, true)],
  ]),
);

function select(element, field, { from, member }, multiple) {
  const { reader } = field.surface;
  const source = from(element, field);
  const first = element[member.replace("selected", "initial")] ?? (multiple ? [] : null);
  const choicesIn = (value) => [value?.[member] ?? []].flat().map(source.choice);
  const begun = field.begin({ [member]: first });
  const raw = (chosen) => chosen.map((choice) => choice.raw);
  const box = combobox({
    naming: field.naming,
    focusKey: field.key,
    placeholder: element.placeholder ? words(element.placeholder, reader) : multiple ? "Choose any" : "Choose one",
    search: source.search,
    chosen: choicesIn(begun),
    multiple,
    most: element.max_selected_items,
    clearable: field.optional,
    onchange: (chosen) =>
      field.change({ [member]: multiple ? raw(chosen) : (raw(chosen)[0] ?? null) }, (before) =>
        box.select(choicesIn(before)),
      ),
  });
  return box.node;
}

const matches = (query) => (choice) =>
  query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => `${choice.text} ${choice.note ?? ""}`.toLowerCase().includes(word));

const narrowed = (groups, query) =>
  groups.map((group) => ({ ...group, choices: group.choices.filter(matches(query)) }));

/** An option object of Block Kit as a choice. */
const optionChoice = (reader) => (option) => ({
  key: option.value,
  text: words(option.text, reader),
  nodes: () => textNodes(option.text, reader),
  note: option.description && words(option.description, reader),
  raw: option,
});

function grouped({ options, option_groups: groups }, reader) {
  const choice = optionChoice(reader);
  if (!groups?.length) return [{ choices: (options ?? []).map(choice) }];
  return groups.map((group) => ({ label: words(group.label, reader), choices: group.options.map(choice) }));
}

function fixedOptions(element, { surface: { reader } }) {
  return {
    choice: optionChoice(reader),
    search: (query) => ({ groups: narrowed(grouped(element, reader), query) }),
  };
}

function suggestedOptions(element, field) {
  const { reader } = field.surface;
  const least = element.min_query_length ?? 3;
  return {
    choice: optionChoice(reader),
    search(query) {
      if (query.length < least) return { groups: [], hint: `Type at least ${least} letter${least > 1 ? "s" : ""}` };
      return field.suggest(query).then((answer) => ({
        groups: grouped(answer, reader),
        hint: answer.ok === false ? answer.message : undefined,
      }));
    },
  };
}

function people(element, { surface: { workspace } }) {
  const choice = (id) => {
    const user = workspace.users[id] ?? { name: id, real_name: id };
    return { key: id, text: user.real_name, nodes: () => [user.real_name], note: `@${user.name}`, raw: id };
  };
  const everybody = () => Object.values(workspace.users).filter((user) => !user.deleted);
  return listed(choice, () => everybody().map((user) => user.id));
}

function publicChannels(element, { surface: { workspace } }) {
  return channelsWhere(workspace, (channel) => !channel.is_im && !channel.is_private);
}

function conversations(element, { surface: { workspace } }) {
  return channelsWhere(workspace, () => true);
}

function channelsWhere(workspace, wanted) {
  const choice = (id) => {
    const text = workspace.title(id);
    return { key: id, text, nodes: () => [text], raw: id };
  };
  const open = () => [...workspace.channels.values()].filter((channel) => wanted(channel) && !channel.is_archived);
  return listed(choice, () => open().map((channel) => channel.id));
}

const listed = (choice, ids) => ({
  choice,
  search: (query) => ({ groups: narrowed([{ choices: ids().map(choice) }], query) }),
});
