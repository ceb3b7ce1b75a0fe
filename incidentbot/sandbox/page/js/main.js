// Starts the page: every part listens first, then the session begins and tells them what there is.

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
  startFaults,
  startViolations,
  startGuide,
  startKeys,
])
  start();
begin(place.as);
