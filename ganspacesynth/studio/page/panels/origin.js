// Where from: what a sound or a file was made of, as a graph, with licences and people to copy.

import { button, make } from "../js/dom.js";

const WIDTH = 200, HEIGHT = 46, RIGHT = 250, DOWN = 62, EDGE = 12;
const short = (text) => (text.length > 26 ? `${text.slice(0, 25)}…` : text);

export class OriginPanel {
  constructor(element, studio) {
    Object.assign(this, { element, studio });
    this.title = make("h2", {}, "Where a sound comes from");
    this.lines = make("div", { class: "note" }, "Choose “From?” beside something heard, or beside a file of the project.");
    this.graph = make("div", { class: "lineage", tabindex: 0, role: "group", "aria-label": "Graph of what it was made of" });
    this.table = make("div");
    this.copy = button("Copy licences and people", () => this.#copy(), { hidden: true });
    element.append(make("div", { class: "stack" }, make("div", { class: "card" }, this.title, this.lines, this.copy), make("div", { class: "card" }, this.graph), make("div", { class: "card" }, this.table)));
  }

  ask(entry) { return this.#show(entry.sound || `heard/${entry.number}`, `number ${entry.number} of what was heard`); }
  askFile(name) { return this.#show(name, name); }

  async #show(of, title) {
    await this.studio.attempt(async () => {
      this.title.textContent = `Where ${title} comes from`;
      const answer = await fetch(`lineage.json?${new URLSearchParams({ of })}`);
      if (!answer.ok) throw new Error(await answer.text());
      this.told = await answer.json();
      this.lines.replaceChildren(...this.told.lines.map((line) => make("p", {}, line)));
      this.#draw(this.told.things);
      this.copy.hidden = false;
    });
  }

  #draw(things) {
    const rows = new Map(), places = things.map(({ depth }) => {
      const row = rows.get(depth) ?? 0;
      rows.set(depth, row + 1);
      return [EDGE + depth * RIGHT, EDGE + row * DOWN];
    });
    const width = Math.max(...places.map(([x]) => x)) + WIDTH + EDGE, height = Math.max(...places.map(([, y]) => y)) + HEIGHT + EDGE;
    const svg = make("svg:svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${things.length} things` });
    things.forEach((thing, i) => {
      for (const parent of thing.made_of) {
        const [x1, y1] = [places[i][0] + WIDTH, places[i][1] + HEIGHT / 2], [x2, y2] = [places[parent][0], places[parent][1] + HEIGHT / 2];
        svg.append(make("svg:path", { d: `M${x1} ${y1} C${(x1 + x2) / 2} ${y1} ${(x1 + x2) / 2} ${y2} ${x2} ${y2}` }));
      }
    });
    things.forEach((thing, i) => {
      const [x, y] = places[i];
      svg.append(make("svg:rect", { x, y, width: WIDTH, height: HEIGHT, rx: 8, class: thing.known ? "" : "unknown" }, make("svg:title", {}, `${thing.kind} ${thing.name}`)),
        make("svg:text", { x: x + 10, y: y + 18, class: "kind" }, short(thing.kind)), make("svg:text", { x: x + 10, y: y + 35 }, short(thing.name)));
    });
    this.graph.replaceChildren(svg);
    const cell = (text) => make("td", {}, text);
    this.table.replaceChildren(make("table", {}, make("thead", {}, make("tr", {}, ...["What", "Name", "Licences", "People"].map((text) => make("th", { scope: "col" }, text)))),
      make("tbody", {}, ...things.map((thing) => make("tr", {}, cell(thing.kind), cell(thing.name), cell(thing.licences.join("; ") || "not said"), cell(thing.people.join("; ") || "not said"))))));
  }

  async #copy() {
    const text = [...this.told.lines, "", ...this.told.things.map((thing) => [thing.kind, thing.name, ...thing.licences, ...thing.people].join(" · "))].join("\n");
    await this.studio.attempt(async () => { await navigator.clipboard.writeText(text); this.studio.say("Copied."); });
  }
}
