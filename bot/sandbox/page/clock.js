// The sandbox clock above both sides: shows business time and moves it forward.

import { api } from "./api.js";
import { byId } from "./dom.js";
import { t } from "./i18n.js";
import { notify, notifyError } from "./notices.js";
import { clockText, dayText, readMove, secondsUntil, setZone } from "./times.js";

// After a move the scheduler needs a moment; what arrives within this long is told as fired by the move.
const FIRES_WITHIN_MS = 15000;

export class Clock {
  constructor({ onMove }) {
    this.onMove = onMove;
    this.movedAt = -Infinity;
    const buttons = { "clock-15m": () => 15 * 60, "clock-2h": () => 2 * 3600, "clock-tomorrow": () => secondsUntil(this.now(), 9, 0, { tomorrow: true }) };
    for (const [id, seconds] of Object.entries(buttons)) byId(id).addEventListener("click", () => this.move(seconds()));
    byId("clock-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.moveByText();
    });
    setInterval(() => this.draw(), 1000);
  }

  update({ now, offset_seconds: offset, timezone }) {
    setZone(timezone);
    Object.assign(this, { told: new Date(now).getTime(), at: performance.now(), offset });
    this.draw();
  }

  now() {
    return new Date(this.told + performance.now() - this.at);
  }

  firing() {
    return performance.now() - this.movedAt < FIRES_WITHIN_MS;
  }

  draw() {
    if (!this.told) return;
    const now = this.now();
    byId("clock-now").textContent = clockText(now);
    byId("clock-now").dateTime = now.toISOString();
    byId("clock-day").textContent = dayText(now);
    byId("clock-now").title = this.offset >= 60 ? t("clock.ahead", { time: lengthText(this.offset) }) : "";
  }

  moveByText() {
    const field = byId("clock-own");
    const seconds = readMove(field.value, this.now());
    if (!seconds) {
      notify(t("clock.wrong", { text: field.value }), { kind: "error" });
      return;
    }
    field.value = "";
    this.move(seconds);
  }

  async move(seconds) {
    this.movedAt = performance.now();
    try {
      await api.advance(seconds);
      this.onMove();
      this.update(await api.state());
      notify(t("clock.moved", { time: `${dayText(this.now())}, ${clockText(this.now())}` }));
    } catch (error) {
      notifyError(error);
    }
  }
}

function lengthText(seconds) {
  const minutes = Math.round(seconds / 60);
  const parts = [[Math.floor(minutes / 1440), "d"], [Math.floor(minutes / 60) % 24, "h"], [minutes % 60, "m"]];
  return parts.filter(([count]) => count).map(([count, unit]) => `${count}${unit}`).join(" ");
}
