// Builds elements from values. What people typed becomes text nodes: this page never uses innerHTML.

export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name === "testid" ? "data-testid" : name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const byId = (id) => document.getElementById(id);

const SYMBOLS = {
  attach: "M21 11.5l-8.6 8.6a5.4 5.4 0 0 1-7.6-7.6l8.9-8.9a3.6 3.6 0 0 1 5.1 5.1l-8.9 8.9a1.8 1.8 0 0 1-2.6-2.6l8.2-8.1",
  send: "M4 12l16-8-5 8 5 8zM4 12h11",
  close: "M6 6l12 12M18 6L6 18",
  tick: "M5 13l5 5 9-11",
  back: "M15 5l-7 7 7 7",
  reply: "M10 6L4 12l6 6M4 12h9a7 7 0 0 1 7 7",
  more: "M6 9l6 6 6-6",
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", SYMBOLS[name]);
  svg.append(path);
  return svg;
}

const shown = new WeakMap();

// Makes `parent` show `items` in order and rebuilds only those whose print changed, so that
// 200 topics stay cheap and an opened quote or a focused button survives a refresh.
export function syncList(parent, items, { key, print, build }) {
  const old = shown.get(parent) ?? new Map();
  const rows = new Map();
  let cursor = parent.firstElementChild;
  for (const item of items) {
    const id = key(item);
    const known = old.get(id);
    const row = { print: print(item), element: known?.element };
    if (known?.print !== row.print) row.element = build(item);
    if (known && known.element !== row.element) {
      if (cursor === known.element) cursor = row.element;
      replaceKeepingFocus(known.element, row.element);
    }
    if (cursor === row.element) cursor = cursor.nextElementSibling;
    else parent.insertBefore(row.element, cursor);
    rows.set(id, row);
  }
  for (const [id, row] of old) if (!rows.has(id)) row.element.remove();
  shown.set(parent, rows);
}

const FOCUSABLE = "button, a[href], [tabindex='0']";

function replaceKeepingFocus(before, after) {
  const place = [...before.querySelectorAll(FOCUSABLE)].indexOf(document.activeElement);
  before.replaceWith(after);
  if (place >= 0) after.querySelectorAll(FOCUSABLE)[place]?.focus({ preventScroll: true });
}

// Up and Down walk along the buttons of a list; Tab leaves it.
export function walkWithArrows(list) {
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const buttons = [...list.querySelectorAll("button")].filter((button) => button.offsetParent);
    const next = buttons[buttons.indexOf(document.activeElement) + step];
    if (next) next.focus();
    event.preventDefault();
  });
}

// A row may be drawn anew between finger down and finger up; the browser then sends no click, so rows are told apart by name.
export function onTap(list, nameOf, act) {
  const named = (event) => {
    const row = event.target.closest?.("button.row");
    return row && list.contains(row) ? nameOf(row) : null;
  };
  let down = null;
  list.addEventListener("pointerdown", (event) => { down = event.button === 0 ? named(event) : null; });
  list.addEventListener("pointercancel", () => { down = null; });
  list.addEventListener("pointerup", (event) => {
    const name = named(event);
    if (name !== null && name === down) act(name);
    down = null;
  });
  // Keys and screen readers send a click that no finger began.
  list.addEventListener("click", (event) => event.detail === 0 && named(event) !== null && act(named(event)));
}
