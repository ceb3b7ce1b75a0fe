// What the page knows of the workspace, as one persona sees it. Filled by session.js; everybody else only reads it.

export const workspace = {
  loaded: false,
  online: false, // the stream of changes is open
  wasOnline: false,
  failed: false,
  team: {},
  me: null,
  users: {},
  channels: new Map(),
  personas: [],
  bot: { commands: [], shortcuts: [], connected: false },
  botWasConnected: false,
  views: [],
  home: null,
  faults: [],
  phones: new Map(), // everybody's, by their owner's id
  violations: 0,
  offset: 0, // seconds from this browser's clock to the virtual one
  moved: 0, // seconds that the virtual clock was turned forward
  nextDue: null,

  /** Seconds since 1970 on the virtual clock. */
  now: () => Date.now() / 1000 + workspace.offset,
  user: (id) => workspace.users[id] ?? { id, name: id, real_name: id ?? "somebody" },
  myself: () => workspace.user(workspace.me),
  zone: () => workspace.myself().tz ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
  channel: (id) => workspace.channels.get(id),
  isBot: (id) => id === workspace.bot.user_id,

  /** How a conversation is called on the page: the other person's name, or #name. */
  title(id) {
    const channel = workspace.channel(id);
    if (!channel) return "an unknown conversation";
    return channel.is_im ? workspace.user(channel.user).real_name : `#${channel.name}`;
  },
};
