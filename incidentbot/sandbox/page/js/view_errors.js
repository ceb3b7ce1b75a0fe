// What a form can see for itself before it is sent: required fields, lengths, numbers and addresses.

/** { block_id: sentence } for every input block that is not yet right. */
export function viewErrors(view, state) {
  const found = view.blocks
    .filter((block) => block.type === "input")
    .map((block) => [block.block_id, problem(block, state)]);
  return Object.fromEntries(found.filter(([, sentence]) => sentence));
}

function problem({ block_id: blockId, element, optional }, state) {
  const given = state[blockId]?.[element.action_id] ?? {};
  const value = Object.entries(given).find(([name]) => name !== "type")?.[1];
  const empty =
    value === null || value === undefined || value.length === 0 || (typeof value === "string" && value.trim() === "");
  if (empty) return optional ? null : "Please complete this field.";
  return CHECKS[element.type]?.(element, value) ?? null;
}

const CHECKS = {
  plain_text_input: ({ min_length: least }, value) =>
    least && value.length < least ? `At least ${least} characters, please.` : null,
  email_text_input: (_, value) =>
    /^\S+@\S+\.\S+$/.test(value) ? null : "That is not an e-mail address, such as name@example.com.",
  url_text_input: (_, value) =>
    /^https?:\/\/\S+$/i.test(value) && URL.canParse(value)
      ? null
      : "That is not a web address, such as https://example.com.",
  number_input: number,
};

function number({ is_decimal_allowed: decimals, min_value: least, max_value: most }, value) {
  if (!(decimals ? /^-?\d+([.,]\d+)?$/ : /^-?\d+$/).test(value))
    return decimals ? "A number, please." : "A whole number, please.";
  const amount = Number(value.replace(",", "."));
  if (least !== undefined && amount < Number(least)) return `At least ${least}, please.`;
  if (most !== undefined && amount > Number(most)) return `At most ${most}, please.`;
  return null;
}
