// A ring to be heard, for whoever wants it. Silent until somebody switches it on.

import { byId } from "./dom.js";

const KEPT = "incidentbot-sandbox-ring";
const EVERY = 2000; // milliseconds
const TONES = [440, 480]; // hertz

let wanted = localStorage.getItem(KEPT) === "on";
let rings = false;
let context;

export function startRingSound() {
  const box = byId("ring-sound");
  box.checked = wanted;
  box.addEventListener("change", () => {
    wanted = box.checked;
    localStorage.setItem(KEPT, wanted ? "on" : "off");
    sound();
  });
  setInterval(sound, EVERY);
}

export function ring(now) {
  const begins = now && !rings;
  rings = now;
  if (begins) sound();
}

function sound() {
  if (!rings || !wanted) return;
  context ??= new AudioContext();
  const volume = new GainNode(context, { gain: 0.04 });
  volume.connect(context.destination);
  for (const frequency of TONES) {
    const tone = new OscillatorNode(context, { frequency });
    tone.connect(volume);
    tone.start();
    tone.stop(context.currentTime + 0.8);
  }
}
