// What a person can do with a channel from its menu.

import { askFor } from "./ask_dialog.js";
import { act } from "./session.js";
import { go } from "./place.js";
import { openInvite } from "./channel_dialogs.js";

export function channelActions(channel) {
  const { id } = channel;
  const member = [
    { label: "Invite somebody…", icon: "people", choose: () => openInvite(channel) },
    { label: "Rename…", icon: "hash", choose: () => rename(channel) },
    { label: "Leave", icon: "back", choose: () => leave(id) },
    { label: "Archive", icon: "archive", danger: true, choose: () => act("archive", { channel: id }) },
  ];
  if (channel.is_archived)
    return [{ label: "Unarchive", icon: "archive", choose: () => act("unarchive", { channel: id }) }];
  return channel.is_member ? member : [{ label: "Join", icon: "plus", choose: () => act("join", { channel: id }) }];
}

async function leave(channel) {
  const answer = await act("leave", { channel });
  if (answer.ok !== false) go({ thread: null });
}

function rename(channel) {
  askFor({
    title: `Rename #${channel.name}`,
    label: "New name",
    hint: "Small letters, digits, - and _",
    value: channel.name,
    button: "Rename",
    send: ({ value }) => act("rename", { channel: channel.id, name: value }, { quiet: true }),
  });
}

export function createChannel() {
  askFor({
    title: "New channel",
    label: "Name",
    hint: "Small letters, digits, - and _",
    option: "Private: only invited people see it",
    button: "Create",
    send: async ({ value, checked }) => {
      const answer = await act("create_channel", { name: value, is_private: checked }, { quiet: true });
      const id = answer.channel?.id;
      if (answer.ok !== false && id) go({ channel: id, thread: null });
      return answer;
    },
  });
}
