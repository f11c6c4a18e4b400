// Small helpers for making elements. Text is always text: nothing of anybody's is read as markup.

export function make(tag, attributes = {}, ...children) {
  const element = tag.includes(":") ? document.createElementNS("http://www.w3.org/2000/svg", tag.slice(4)) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

export const button = (text, act, more = {}) => make("button", { type: "button", onclick: act, ...more }, text);

export function fill(select, rows, chosen) {
  select.replaceChildren(...rows.map(([value, text]) => make("option", { value, selected: value === chosen }, text)));
}

const NOTES = ["C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B"];
export const noteName = (pitch) => {
  const whole = Math.round(pitch), cents = Math.round((pitch - whole) * 100);
  return `${NOTES[((whole % 12) + 12) % 12]}${Math.floor(whole / 12) - 1}${cents ? ` ${cents > 0 ? "+" : ""}${cents}` : ""}`;
};

export function ago(seconds) {
  const past = Math.max(0, Date.now() / 1000 - seconds);
  if (past < 45) return "just now";
  if (past < 3600) return `${Math.max(1, Math.round(past / 60))} min ago`;
  if (past < 86400) return `${Math.round(past / 3600)} h ago`;
  return new Date(seconds * 1000).toLocaleDateString();
}

// Of calls that come faster than `act` is done, the newest is done next and those between are forgotten; each promise is kept when what it asked
// for, or something newer, is done.
export function newest(act) {
  let now = null, next = null, latest = [];
  const begin = (values) => {
    now = (async () => act(...values))().finally(() => { if (!next) now = null; });
    return now;
  };
  return (...values) => {
    if (!now) return begin(values);
    latest = values;
    next ??= now.catch(() => {}).then(() => { next = null; return begin(latest); });
    return next;
  };
}
