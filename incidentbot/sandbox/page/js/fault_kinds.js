// The faults that the workspace can play, in words, and what each needs to know.

const call = { method: true, times: true };
const seconds = (label, value, unit = 1) => ({ label, value, unit });

export const FAULT_KINDS = {
  rate_limited: {
    name: "“Too many requests” (429)",
    about: "The workspace asks the bot to wait before it tries again.",
    ...call,
    seconds: seconds("Wait, in seconds", 5),
  },
  server_error: { name: "Internal error (500)", about: "The workspace fails without a reason.", ...call },
  drop: { name: "Connection drops before the call", about: "Nothing has happened, and no answer comes.", ...call },
  accept_then_drop: {
    name: "Connection drops after the call",
    about: "It has happened, but the bot hears no answer.",
    ...call,
  },
  slow: { name: "Slow answers", about: "The answer comes late.", ...call, seconds: seconds("Late by, in seconds", 5) },
  error: {
    name: "Refused with an error code",
    about: "The workspace refuses the call.",
    ...call,
    error: "restricted_action",
  },
  revoked_token: { name: "The bot’s token is revoked", about: "Every call is refused until you clear this.", ...call },
  name_taken: { name: "Channel name is taken", about: "The next new channel needs another name.", times: true },
  archived_channel: {
    name: "Channel is archived meanwhile",
    about: "The channel of the call is archived just before it.",
    ...call,
  },
  down: {
    name: "The workspace is entirely down",
    about: "No call, no delivery, no connection. Turn the clock forward to end it.",
    seconds: seconds("For how many minutes", 10, 60),
  },
  hold_before: { name: "Hold a call before it acts", about: "The call waits until you clear this.", ...call },
  hold_after: {
    name: "Hold a call after it acted",
    about: "It has happened; the answer waits until you clear this.",
    ...call,
  },
  duplicate_event: {
    name: "Deliveries come twice",
    about: "The next command, press or event is sent to the bot twice.",
    times: true,
  },
  event_out_of_order: {
    name: "Events out of order",
    about: "The next event is held back until the one after it was sent.",
    times: true,
  },
  disconnect: {
    name: "The bot’s connection is renewed",
    about: "The workspace warns, then closes the bot’s connection. It comes back by itself.",
  },
  provider_slow: {
    name: "Telephones: a provider is slow",
    about: "The provider of SMS, calls, pushes or mail answers late.",
    ...call,
    seconds: seconds("Late by, in seconds", 5),
  },
  provider_refuses: {
    name: "Telephones: a provider refuses",
    about: "It does not take the message. Its error code can be chosen, such as 21610 of Twilio.",
    ...call,
    error: " ",
  },
  provider_fails: { name: "Telephones: a provider fails (503)", about: "It is not well itself.", ...call },
  provider_breaks_off: {
    name: "Telephones: the connection drops after the call",
    about: "The message goes out, but the bot hears no answer.",
    ...call,
  },
  provider_lies: {
    name: "Telephones: a provider lies about delivery",
    about: "It says that it was delivered. Nothing arrives.",
    ...call,
  },
  provider_drops: {
    name: "Telephones: a provider accepts and drops",
    about: "It takes the message; nothing arrives, and nothing more is heard of it.",
    ...call,
  },
};

export const COMMON_METHODS = [
  "twilio_sms",
  "twilio_voice",
  "vonage_sms",
  "ntfy",
  "pushover",
  "smtp",
  "webhook",
  "chat.postMessage",
  "chat.update",
  "chat.postEphemeral",
  "conversations.create",
  "conversations.invite",
  "conversations.setTopic",
  "conversations.setPurpose",
  "conversations.join",
  "conversations.open",
  "bookmarks.add",
  "files.getUploadURLExternal",
  "files.completeUploadExternal",
  "pins.add",
  "reactions.add",
  "users.info",
  "views.open",
  "views.update",
  "views.publish",
];
