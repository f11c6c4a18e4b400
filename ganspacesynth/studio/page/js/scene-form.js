// A scene as fields: what every scene says, what its kind says, and what moves it alone; a changed scene goes out.

import { button, fill, make } from "./dom.js";
import { rowsTable } from "./rows.js";

export const KINDS = {
  walk: "one unbroken sound through random points", interpolation: "from sound to sound, unbroken", exploration: "out along directions, and back", style: "a hallucination in a style", steps: "steps of a file",
  reaction: "a sound that follows the song", audio: "a recording", silence: "nothing, for a while",
};
const numbers = (text) => text.split(/[\s,]+/).filter(Boolean).map(Number);
const number = (text) => (text.trim() === "" ? undefined : Number(text));
const plain = (text) => (text.trim() === "" ? undefined : text.trim());
const moment = (text) => (text.trim() === "" ? undefined : /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text.trim());
const notes = (text) => { const all = text.split(/[\s,]+/).filter(Boolean).map((each) => (/^\d+(\.\d+)?$/.test(each) ? Number(each) : each)); return all.length > 1 ? all : all[0]; };
const words = (text) => { const all = text.split(/\s+/).filter(Boolean); return all.length ? all : undefined; };
const listed = (text) => { const all = numbers(text); return all.length ? all : undefined; };
// word: [label, how it is read, what is said of it]
const BENDS = ["Bends", words, "conv1_3:blur:0.05, several with spaces between"], SEED = ["Seed", number, "another number, another sound"], PITCH = ["Pitch", notes, "C4, or several in turn: C4 G4"], SPACING = ["Spacing", moment, "from point to point: 4, or 1 bar"];
const OWN = {
  walk: { seed: SEED, pitch: PITCH, spacing: SPACING, bends: BENDS }, interpolation: { seeds: ["Seeds", listed, "3, 9, 27"], pitch: PITCH, between: ["Between", plain, ["", "spherical", "linear"]], bends: BENDS },
  exploration: { directions: ["Directions", listed, "counted from 0: 0, 1, 2"], reach: ["Reach", number, "standard deviations: 2"], seed: SEED, pitch: PITCH, bends: BENDS },
  style: { style: ["Style", plain, []], seed: SEED, scale: ["Scale", plain, "dorian"], root: ["Root", plain, "D"], bpm: ["Tempo", number, "that of the style"], density: ["Density", number, "0.01 to 1"] },
  steps: { file: ["File", plain, []] }, reaction: { preset: ["Preset", plain, ["morph", "noise", "bend", "brighten", "none"]], seed: SEED, pitch: PITCH, spacing: SPACING, bends: BENDS },
  audio: { file: ["File", plain, []], from: ["From", moment, "where in it: 0:30"] }, silence: {},
};
const COMMON = { name: ["Name", plain, "what it is called"], layer: ["Layer", plain, "main"], at: ["Begins", moment, "where the one before ends"], lasts: ["Lasts", moment, "4 bars, 3 beats or seconds"],
  crossfade: ["Cross-fade", moment, "as the others"], fade_in: ["Fade in", moment, "0"], fade_out: ["Fade out", moment, "0"], level: ["Level, dB", number, "0"] };

// A new scene of a kind.
export function sceneOf(kind, { files = [], steps = [] } = {}) {
  const seed = Math.floor(Math.random() * 1000);
  const own = { walk: { seed }, interpolation: { seeds: [seed, seed + 1, seed + 2] }, exploration: { directions: [0, 1], seed }, style: { style: "bells", seed }, steps: { file: steps[0] }, reaction: { preset: "morph", seed }, audio: { file: files[0] }, silence: {} }[kind];
  return { kind, ...(["steps", "audio", "reaction"].includes(kind) ? {} : { lasts: kind === "silence" ? "1 bar" : "4 bars" }), ...own };
}

export class SceneForm {
  // lists: {styles, sounds, steps}: [[value, text]]; set: given what changes the scene; remove and double: the scene
  constructor({ set, remove, double }) {
    Object.assign(this, { set, remove, double, lists: { styles: [], sounds: [], steps: [] } });
    this.element = make("div", { class: "card scene-form" });
    this.show(null);
  }

  show(scene, where = "") {
    const focused = this.element.contains(document.activeElement) ? document.activeElement.id : null;
    if (!scene) { this.element.replaceChildren(make("h2", {}, "Scene"), make("p", { class: "note" }, "Choose a scene on the board to change it: drag it, or its ends; arrow keys do the same, with Shift its end. Delete takes it out.")); return; }
    const kind = make("select", { id: "scene-kind", onchange: () => this.#kind(kind.value) });
    fill(kind, Object.entries(KINDS).map(([name, about]) => [name, `${name}: ${about}`]), scene.kind);
    this.element.replaceChildren(make("h2", {}, scene.name || scene.kind, " ", make("span", { class: "note" }, where)),
      make("div", { class: "row" }, make("label", { for: "scene-kind" }, "Kind"), kind, button("Double it", () => this.double()), button("Take it out", () => this.remove())),
      make("div", { class: "fields" }, ...Object.entries({ ...OWN[scene.kind], ...COMMON }).map(([word, [label, read, about]]) => this.#field(scene, word, label, read, about))),
      make("h3", {}, "What moves this scene"), rowsTable({ name: "What moves this scene", rows: scene.modulations ?? [], set: (act) => this.set((now) => { now.modulations = act(now.modulations ?? []); }), targets: "timeline-targets" }));
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  #field(scene, word, label, read, about) {
    const id = `scene-${word}`, value = scene[word], said = value == null ? "" : Array.isArray(value) ? value.join(word === "bends" ? " " : ", ") : String(value);
    let input;
    if (Array.isArray(about)) {
      const known = word === "style" ? this.lists.styles : word === "file" ? (scene.kind === "audio" ? this.lists.sounds : this.lists.steps) : about.map((each) => [each, each || "as usual"]);
      input = make("select", { id });
      fill(input, known.some(([each]) => each === said) ? known : [[said, said || "none yet"], ...known], said);
    } else input = make("input", { type: "text", id, value: said, placeholder: about, autocomplete: "off" });
    input.addEventListener("change", () => { const value = read(input.value); this.set((now) => { if (value === undefined) delete now[word]; else now[word] = value; }); });
    return make("div", { class: "field" }, make("label", { for: id }, label), input);
  }

  // Another kind keeps what every scene says.
  #kind(kind) {
    const lists = { files: this.lists.sounds.map(([name]) => name), steps: this.lists.steps.map(([name]) => name) };
    this.set((now) => {
      for (const word of Object.keys(now)) if (!(word in COMMON) && !["modulations", "pictures"].includes(word)) delete now[word];
      Object.assign(now, { ...sceneOf(kind, lists), ...now, kind });
    });
  }
}
