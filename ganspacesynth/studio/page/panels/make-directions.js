// Directions by ear: the same sound, a little down and a little up each direction; names and ratings of one's own.

import { button, fill, make } from "../js/dom.js";
import { WorkList } from "./make-work.js";

const RATINGS = ["not rated", "1: not for me", "2", "3", "4", "5: mine"];

export class DirectionsPart {
  constructor(room) {
    Object.assign(this, { room, studio: room.studio, seed: 1 });
    this.model = make("select", { id: "ear-model", onchange: () => this.read() });
    this.find = button("Find directions", () => room.order("begin", { kind: "find", model: this.model.value }), { hidden: true });
    this.said = make("p", { class: "note said", "aria-live": "polite" });
    this.rows = make("ol", { class: "directions", "aria-label": "Directions" });
    this.list = new WorkList(room, "find", (work) => `Directions of ${work.about.replace("models/", "")}`, () => []);
    this.element = make("div", { class: "card" }, make("h2", {}, "5. Directions by ear"),
      make("div", { class: "row" }, make("label", { for: "ear-model" }, "Model"), this.model, this.find, button("Another sound", () => this.#another())),
      this.list.element, this.said, this.rows);
  }

  modelsRead() {
    const before = this.model.value;
    fill(this.model, this.room.models.filter(({ error }) => !error).map(({ name }) => [name, name.replace("models/", "")]), before);
    if (this.element.contains(document.activeElement) && this.model.value === before) return; // somebody is writing a name
    this.read();
  }

  changed() { this.read(); }
  worked() { this.list.show(this.room.works); }

  async read() {
    const of = this.model.value;
    if (!of) return;
    await this.studio.attempt(async () => {
      const { found, listened, count, kept, rows } = await this.room.get("directions", { of });
      if (of !== this.model.value) return;
      this.find.hidden = found && listened > 0;
      this.find.textContent = found ? "Hear what they do" : "Find directions";
      this.said.textContent = found ? `${count} directions, the strongest first; names and ratings are kept in ${kept}. “Down” and “up” move one and the same sound.` : "This model has no directions yet.";
      this.rows.replaceChildren(...rows.map((row) => this.#row(of, row)));
    });
  }

  #row(of, { number, name, given, low, high, rating }) {
    const hear = (side, text, said) => button(text, () => this.room.hear(`make/direction.wav?${new URLSearchParams({ of, number, side, seed: this.seed })}`), { "aria-label": `Direction ${number}: hear ${said}` });
    const called = make("input", { type: "text", value: given ? name : "", placeholder: name, maxlength: 100, size: 14, "aria-label": `Name of direction ${number}` });
    called.addEventListener("change", () => this.studio.attempt(async () => {
      const now = await this.room.post("call", { model: of, number, name: called.value });
      called.value = called.value.trim() ? now : ""; called.placeholder = now;
      this.studio.say(`Direction ${number} is called ${now}.`);
    }));
    const stars = make("select", { "aria-label": `Rating of direction ${number}` });
    fill(stars, RATINGS.map((text, i) => [String(i), text]), String(rating));
    stars.addEventListener("change", () => this.studio.attempt(async () => {
      const now = await this.room.post("rate", { model: of, number, rating: Number(stars.value) });
      this.studio.say(now ? `Direction ${number} has ${now} of 5.` : `Direction ${number} has no rating.`);
    }));
    return make("li", {}, make("span", { class: "number" }, `${number}`), hear("low", `− ${Math.abs(low).toFixed(1)}`, "down"), hear("middle", "as it is", "as it is"), hear("high", `+ ${high.toFixed(1)}`, "up"), called, stars);
  }

  #another() {
    this.seed = 1 + Math.floor(Math.random() * 1e6);
    this.room.hear(`make/direction.wav?${new URLSearchParams({ of: this.model.value, number: 1, side: "middle", seed: this.seed })}`);
  }
}
