// One message, modal or Home as something to act on: what a person has put into its fields, and who hears of it.

/** `container` names the surface for the server; `act` sends to it. */
export function surfaceOf({ container, reader, workspace, act, given = {}, remembered = {} }) {
  const values = new Map([...inPlaces(given), ...Object.entries(remembered)]);
  const key = (blockId, actionId) => `${blockId}\n${actionId}`;

  const state = () => {
    const blocks = {};
    for (const [place, value] of values) {
      const [blockId, actionId] = place.split("\n");
      (blocks[blockId] ??= {})[actionId] = value;
    }
    return blocks;
  };

  return {
    reader,
    workspace,
    state,
    onhold: () => {},
    held: (blockId, actionId) => values.get(key(blockId, actionId)),
    hold(blockId, actionId, value) {
      values.set(key(blockId, actionId), value);
      this.onhold();
    },
    remembered: () => Object.fromEntries(values),
    /** Forgets the fields that are no longer shown: Slack leaves them out of the state, too. */
    keepOnly(blocks) {
      const shown = new Set(blocks.flatMap((block) => elementsOf(block).map((e) => key(block.block_id, e.action_id))));
      for (const place of values.keys()) if (!shown.has(place)) values.delete(place);
    },
    dispatch: (blockId, actionId, action) =>
      act("block_action", { container, block_id: blockId, action_id: actionId, action, state: { values: state() } }),
    suggest: (blockId, actionId, value) => act("suggest", { container, block_id: blockId, action_id: actionId, value }),
  };
}

/** The interactive elements of a block, wherever its type keeps them. */
export function elementsOf(block) {
  return [block.element, block.accessory, ...(block.type === "actions" ? block.elements : [])].filter(
    (e) => e?.action_id,
  );
}

/** { block_id: { action_id: value } } as the entries of the map above. */
function inPlaces(given) {
  return Object.entries(given).flatMap(([blockId, actions]) =>
    Object.entries(actions).map(([actionId, value]) => [`${blockId}\n${actionId}`, value]),
  );
}
