// Training: a name and a time; what it sounds like on the way, stop and go on, and the finished model into the instrument.

import { button, fill, make } from "../js/dom.js";
import { WorkList } from "./make-work.js";

const TIMES = [["10", "10 minutes: a sketch"], ["30", "half an hour"], ["60", "an hour"], ["180", "three hours"], ["480", "a night"]];

export class TrainPart {
  constructor(room) {
    Object.assign(this, { room, studio: room.studio, more: {}, auditions: new Map() });
    this.name = make("input", { type: "text", id: "make-name", size: 16, placeholder: "my guitar" });
    this.time = make("select", { id: "make-time" });
    fill(this.time, TIMES, "60");
    this.licence = make("input", { type: "text", id: "make-licence", size: 16, placeholder: "CC BY 4.0" });
    this.pieces = make("input", { type: "number", id: "make-pieces", min: 2, max: 8192, placeholder: "all that fit", class: "short" });
    this.list = new WorkList(room, "train", (work) => work.about.replace("models/", ""), (work) => this.#buttons(work));
    this.element = make("div", { class: "card" }, make("h2", {}, "2. Train a model"),
      make("div", { class: "row" }, make("label", { for: "make-name" }, "Its name"), this.name, make("label", { for: "make-time" }, "Time"), this.time,
        make("label", { for: "make-licence" }, "Licence of the sounds"), this.licence, make("label", { for: "make-pieces" }, "Pieces to learn"), this.pieces,
        button("Train", () => this.#train(), { class: "main" })),
      make("p", { class: "note" }, "It learns from the sounds chosen above, the most different pieces first; fewer are learned better. You may close this page meanwhile. "
        + "When the studio ends, it saves, and goes on from there when you say so."),
      this.list.element);
  }

  async #train() {
    const sounds = this.room.parts.sounds, of = sounds.folder.value, name = this.name.value.trim();
    if (!of) return this.studio.say("Choose sounds first: drop recordings above.", true);
    if (!name) { this.name.focus(); return this.studio.say("Give the model a name.", true); }
    const settings = { minutes: Number(this.time.value), licence: this.licence.value.trim(), title: name, ...sounds.settings, ...this.more };
    if (this.pieces.value) settings.sounds = Number(this.pieces.value);
    return this.room.order("begin", { kind: "train", sounds: of, name, settings });
  }

  worked() {
    this.list.show(this.room.works);
    for (const work of this.room.works) if (work.kind === "train") this.#listen(work);
  }

  #buttons({ about, state }) { return state === "finished" ? [button("Play it", () => this.room.play(about), { class: "main", "aria-label": `Play it: ${about}` })] : []; }

  // The newest auditions, as they come.
  async #listen({ id, about, state }) {
    const view = this.list.views.get(id);
    if (!view.heard) { view.heard = make("div", { class: "auditions" }); view.element.append(view.heard); }
    if (view.asking || view.last === "finished") return;
    view.asking = true;
    const found = await this.room.get("auditions", { of: about }).catch(() => null);
    view.asking = false;
    if (!found) return;
    view.last = state;
    const newest = String(found[0]?.looked ?? "");
    if (newest === view.newest) return;
    view.newest = newest;
    const rows = found.slice(0, 3).map(({ looked, sounds }, i) => make("div", { class: "row" },
      make("span", { class: "note" }, `${i ? "before" : "newest"}, after looking ${looked} times`),
      ...sounds.map((sound, k) => button(`▶ ${k + 1}`, () => this.room.hear(`files/${sound.split("/").map(encodeURIComponent).join("/")}`), { "aria-label": `Hear sound ${k + 1} after looking ${looked} times` }))));
    view.heard.replaceChildren(...(rows.length ? [make("p", {}, "What it sounds like:"), ...rows] : []));
  }
}
