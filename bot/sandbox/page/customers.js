// The list of people one can write as: search, pick, add.

import { api } from "./api.js";
import { byId, h, onTap, syncList, walkWithArrows } from "./dom.js";
import { t } from "./i18n.js";
import { avatar, nameOf } from "./message.js";
import { notifyError } from "./notices.js";

export class CustomerList {
  constructor({ onPick }) {
    Object.assign(this, { onPick, customers: [], picked: null, read: new Map() });
    this.list = byId("customer-list");
    this.search = byId("customer-search");
    this.form = byId("customer-form");
    this.search.addEventListener("input", () => this.render());
    walkWithArrows(this.list);
    onTap(this.list, (row) => row.dataset.id, (name) => this.pick(Number(name)));
    byId("customer-add").addEventListener("click", () => this.openForm(this.form.hidden));
    byId("customer-cancel").addEventListener("click", () => this.openForm(false));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.add().catch(notifyError);
    });
  }

  update(customers) {
    this.customers = customers;
    this.render();
  }

  find(id) {
    return this.customers.find((customer) => customer.id === id) ?? null;
  }

  firstWhoSpeaks(language) {
    return this.customers.find((customer) => customer.language_code === language) ?? this.customers[0] ?? null;
  }

  pick(id) {
    this.picked = id;
    this.render();
    this.onPick(this.find(id));
  }

  unread({ id, unread = 0 }) {
    const read = id === this.picked ? unread : Math.min(this.read.get(id) ?? 0, unread);
    this.read.set(id, read);
    return unread - read;
  }

  render() {
    const words = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const text = ({ about, language_code: code, username, ...person }) => `${nameOf(person)} ${about ?? ""} ${code ?? ""} ${username ?? ""}`.toLowerCase();
    const found = this.customers.filter((customer) => words.every((word) => text(customer).includes(word)));
    syncList(this.list, found, {
      key: (customer) => customer.id,
      print: (customer) => JSON.stringify([customer, this.unread(customer), customer.id === this.picked]),
      build: (customer) => this.row(customer),
    });
    byId("customer-none").hidden = found.length > 0;
  }

  row(customer) {
    const unread = this.unread(customer);
    const badge = unread ? h("span", { class: "badge", "aria-label": `${unread} ${t("topics.unread")}` }, String(unread)) : null;
    const name = h("span", { class: "name", dir: "auto" }, nameOf(customer));
    const code = customer.language_code ? h("span", { class: "code" }, customer.language_code.toUpperCase()) : null;
    const lines = h("span", { class: "lines" }, h("span", { class: "line" }, name, code), h("span", { class: "about" }, customer.about ?? ""));
    const current = customer.id === this.picked;
    const button = h("button", { type: "button", class: "row", testid: "customer", "data-id": customer.id, "aria-current": current && "true" });
    button.append(avatar(customer), lines);
    if (badge) button.append(badge);
    return h("li", {}, button);
  }

  openForm(open) {
    this.form.hidden = !open;
    byId("customer-add").setAttribute("aria-expanded", String(open));
    if (open) this.form.elements.first_name.focus();
    else byId("customer-add").focus();
  }

  async add() {
    const { first_name: first, last_name: last, language_code: language } = this.form.elements;
    const wanted = { first_name: first.value.trim(), language_code: language.value };
    if (last.value.trim()) wanted.last_name = last.value.trim();
    const answer = await api.addCustomer(wanted);
    const added = answer.customer ?? answer;
    this.form.reset();
    this.openForm(false);
    this.search.value = "";
    if (!this.find(added.id)) this.customers = [...this.customers, { about: "", unread: 0, ...wanted, ...added }];
    this.pick(added.id);
    this.list.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }
}
