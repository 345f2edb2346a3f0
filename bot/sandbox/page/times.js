// Times as the page shows and reads them. The sandbox speaks UTC; people read the shop's wall clock.

import { currentLanguage } from "./i18n.js";

let zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
export const setZone = (name) => { zone = name || zone; };

const cache = new Map();

// Building a formatter costs far more than using it, and a list has hundreds of times.
function formatter(options) {
  const key = `${currentLanguage()} ${zone} ${JSON.stringify(options)}`;
  if (!cache.has(key)) cache.set(key, new Intl.DateTimeFormat(currentLanguage() === "ru" ? "ru" : "en-GB", { timeZone: zone, ...options }));
  return cache.get(key);
}

// Bot API dates are seconds, the control API's are ISO texts.
export const toDate = (value) => new Date(typeof value === "number" ? value * 1000 : value);

export const clockText = (date) => formatter({ hour: "2-digit", minute: "2-digit" }).format(date);
export const dayText = (date) => formatter({ weekday: "short", day: "numeric", month: "short" }).format(date);
export const whenText = (date, now) => (dayText(date) === dayText(now) ? clockText(date) : formatter({ day: "numeric", month: "short" }).format(date));

function wallClock(date) {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "numeric", minute: "numeric", second: "numeric", hourCycle: "h23" }).formatToParts(date);
  const read = (type) => Number(parts.find((part) => part.type === type).value);
  return 3600 * read("hour") + 60 * read("minute") + read("second");
}

const DAY = 86400;

// Seconds until the next HH:MM on the wall; a summer-time change is corrected by looking again from there.
export function secondsUntil(now, hour, minute, { tomorrow = false } = {}) {
  const wanted = 3600 * hour + 60 * minute;
  let wait = wanted - wallClock(now);
  if (tomorrow || wait <= 0) wait += DAY;
  const drift = wanted - wallClock(new Date(now.getTime() + wait * 1000));
  return Math.abs(drift) <= 7200 ? wait + drift : wait;
}

const UNITS = { s: 1, m: 60, h: 3600, d: DAY, с: 1, м: 60, ч: 3600, д: DAY };

// "45m", "3 h", "2d", "14:30" -> seconds from now; null for anything else.
export function readMove(text, now) {
  const delay = /^\+?\s*(\d{1,4}(?:[.,]\d)?)\s*(s|m|min|h|d|с|м|мин|ч|д)$/iu.exec(text.trim());
  if (delay) return Math.round(Number(delay[1].replace(",", ".")) * UNITS[delay[2][0].toLowerCase()]);
  const wall = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text.trim());
  return wall ? secondsUntil(now, Number(wall[1]), Number(wall[2])) : null;
}
