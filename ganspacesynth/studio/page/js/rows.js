// Rows of modulation as text: taken apart, put together, listed to be changed; and curves that were drawn, which are rows too.

import { button, make } from "./dom.js";

const ROW = /^(.*?)\s*->\s*([a-z]+(?:\.[^\s:]+)?)(?::([^:\s]+):([^:\s]+))?(?:\s+([a-z]+))?\s*$/;
const DRAWN = /^drawn[\s(]+([-+.\d\s,e]+)\)?\s*$/;
const MOST_LETTERS = 360, MOST_POINTS = 32; // a chain has 400 letters
const tidy = (value, parts) => Math.round(value * parts) / parts;

export function takenApart(row) {
  const found = ROW.exec(row);
  return found ? { chain: found[1], target: found[2], low: found[3] ?? "", high: found[4] ?? "", shape: found[5] ?? "" } : { chain: row, target: "", low: "", high: "", shape: "" };
}

export function together({ chain, target, low, high, shape }) {
  const ends = low !== "" && high !== "" ? `:${low}:${high}` : "";
  return `${chain} -> ${target}${ends}${shape ? ` ${shape}` : ""}`;
}

// The points [[second, value]] of a row that was drawn, null for any other.
export function pointsOf(row) {
  const found = DRAWN.exec(takenApart(row).chain);
  if (!found) return null;
  const numbers = found[1].trim().split(/[\s,]+/).map(Number), points = [];
  for (let i = 0; i + 1 < numbers.length; i += 2) points.push([numbers[i], numbers[i + 1]]);
  return points.length && numbers.every(Number.isFinite) ? points : null;
}

export function drawn(row, points) { return together({ ...takenApart(row), chain: `drawn ${fewer(points).flat().join(" ")}` }); }

// As few points as say the same, and as many as a row can hold.
export function fewer(points) {
  const rounded = points.map(([at, value]) => [tidy(Math.max(0, at), 100), tidy(Math.min(1, Math.max(0, value)), 100)]).filter(([at], i, all) => i === 0 || at > all[i - 1][0]);
  const span = Math.max(1e-6, rounded.at(-1)[0] - rounded[0][0]);
  for (let slack = 0.012; ; slack *= 1.5) {
    const kept = simplified(rounded.map(([at, value]) => [at / span, value]), slack).map((i) => rounded[i]);
    if (kept.length <= 2 || (kept.length <= MOST_POINTS && kept.flat().join(" ").length <= MOST_LETTERS)) return kept;
  }
}

// Douglas and Peucker: the numbers of the points that a line needs to be no farther off than some slack.
function simplified(points, slack, first = 0, last = points.length - 1) {
  if (last <= first + 1) return first === last ? [first] : [first, last];
  let far = 0, at = first;
  for (let i = first + 1; i < last; i++) {
    const share = (points[i][0] - points[first][0]) / (points[last][0] - points[first][0]);
    const off = Math.abs(points[i][1] - points[first][1] - share * (points[last][1] - points[first][1]));
    if (off > far) { far = off; at = i; }
  }
  return far <= slack ? [first, last] : [...simplified(points, slack, first, at).slice(0, -1), ...simplified(points, slack, at, last)];
}

// A table of rows: each to be changed or taken out, and one to be added. `set` is given what changes the list, which may be newer than what is shown.
export function rowsTable({ name, rows, set, targets }) {
  const field = (value, label, more = {}) => make("input", { type: "text", value, "aria-label": label, ...more });
  const line = (row, i) => {
    const parts = takenApart(row), label = `${name}, row ${i + 1}`;
    const change = (word) => ({ target }) => set((now) => now.map((each, k) => (k === i ? together({ ...takenApart(each), [word]: target.value.trim() }) : each)));
    const cell = (word, said, more) => make("td", {}, field(parts[word], `${label}: ${said}`, { onchange: change(word), ...more }));
    return make("tr", {}, cell("chain", "what is heard", { class: "wide", list: "timeline-chains" }), cell("target", "what it moves", { list: targets }), cell("low", "from", { size: 4 }), cell("high", "to", { size: 4 }),
      make("td", {}, button("Take out", () => set((now) => now.filter((_, k) => k !== i)), { "aria-label": `Take out: ${row}` })));
  };
  const chain = field("lfo 0.2", `${name}, a new row: what is heard`, { class: "wide", list: "timeline-chains" }), target = field("level", `${name}, a new row: what it moves`, { list: targets });
  const low = field("", `${name}, a new row: from`, { size: 4, placeholder: "from" }), high = field("", `${name}, a new row: to`, { size: 4, placeholder: "to" });
  const add = () => set((now) => [...now, together({ chain: chain.value.trim(), target: target.value.trim(), low: low.value.trim(), high: high.value.trim(), shape: "" })]);
  return make("div", { class: "scrolls", tabindex: 0, role: "group", "aria-label": name }, make("table", { class: "rows" },
    make("thead", {}, make("tr", {}, ...["What is heard", "moves", "from", "to", ""].map((text) => (text ? make("th", { scope: "col" }, text) : make("td"))))),
    make("tbody", {}, ...rows.map(line), make("tr", {}, ...[chain, target, low, high, button("Add", add, { "aria-label": `Add to: ${name}` })].map((each) => make("td", {}, each))))));
}
