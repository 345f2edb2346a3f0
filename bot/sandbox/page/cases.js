// "First ten cases": what a new agent tries, step by step. A step ticks itself off when it is done on the page.

import { byId, h, icon } from "./dom.js";
import { currentLanguage, t } from "./i18n.js";
import { notifyError } from "./notices.js";

const KEPT_AS = "sandbox.cases";
const KINDS = ["write", "press", "see", "unseen", "picture", "clock"];

const said = (words) => words?.[currentLanguage()] ?? words;
const kindOf = (step) => KINDS.find((kind) => kind in step);
// What a person at the desk reads may be in the desk's language, which need not be the page's.
const forms = (words) => (typeof words === "string" ? [words] : Object.values(words));

// The sentence for a step: who does what, and where.
export function sentence(step) {
  const kind = kindOf(step);
  const place = step.in ? "topic" : step.private ? "private" : step.to ? "phone" : "bot";
  const what = { who: step.as ?? "", where: step.in ?? step.private ?? step.to ?? "", what: said(step[kind]) };
  if (kind === "unseen") what.what = step.unseen.join("”, “");
  return t(`case.${kind}.${place}`, what);
}

export class Cases {
  // goTo(step) shows the step's place; a writing step finds its words in the field there.
  constructor({ goTo }) {
    Object.assign(this, { goTo, cases: [], at: 0, done: {} });
    Object.assign(this, JSON.parse(sessionStorage.getItem(KEPT_AS) ?? "{}"));
    this.panel = byId("cases");
    byId("cases-close").addEventListener("click", () => this.open(false));
    byId("cases-open").addEventListener("click", () => this.open(this.panel.hidden));
    byId("case-before").addEventListener("click", () => this.turn(this.at - 1));
    byId("case-after").addEventListener("click", () => this.turn(this.at + 1));
    this.open(localStorage.getItem(KEPT_AS) !== "closed");
    this.load().catch(notifyError);
  }

  async load() {
    this.cases = await (await fetch("page/first_ten.json")).json();
    this.render();
  }

  open(open) {
    this.panel.hidden = !open;
    byId("cases-open").setAttribute("aria-expanded", String(open));
    localStorage.setItem(KEPT_AS, open ? "open" : "closed");
  }

  turn(at) {
    this.at = Math.max(0, Math.min(at, this.cases.length - 1));
    this.keep();
  }

  // The first step that is not done, where it is of one of these kinds; nobody needs to see it ticked while the panel is shut.
  next(...kinds) {
    const step = this.cases[this.at]?.steps[this.count()];
    return step && kinds.includes(kindOf(step)) ? step : null;
  }

  count() {
    return this.done[this.cases[this.at]?.id] ?? 0;
  }

  tick(count = this.count() + 1) {
    this.done[this.cases[this.at].id] = count;
    this.keep();
  }

  wrote(text) {
    if (this.next("write")?.write === text) this.tick();
  }

  pressed(label) {
    const step = this.next("press");
    if (step && forms(step.press).some((words) => label.includes(words))) this.tick();
  }

  moved() {
    if (this.next("clock")) this.tick();
  }

  // `shown` lists what each pane shows now: {to, in, private, text, picture}.
  saw(shown) {
    for (let step = this.next("see", "unseen", "picture"); step; step = this.next("see", "unseen", "picture")) {
      const pane = shown.find((one) => ["to", "in", "private"].every((key) => !step[key] || one[key]?.startsWith(step[key])));
      if (!pane || !holds(pane, step)) return;
      this.tick();
    }
  }

  keep() {
    sessionStorage.setItem(KEPT_AS, JSON.stringify({ at: this.at, done: this.done }));
    this.render();
  }

  render() {
    const one = this.cases[this.at];
    if (!one) return;
    const count = this.count();
    const all = count >= one.steps.length;
    byId("case-number").textContent = t("cases.number", { number: this.at + 1, count: this.cases.length });
    byId("case-title").textContent = said(one.title);
    byId("case-before").disabled = this.at === 0;
    byId("case-after").disabled = this.at === this.cases.length - 1;
    byId("case-after").classList.toggle("main", all);
    byId("case-steps").replaceChildren(...one.steps.map((step, place) => this.row(step, place, count)));
    byId("case-learn").textContent = said(one.learn);
    byId("case-steps").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }

  row(step, place, count) {
    const done = place < count;
    const mark = h("button", { type: "button", class: "tick", testid: "case-tick", "aria-pressed": String(done), "aria-label": t(done ? "cases.open" : "cases.tick") }, done ? icon("tick") : null);
    mark.addEventListener("click", () => this.tick(done ? place : place + 1));
    const go = h("button", { type: "button", class: "go", testid: "case-step", "aria-current": place === count && "step", onclick: () => this.goTo(step, said) }, sentence(step));
    return h("li", { class: done ? "done" : "" }, mark, go);
  }
}

function holds(pane, step) {
  if (step.picture) return pane.picture;
  if (step.unseen) return step.unseen.every((words) => !pane.text.includes(words));
  return forms(step.see).some((words) => pane.text.includes(words));
}
