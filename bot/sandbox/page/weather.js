// The drawer with Telegram's moods: limits on and off, and faults for the next message to the customer.

import { api } from "./api.js";
import { byId } from "./dom.js";
import { t } from "./i18n.js";
import { nameOf } from "./message.js";
import { notify, notifyError } from "./notices.js";

const FAULTS = {
  retry: { kind: "retry_after", seconds: 60 },
  error: { kind: "status", code: 500, description: "Internal Server Error" },
  lost: { kind: "close_after" },
  blocked: { kind: "status", code: 403, description: "Forbidden: bot was blocked by the user" },
};

export class Weather {
  constructor() {
    this.customer = null;
    this.drawer = byId("weather");
    this.opener = byId("weather-open");
    this.opener.addEventListener("click", () => this.open(this.drawer.hidden));
    byId("weather-close").addEventListener("click", () => this.open(false));
    this.drawer.addEventListener("keydown", (event) => event.key === "Escape" && this.open(false));
    byId("limits").addEventListener("change", (event) => this.setLimits(event.target.checked));
    for (const button of this.drawer.querySelectorAll("[data-fault]")) {
      button.addEventListener("click", () => this.arm(button.dataset.fault));
    }
  }

  open(open) {
    this.drawer.hidden = !open;
    this.opener.setAttribute("aria-expanded", String(open));
    (open ? byId("limits") : this.opener).focus();
  }

  update(state, customer) {
    this.customer = customer;
    byId("limits").checked = Boolean(state.limits);
    byId("weather-next").textContent = t("weather.next", { name: customer ? nameOf(customer) : t("weather.next.anyone") });
    for (const button of this.drawer.querySelectorAll("[data-fault]")) button.disabled = !customer;
    this.opener.classList.toggle("active", Boolean(state.limits));
  }

  async setLimits(on) {
    try {
      await api.limits(on);
      notify(t(on ? "weather.limits.on" : "weather.limits.off"));
    } catch (error) {
      byId("limits").checked = !on;
      notifyError(error);
    }
  }

  async arm(name) {
    try {
      await api.fault({ method: "sendMessage", chat_id: this.customer.id, times: 1, ...FAULTS[name] });
      notify(t("weather.armed", { what: t(`weather.${name}`) }));
    } catch (error) {
      notifyError(error);
    }
  }
}
