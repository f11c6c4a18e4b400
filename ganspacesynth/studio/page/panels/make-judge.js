// How good a model is, beside real sounds: figures with what they mean.

import { button, fill, make } from "../js/dom.js";
import { WorkList } from "./make-work.js";

const PLACE = "evaluations/";

export class JudgePart {
  constructor(room) {
    Object.assign(this, { room, studio: room.studio, count: 200 });
    this.model = make("select", { id: "judge-model" });
    this.sounds = make("select", { id: "judge-sounds" });
    this.pages = make("select", { id: "judge-page" });
    this.list = new WorkList(room, "judge", (work) => `Listening to ${work.about.replace("models/", "")}`, (work) => this.#buttons(work));
    this.figures = make("div", { tabindex: -1 });
    this.element = make("div", { class: "card" }, make("h2", {}, "4. How good is it?"),
      make("div", { class: "row" }, make("label", { for: "judge-model" }, "Model"), this.model, make("label", { for: "judge-sounds" }, "beside the real sounds in"), this.sounds,
        button("Listen and compare", () => this.#begin())),
      make("p", { class: "note" }, "It wants 40 pieces of real sounds, and some minutes."), this.list.element,
      make("div", { class: "row" }, make("label", { for: "judge-page" }, "Made before"), this.pages, button("Show", () => this.show(this.pages.value))), this.figures);
  }

  worked() { this.list.show(this.room.works); }

  foldersRead() { fill(this.sounds, this.room.folders.map(({ name }) => [name, name]), this.sounds.value); }

  async modelsRead() {
    fill(this.model, this.room.models.filter(({ error }) => !error).map(({ name }) => [name, name.replace("models/", "")]), this.model.value);
    await this.studio.attempt(async () => {
      const names = (await (await fetch("files.json")).json()).map(({ name }) => name).filter((name) => name.startsWith(PLACE) && name.endsWith(".json"));
      fill(this.pages, names.length ? names.map((name) => [name, name.slice(PLACE.length, -5)]) : [["", "none yet"]], this.pages.value);
    });
  }

  #buttons({ state, order }) { return state === "finished" ? [button("Show", () => this.show(order.page.replace(/html$/, "json")), { class: "main" })] : []; }

  async #begin() {
    if (!this.sounds.value) return this.studio.say("Real sounds are compared with: drop recordings above.", true);
    return this.room.order("begin", { kind: "judge", model: this.model.value, sounds: this.sounds.value, count: this.count });
  }

  async show(name) {
    if (!name) return;
    await this.studio.attempt(async () => {
      const { dataset, sounds, alarms, groups } = await this.room.get("evaluation", { of: name });
      const page = name.replace(/json$/, "html");
      const head = make("tr", {}, ...["", "model", "real sounds", ""].map((text) => make("th", { scope: "col" }, text)));
      this.figures.replaceChildren(make("p", {}, `${sounds} sounds, beside ${dataset}. `, make("a", { href: `files/${page.split("/").map(encodeURIComponent).join("/")}`, download: page.split("/").at(-1) }, "The whole page, with sounds")),
        ...alarms.map((text) => make("p", { class: "fault" }, text)),
        ...groups.flatMap(({ title, rows }) => [make("h3", {}, title), make("table", {}, make("thead", {}, head.cloneNode(true)), make("tbody", {}, ...rows.map((row) => make("tr", {},
          make("td", {}, make("b", {}, row.title), make("br"), make("span", { class: "note" }, row.says)), make("td", {}, row.model), make("td", {}, row.real), make("td", { class: "note" }, row.better)))))]));
      this.figures.focus();
    });
  }
}
