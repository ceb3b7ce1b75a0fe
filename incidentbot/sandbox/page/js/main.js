// Starts the page: every part listens first, then the session begins and tells them what there is.
//
//   server, session, workspace, topics, place   the server, what it told us, who hears of it, where the reader is
//   conversation, thread, home, rail            the parts of the page; message_*, channel_* and composer belong to them
//   blocks, block_list, elements/, surface      Block Kit: nodes, updates that keep focus, fields, what was filled in
//   modal, dialog, menu, popover                what lies on top
//   mrkdwn, texts, times, emoji, links          text from outside, which never becomes markup
//   phone_*, ring_sound                         telephones, in the side panel
//   *_panel, guide, help, keys, status          the side panel, the first minute, the keyboard

import { begin } from "./session.js";
import { byId } from "./dom.js";
import { icon } from "./icons.js";
import { place } from "./place.js";
import { startClock } from "./clock_panel.js";
import { startConversation } from "./conversation.js";
import { startDrawers } from "./drawers.js";
import { startFaults } from "./faults_panel.js";
import { startGuide } from "./guide.js";
import { startHome } from "./home.js";
import { startKeys } from "./keys.js";
import { startModal } from "./modal.js";
import { startPhones } from "./phones_panel.js";
import { startPersona } from "./persona.js";
import { startRail } from "./rail.js";
import { startStatus } from "./status.js";
import { startTheme } from "./theme_switch.js";
import { startThread } from "./thread.js";
import { startViolations } from "./violations_panel.js";

byId("help").append(icon("help"));
for (const start of [
  startTheme,
  startStatus,
  startDrawers,
  startPersona,
  startRail,
  startConversation,
  startHome,
  startThread,
  startModal,
  startClock,
  startPhones,
  startFaults,
  startViolations,
  startGuide,
  startKeys,
])
  start();
begin(place.as);
