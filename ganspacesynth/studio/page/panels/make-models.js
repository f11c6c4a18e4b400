// The models there are, with cards and licences; and a published one fetched.

import { button, fill, make } from "../js/dom.js";
import { WorkList } from "./make-work.js";

const size = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

export class ModelsPart {
  constructor(room) {
    Object.assign(this, { room, studio: room.studio });
    this.rows = make("tbody");
    this.card = make("pre", { class: "cardtext", tabindex: 0, role: "region", "aria-label": "Card of the model", hidden: true });
    this.known = make("select", { id: "make-published", onchange: () => this.#chosen() });
    this.address = make("input", { type: "text", id: "make-address", size: 24, placeholder: "https://…/model.zip" });
    this.name = make("input", { type: "text", id: "make-fetched", size: 12, placeholder: "its own" });
    this.about = make("p", { class: "note" });
    this.list = new WorkList(room, "fetch", (work) => `Fetching ${work.about}`, () => []);
    this.element = make("div", { class: "card" }, make("h2", {}, "3. Models"),
      make("table", { class: "models" }, make("thead", {}, make("tr", {}, ...["Name", "What it is", "Licence", "From", ""].map((text) => make("th", { scope: "col" }, text)))), this.rows), this.card,
      make("h3", {}, "Fetch one"),
      make("div", { class: "row" }, make("label", { for: "make-published" }, "Published"), this.known, make("label", { for: "make-address" }, "or from"), this.address,
        make("label", { for: "make-fetched" }, "name"), this.name, button("Fetch", () => this.#fetch())), this.about, this.list.element);
  }

  worked() { this.list.show(this.room.works); }

  modelsRead() {
    this.rows.replaceChildren(...this.room.models.map((model) => make("tr", {}, make("td", {}, model.name.replace("models/", "")),
      make("td", {}, model.error ?? `${model.what}: ${model.duration_s} s at ${model.sample_rate} Hz, pitches ${model.pitches}, ${size(model.bytes)}`), make("td", {}, model.licence ?? ""),
      make("td", {}, model.from), make("td", {}, model.error ? null : make("div", { class: "row" },
        button("Play it", () => this.room.play(model.name), { "aria-label": `Play it: ${model.name}` }),
        button("Card", () => this.#card(model.name), { "aria-label": `Card of ${model.name}` }))))));
    fill(this.known, [["", "choose"], ...this.room.published.map(({ name, title }) => [name, title])], this.known.value);
    this.#chosen();
  }

  #chosen() {
    const model = this.room.published.find(({ name }) => name === this.known.value);
    this.about.textContent = model ? `Licence: ${model.licence}. It comes over the internet, some hundred megabytes.` : "This is the only thing here that asks the internet, and only when you say so.";
  }

  async #card(of) {
    await this.studio.attempt(async () => {
      const { text } = await this.room.get("card", { of });
      this.card.textContent = text || "It has no card.";
      this.card.hidden = false;
      this.card.focus();
    });
  }

  async #fetch() {
    const wanted = this.known.value || this.address.value.trim();
    if (!wanted) return this.studio.say("Choose a model to fetch, or give its address.", true);
    return this.room.order("begin", { kind: "fetch", wanted, ...(this.name.value.trim() ? { name: this.name.value.trim() } : {}) });
  }
}
