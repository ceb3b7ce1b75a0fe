// Instants as words in the reader's time zone. Instants are seconds since 1970 or Slack's ts strings.

const formatters = new Map();

function formatted(seconds, zone, options) {
  const key = zone + JSON.stringify(options);
  if (!formatters.has(key)) formatters.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }));
  return formatters.get(key).format(new Date(seconds * 1000));
}

const TIME = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const DAY = { day: "numeric", month: "long", year: "numeric" };

export const timeOfDay = (seconds, zone) => formatted(seconds, zone, TIME);
export const timeWithSeconds = (seconds, zone) => formatted(seconds, zone, { ...TIME, second: "2-digit" });
export const shortDate = (seconds, zone) =>
  formatted(seconds, zone, { day: "numeric", month: "short", year: "numeric" });
export const longDate = (seconds, zone) => formatted(seconds, zone, { weekday: "long", ...DAY });
export const wholeMoment = (seconds, zone) =>
  `${longDate(seconds, zone)} at ${timeWithSeconds(seconds, zone)} (${zone})`;

/** The calendar day in that zone, as 2026-03-02: comparable, and what a date input wants. */
export const dayOf = (seconds, zone) =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(new Date(seconds * 1000));

/** "Today", "Yesterday", "Tomorrow", or nothing. */
function nearDay(seconds, zone, now) {
  const day = dayOf(seconds, zone);
  const near = [
    [0, "Today"],
    [-86400, "Yesterday"],
    [86400, "Tomorrow"],
  ];
  return near.find(([shift]) => dayOf(now + shift, zone) === day)?.[1];
}

export function dayHeading(seconds, zone, now) {
  return nearDay(seconds, zone, now) ?? formatted(seconds, zone, { weekday: "long", day: "numeric", month: "long" });
}

/** "3 min", "2 h 5 min", "in 4 min": how far from now, coarsely. */
export function howLong(seconds) {
  const minutes = Math.round(Math.abs(seconds) / 60);
  if (minutes < 1) return "under a minute";
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return `${Math.round(hours / 24)} days`;
}

function ago(seconds, now) {
  const words = howLong(now - seconds);
  return seconds > now ? `in ${words}` : `${words} ago`;
}

const DATE_FORMATS = {
  __proto__: null,
  date_num: (s, zone) => dayOf(s, zone),
  date_slash: (s, zone) => formatted(s, zone, { day: "2-digit", month: "2-digit", year: "numeric" }),
  date: (s, zone) => formatted(s, zone, DAY),
  date_short: (s, zone) => shortDate(s, zone),
  date_long: (s, zone) => longDate(s, zone),
  date_pretty: (s, zone, now) => nearDay(s, zone, now) ?? formatted(s, zone, DAY),
  date_short_pretty: (s, zone, now) => nearDay(s, zone, now) ?? shortDate(s, zone),
  date_long_pretty: (s, zone, now) => nearDay(s, zone, now) ?? longDate(s, zone),
  day_divider_pretty: (s, zone, now) => dayHeading(s, zone, now),
  time: (s, zone) => timeOfDay(s, zone),
  time_secs: (s, zone) => timeWithSeconds(s, zone),
  ago: (s, zone, now) => ago(s, now),
};

/** Fills "{date_short_pretty} at {time}"; undefined where the format holds a word that Slack does not know. */
export function dateFormat(format, seconds, zone, now) {
  let known = true;
  const text = format.replace(/\{(\w+)\}/g, (whole, word, at) => {
    const said = DATE_FORMATS[word]?.(seconds, zone, now);
    known &&= said !== undefined;
    return at > 0 ? said?.replace(/^(Today|Yesterday|Tomorrow)$/, (day) => day.toLowerCase()) : said;
  });
  return known ? text : undefined;
}

/** 2026-03-02T08:00 as a clock on that zone's wall shows it → seconds since 1970. */
export function fromWall(wall, zone) {
  const asUtc = Date.parse(`${wall}Z`) / 1000;
  // Twice, because the first guess can lie on the other side of a clock change.
  const first = asUtc - offsetAt(asUtc, zone);
  return asUtc - offsetAt(first, zone);
}

/** Seconds since 1970 → what a datetime-local input wants, in that zone. */
export const toWall = (seconds, zone) => `${dayOf(seconds, zone)}T${timeOfDay(seconds, zone)}`;

function offsetAt(seconds, zone) {
  const whole = Math.floor(seconds / 60) * 60;
  return Date.parse(`${toWall(whole, zone)}Z`) / 1000 - whole;
}
