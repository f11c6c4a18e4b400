// Timeline: scenes over time, in layers, with tempo, markers, a loop, and curves drawn by hand; heard at once, kept as a file, written as sound or film.

import { button, fill, make } from "../js/dom.js";
import { MusicalTime } from "../js/musical-time.js";
import { pointsOf, rowsTable } from "../js/rows.js";
import { KINDS, SceneForm, sceneOf } from "../js/scene-form.js";
import { TimelineBoard } from "../js/timeline-board.js";
import { TimelinePlayer } from "../js/timeline-player.js";
import { Works } from "../js/works.js";

const SONG = /\.(wav|flac|ogg|mp3|aif|aiff|m4a)$/i, FILE = /\.(toml|json)$/i, STEPS = /\.json$/i;
const ENDINGS = [["wav", "WAV"], ["flac", "FLAC"], ["ogg", "OGG"], ["mp4", "MP4 film"]];
const MOST_PAST = 200;
const CHAINS = ["lfo 0.1", "beats | decay 0.2", "walk 8", "envelope 2 4 2", "onsets(low) | peaks | decay 0.3", "rms | smooth 0.1", "centroid | smooth 0.2 | normalise"];
const SMALL = { tempo: 96, crossfade: "1 bar", layers: { main: 0, ground: -8 }, modulations: ["drawn 0 0.35 4 0.9 9 1 15 0.4 17.5 0 -> level:-30:0"], scenes: [
  { kind: "walk", name: "dawn", at: "bar 1", lasts: "4 bars", seed: 3, pitch: ["C4", "G4"] }, { kind: "style", name: "bells", style: "bells", at: "bar 4", lasts: "4 bars", seed: 5 },
  { kind: "interpolation", name: "drone", layer: "ground", at: "bar 1", lasts: "7 bars", seeds: [7, 12, 21], pitch: "C3" }] };
const EMPTY = { tempo: 120, crossfade: 0, scenes: [] };
const moment = (text) => (/^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text.trim());

export class TimelinePanel {
  constructor(element, studio) {
    Object.assign(this, { element, studio, link: studio.link, said: null, laid: null, chosen: -1, past: [], future: [], beats: [], loop: null });
    this.player = new TimelinePlayer(studio, { at: (seconds) => this.#at(seconds, true), playing: (on) => this.#playing(on), waits: (on) => this.waits.classList.toggle("on", on) });
    this.board = new TimelineBoard({ choose: (i) => this.#choose(i), move: (i, start, layer) => this.#place(i, start, null, layer), resize: (i, start, end) => this.#place(i, start, end), remove: (i) => this.#remove(i),
      add: (start, layer) => this.#add(start, layer), newLayer: () => this.#newLayer(), layer: (name, level) => this.change((said) => { said.layers = { ...Object.fromEntries(this.laid.layers.map((each) => [each, said.layers?.[each] ?? 0])), [name]: level }; }),
      seek: (seconds) => this.player.seek(seconds), loop: (part) => this.#loop(part), unmark: (name) => this.change((said) => { delete said.markers[name]; }),
      curve: (i, row) => this.change((said) => { said.modulations[i] = row; }), uncurve: (i) => this.change((said) => { said.modulations.splice(i, 1); }) });
    this.form = new SceneForm({ set: (act) => { const i = this.chosen; return this.change((said) => { if (said.scenes[i]) act(said.scenes[i]); }); }, remove: () => this.#remove(this.chosen), double: () => this.#double() });
    this.works = new Works(studio);
    this.#build();
    element.addEventListener("keydown", (event) => this.#key(event));
    element.addEventListener("pointerdown", () => { this.pressed = true; }, true);
    for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => setTimeout(() => { this.pressed = false; if (this.late) { this.late = false; this.draw(); } }), true);
    new ResizeObserver(() => { if (this.laid) this.draw(); }).observe(this.board.view);
  }

  #build() {
    const field = (id, more = {}, type = "text") => make("input", { type, id, autocomplete: "off", ...more });
    this.playKey = button("▶ Play", () => (this.player.playing ? this.player.stop() : this.player.play()), { class: "main", "aria-pressed": "false" });
    this.where = make("output", { class: "where", "aria-live": "off" }, "bar 1 beat 1");
    this.waits = make("span", { class: "waits", role: "status" }, "being made…");
    this.slider = field("timeline-place", { min: 0, max: 1, step: "any", value: 0 }, "range");
    this.slider.addEventListener("input", () => this.player.seek(Number(this.slider.value)));
    this.kind = make("select", { id: "new-kind" });
    fill(this.kind, Object.entries(KINDS).map(([name]) => [name, name]), "walk");
    this.snap = make("select", { id: "snap", onchange: () => this.draw() });
    fill(this.snap, [["bar", "bars"], ["beat", "beats"], ["off", "nothing"]], "beat");
    this.zoom = field("zoom", { min: 0, max: 1, step: 0.01, value: 0 }, "range");
    this.zoom.addEventListener("input", () => this.draw());
    this.undo = button("Undo", () => this.#back()); this.redo = button("Redo", () => this.#forth());
    this.tempo = field("tempo", { min: 10, max: 1000, step: "any" }, "number"); this.beatsField = field("beats", { min: 1, max: 32 }, "number"); this.changes = field("tempo-changes", { placeholder: "9 = 120, 17 = 90/3" });
    this.crossfade = field("timeline-crossfade", { size: 7 }); this.song = make("select", { id: "timeline-song" }); this.title = field("timeline-title", { placeholder: "none yet" });
    for (const each of [this.tempo, this.beatsField, this.changes]) each.addEventListener("change", () => this.change((said) => { said.tempo = this.#tempo(); }));
    this.crossfade.addEventListener("change", () => this.change((said) => { said.crossfade = this.crossfade.value.trim() === "" ? 0 : moment(this.crossfade.value); }));
    this.song.addEventListener("change", () => this.change((said) => { if (this.song.value) said.song = this.song.value; else delete said.song; }));
    this.title.addEventListener("change", () => this.change((said) => { said.title = this.title.value.trim(); }));
    this.loopKey = button("Loop", () => this.#loop(this.loop ? null : [0, this.laid?.duration ?? 4]), { "aria-pressed": "false" });
    this.loopFrom = field("loop-from", { size: 9, placeholder: "bar 1" }); this.loopTo = field("loop-to", { size: 9, placeholder: "bar 5" }); this.times = field("loop-times", { min: 1, max: 64, value: 1 }, "number");
    for (const each of [this.loopFrom, this.loopTo]) each.addEventListener("change", () => this.#loop([this.#second(this.loopFrom.value) ?? 0, this.#second(this.loopTo.value) ?? this.laid?.duration ?? 4]));
    this.times.addEventListener("change", () => this.change((said) => this.#loopInto(said)));
    this.marker = field("marker", { placeholder: "its name", size: 9 });
    this.curveTarget = make("input", { type: "text", id: "curve-target", value: "level", list: "timeline-targets", size: 10 });
    this.name = field("timeline-file", { value: "piece.toml" }); this.there = make("select", { id: "timeline-there" });
    this.ending = make("select", { id: "ending", onchange: () => this.#ending() }); fill(this.ending, ENDINGS, "wav");
    this.to = field("export-to", { value: "piece.wav" }); this.stems = field("stems", {}, "checkbox"); this.pictures = field("with-pictures", {}, "checkbox");
    this.pictureWord = make("label", { hidden: true }, this.pictures, " pictures of the network that comes along"); this.stemsWord = make("label", {}, this.stems, " a file of each layer, too");
    this.rows = make("div"); this.targets = make("datalist", { id: "timeline-targets" });
    this.empty = make("div", { class: "empty" }, make("p", {}, "A timeline is a piece: scenes one behind the other, over one another, and fading into each other."),
      make("div", { class: "row" }, button("Begin with a small piece", () => this.change((said) => Object.assign(said, structuredClone(SMALL))), { class: "main" }), button("Begin with a walk", () => this.#add(0, "main", "walk"))));
    this.dialog = make("dialog", { "aria-labelledby": "replace-what" });
    const label = (id, text) => make("label", { for: id }, text), row = (...children) => make("div", { class: "row" }, ...children);
    this.element.append(make("div", { class: "stack" },
      make("div", { class: "card" },
        row(this.playKey, this.where, this.waits, this.undo, this.redo, label("new-kind", "New scene"), this.kind, button("Add a scene", () => this.#add()), label("snap", "Draw to"), this.snap),
        this.empty, this.board.element, make("div", { class: "place" }, label("timeline-place", "Place"), this.slider, label("zoom", "Closer"), this.zoom),
        make("div", { class: "row tools" }, row(this.loopKey, label("loop-from", "from"), this.loopFrom, label("loop-to", "to"), this.loopTo, label("loop-times", "times in the piece"), this.times),
          row(label("marker", "Marker"), this.marker, button("Mark this place", () => this.#mark())), row(label("curve-target", "Draw what moves"), this.curveTarget, button("New curve", () => this.#newCurve())))),
      make("div", { class: "grid" }, this.form.element,
        make("div", { class: "stack" },
          make("div", { class: "card" }, make("h2", {}, "The piece"),
            make("div", { class: "fields" }, ...[["timeline-title", "Title", this.title], ["tempo", "Tempo, beats a minute", this.tempo], ["beats", "Beats in a bar", this.beatsField], ["tempo-changes", "Tempo from bar to bar", this.changes],
              ["timeline-crossfade", "Cross-fade", this.crossfade], ["timeline-song", "Song under it", this.song]].map(([id, text, input]) => make("div", { class: "field" }, label(id, text), input))),
            make("h3", {}, "What moves everything"), this.rows),
          make("div", { class: "card" }, make("h2", {}, "Keep it"), row(label("timeline-file", "File"), this.name, button("Save", () => this.#save())), row(label("timeline-there", "There are"), this.there, button("Open", () => this.#openFile()), button("New", () => this.change((said) => { for (const word of Object.keys(said)) delete said[word]; Object.assign(said, structuredClone(EMPTY)); }))),
            make("p", { class: "note" }, "The same file that ganspacesynth timeline and video read. Nothing is overwritten unasked.")),
          make("div", { class: "card" }, make("h2", {}, "Write it"), row(label("ending", "As"), this.ending, label("export-to", "File"), this.to, button("Write", () => this.#write(), { class: "main" })), row(this.stemsWord, this.pictureWord), this.works.element)))),
    this.targets, make("datalist", { id: "timeline-chains" }, ...CHAINS.map((value) => make("option", { value }))), this.dialog);
    this.draw();
  }

  // ---- what is arranged

  async ready() {
    await this.studio.attempt(async () => {
      const { answers } = await this.link.ask("/styles");
      this.form.lists.styles = answers.slice(0, -1).map(({ values: [name, about] }) => [name, `${name}: ${about}`]);
    });
    await this.#load(); await this.shown();
  }

  async shown() {
    await this.studio.attempt(async () => {
      const names = (await (await fetch("files.json")).json()).map((file) => file.name), rows = (wanted) => names.filter((name) => wanted.test(name)).map((name) => [name, name]);
      this.form.lists.sounds = rows(SONG); this.form.lists.steps = rows(STEPS);
      fill(this.there, rows(FILE), this.there.value);
      fill(this.song, [["", "none"], ...rows(SONG)], this.said?.song ?? "");
      const directions = this.studio.panels.play.directions.map(({ number }) => `edits.${number - 1}`);
      this.targets.replaceChildren(...["level", "pan", "pitch", "psi", "z.7", ...directions].map((value) => make("option", { value })));
      this.draw();
    });
  }

  changed({ address, changed }) { if ((address ?? changed) === "/timeline") this.#load(); }

  // All that asks or changes what is arranged is done in turn, so that nothing old overtakes.
  #inTurn(act) { this.turn = (this.turn ?? Promise.resolve()).then(() => this.studio.attempt(act)); return this.turn; }

  #load() {
    return this.#inTurn(async () => {
      const answer = await fetch("timeline/draft.json");
      if (!answer.ok) throw new Error(await answer.text());
      const { said, laid } = await answer.json();
      if (JSON.stringify(said) === this.known) return;
      this.#take(said, laid);
    });
  }

  // Change what is arranged, one change behind the other. What cannot be is said, and all stays as it was.
  change(act) {
    return this.#inTurn(async () => {
      const next = structuredClone(this.said ?? EMPTY), before = this.said;
      act(next);
      if (await this.#put(next)) { this.past = [...this.past, before].slice(-MOST_PAST); this.future = []; this.draw(); }
    });
  }

  async #put(next) {
    const done = await this.studio.attempt(async () => {
      const answer = await fetch("timeline/draft.json", { method: "PUT", body: JSON.stringify(next?.scenes.length ? next : null) });
      if (!answer.ok) throw new Error(await answer.text());
      const { said, laid } = await answer.json();
      this.#take(said, laid);
      if (this.studio.state.classList.contains("lost")) this.studio.say("Arranged.");
      return true;
    });
    if (!done) this.draw();
    return done;
  }

  #take(said, laid) {
    this.known = JSON.stringify(said);
    Object.assign(this, { said, laid, chosen: Math.min(this.chosen, (said?.scenes.length ?? 0) - 1) });
    if (!said) this.player.stop(); else this.player.renewed();
    this.draw();
  }

  async #back() { await this.#turn("past", "future"); }
  async #forth() { await this.#turn("future", "past"); }
  #turn(from, to) {
    return this.#inTurn(async () => {
      if (!this[from].length) return;
      const before = this.said, next = this[from].at(-1);
      if (await this.#put(next)) { this[from] = this[from].slice(0, -1); this[to] = [...this[to], before]; this.draw(); }
    });
  }

  get time() { return new MusicalTime(this.laid?.beats ?? [[0, 1, 1]], this.snap.value); }

  // ---- scenes

  #choose(i) { this.chosen = this.board.chosen = i; this.draw(); }

  #add(start = null, layer = null, kind = this.kind.value) {
    const on = layer ?? this.laid?.scenes[this.chosen]?.layer ?? this.laid?.layers[0] ?? "main", ends = (this.laid?.scenes ?? []).filter((scene) => scene.layer === on).map((scene) => scene.start + scene.duration);
    const lists = { files: this.form.lists.sounds.map(([name]) => name), steps: this.form.lists.steps.map(([name]) => name) };
    return this.change((said) => {
      said.scenes.push({ ...sceneOf(kind, lists), ...(on === "main" ? {} : { layer: on }), at: this.time.moment(start ?? Math.max(0, ...ends)) });
      this.chosen = said.scenes.length - 1;
    });
  }

  // Put a scene somewhere, or let it end elsewhere; the others of its layers stay where they are.
  #place(i, start, end, layer = null) {
    return this.change((said) => {
      const scene = said.scenes[i], laid = this.laid.scenes, to = layer ?? laid[i].layer;
      laid.forEach((other, k) => { if (said.scenes[k].at === undefined && [laid[i].layer, to].includes(other.layer)) said.scenes[k].at = this.time.moment(other.start); });
      scene.at = this.time.moment(start);
      if (end !== null) scene.lasts = this.time.length(start, end);
      if (to === "main") delete scene.layer; else scene.layer = to;
      if (said.layers) for (const name of Object.keys(said.layers)) if (!said.scenes.some((each) => (each.layer ?? "main") === name)) delete said.layers[name];
      this.chosen = i;
    });
  }

  #newLayer() { for (let number = this.laid.layers.length + 1; ; number++) if (!this.laid.layers.includes(`layer ${number}`)) return `layer ${number}`; }

  #remove(i) {
    if (i < 0) return null;
    return this.change((said) => {
      this.laid.scenes.forEach((other, k) => { if (said.scenes[k].at === undefined) said.scenes[k].at = this.time.moment(other.start); });
      said.scenes.splice(i, 1);
      if (said.layers) for (const name of Object.keys(said.layers)) if (!said.scenes.some((each) => (each.layer ?? "main") === name)) delete said.layers[name];
      this.chosen = Math.min(i, said.scenes.length - 1);
    });
  }

  #double() {
    const { start, duration } = this.laid.scenes[this.chosen];
    return this.change((said) => { said.scenes.push({ ...structuredClone(said.scenes[this.chosen]), at: this.time.moment(start + duration) }); this.chosen = said.scenes.length - 1; });
  }

  #newCurve() {
    const end = Math.round((this.laid?.duration ?? 8) * 100) / 100;
    return this.change((said) => { said.modulations = [...(said.modulations ?? []), `drawn 0 0.5 ${end} 0.5 -> ${this.curveTarget.value.trim()}`]; });
  }

  #mark() {
    const name = this.marker.value.trim() || `mark ${Object.keys(this.said?.markers ?? {}).length + 1}`;
    this.marker.value = "";
    return this.change((said) => { said.markers = { ...said.markers, [name]: this.time.moment(this.player.place) }; });
  }

  // ---- tempo and loop

  #tempo() {
    const first = { bar: 1, bpm: Number(this.tempo.value) || 120, beats: Number(this.beatsField.value) || 4 };
    const more = this.changes.value.split(",").map((each) => each.trim()).filter(Boolean).map((each) => {
      const [bar, rest] = each.split("="), [bpm, beats] = (rest ?? "").split("/");
      return { bar: Number(bar), bpm: Number(bpm), ...(beats ? { beats: Number(beats) } : {}) };
    });
    return more.length || first.beats !== 4 ? [first, ...more] : first.bpm;
  }

  #second(text) {
    const found = /^bar\s*(\d+)(?:\s+beat\s*(\d+))?$/i.exec(text.trim());
    if (found) return this.laid?.beats.find(([, bar, beat]) => bar === Number(found[1]) && beat === Number(found[2] ?? 1))?.[0] ?? null;
    return this.laid?.markers[text.trim()] ?? (text.trim() === "" || Number.isNaN(Number(text)) ? null : Number(text));
  }

  #loop(part) {
    this.loop = part && part[1] - part[0] >= 0.05 ? part : null;
    this.player.setLoop(this.loop);
    if (this.said?.loop || Number(this.times.value) > 1) return this.change((said) => this.#loopInto(said));
    return this.draw();
  }

  #loopInto(said) {
    const times = Number(this.times.value);
    if (this.loop && times > 1) said.loop = { from: this.time.moment(this.loop[0]), to: this.time.moment(this.loop[1]), times }; else delete said.loop;
  }

  // ---- what is seen

  #at(seconds, follows = false) {
    this.where.textContent = this.laid ? `${this.time.said(seconds)} · ${seconds.toFixed(1)} s` : "bar 1 beat 1";
    if (document.activeElement !== this.slider) this.slider.value = seconds;
    this.board.at(seconds);
    if (follows && this.player.playing) this.board.follow();
  }

  #playing(on) { this.playKey.textContent = on ? "■ Stop" : "▶ Play"; this.playKey.setAttribute("aria-pressed", String(on)); }

  // What is under a finger stays there until it is lifted: else a click or a drag would be lost.
  draw() {
    if (this.pressed) { this.late = true; return; }
    const { said, laid } = this, there = Boolean(laid);
    this.empty.hidden = there; this.board.element.hidden = !there; this.playKey.disabled = !there;
    this.undo.disabled = !this.past.length; this.redo.disabled = !this.future.length;
    const tempo = said?.tempo ?? 120, changes = Array.isArray(tempo) ? tempo : [{ bar: 1, bpm: tempo, beats: 4 }];
    this.tempo.value = changes[0].bpm; this.beatsField.value = changes[0].beats ?? 4;
    this.changes.value = changes.slice(1).map(({ bar, bpm, beats }) => `${bar} = ${bpm}${beats && beats !== 4 ? `/${beats}` : ""}`).join(", ");
    this.crossfade.value = said?.crossfade || ""; this.crossfade.placeholder = "none"; this.title.value = said?.title ?? ""; this.song.value = said?.song ?? "";
    if (said?.loop && laid) { this.times.value = said.loop.times ?? 2; this.loop ??= [this.#second(String(said.loop.from)) ?? 0, this.#second(String(said.loop.to)) ?? laid.duration]; this.player.loop = this.loop; }
    this.loopKey.setAttribute("aria-pressed", String(Boolean(this.loop)));
    this.loopFrom.value = this.loop ? this.time.moment(this.loop[0]) : ""; this.loopTo.value = this.loop ? this.time.moment(this.loop[1]) : "";
    const rows = (all) => (all ?? []).filter((row) => !pointsOf(row)), curves = (all) => (all ?? []).filter(pointsOf);
    const set = (act) => this.change((next) => { next.modulations = [...curves(next.modulations), ...act(rows(next.modulations))]; });
    this.rows.replaceChildren(rowsTable({ name: "What moves everything", rows: rows(said?.modulations), set, targets: "timeline-targets" }));
    const scene = said?.scenes[this.chosen];
    this.form.show(scene ?? null, scene && laid ? `${this.time.said(laid.scenes[this.chosen].start)}, ${laid.scenes[this.chosen].duration.toFixed(1)} s` : "");
    if (!there) return;
    const seen = Math.max(200, (this.board.view.clientWidth || 700) - 4), whole = seen / (laid.duration + 6);
    this.board.scale = whole * (Math.max(1, 160 / whole) ** Number(this.zoom.value));
    Object.assign(this.board, { chosen: this.chosen, loop: this.loop });
    this.board.show(said, laid, this.time);
    this.slider.max = laid.duration;
    this.#at(Math.min(this.player.place, laid.duration));
    this.#song();
  }

  // The song's wave comes at once, what is heard in it when it has been listened to.
  async #song() {
    const name = this.said?.song;
    if (!name) { this.board.song = null; this.seen = null; return; }
    if (this.seen === name) return;
    this.seen = name;
    await this.studio.attempt(async () => {
      const told = async (where) => { const answer = await fetch(`${where}?${new URLSearchParams({ of: name })}`); if (!answer.ok) throw new Error(await answer.text()); return answer.json(); };
      const show = (song) => { if (this.seen === name) { this.board.song = song; this.draw(); } };
      const { peaks, duration } = await told("timeline/wave.json");
      show({ peaks, duration });
      show({ peaks, duration, heard: await told("song.json") });
    });
  }

  #key(event) {
    const typing = event.target.matches("input, select, textarea");
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !typing) { event.preventDefault(); if (event.shiftKey) this.#forth(); else this.#back(); }
    if (event.key === " " && event.target === this.board.view) { event.preventDefault(); this.playKey.click(); }
  }

  // ---- files

  async #save(force = false) {
    await this.studio.attempt(async () => {
      if (!this.said) throw new Error("There is nothing to keep yet: add a scene.");
      const answer = await fetch(`timeline/file.json?${new URLSearchParams({ name: this.name.value.trim(), force: force ? 1 : 0 })}`, { method: "PUT", body: JSON.stringify(this.said) });
      if (answer.status === 409) return this.#askToReplace();
      if (!answer.ok) throw new Error(await answer.text());
      this.studio.say(`Kept: ${(await answer.json()).name}`);
      await this.shown(); this.studio.panels.project.refresh();
    });
  }

  #askToReplace() {
    const close = () => this.dialog.close();
    this.dialog.replaceChildren(make("h2", { id: "replace-what" }, `${this.name.value.trim()} is there already.`), make("p", {}, "What it says would be lost."),
      make("div", { class: "row" }, button("Replace it", () => { close(); this.#save(true); }), button("Keep it", close, { class: "main", autofocus: true })));
    this.dialog.showModal();
  }

  async #openFile() {
    await this.studio.attempt(async () => {
      const name = this.there.value;
      if (!name) throw new Error("There is no timeline in the project yet.");
      const answer = await fetch(`timeline/file.json?${new URLSearchParams({ name })}`);
      if (!answer.ok) throw new Error(await answer.text());
      const said = await answer.json();
      this.chosen = -1; this.loop = null;
      await this.change((next) => { for (const word of Object.keys(next)) delete next[word]; Object.assign(next, said); });
      this.name.value = name;
    });
  }

  #ending() {
    this.to.value = this.to.value.replace(/\.\w+$/, "") + `.${this.ending.value}`;
    const isFilm = this.ending.value === "mp4";
    this.stemsWord.hidden = isFilm; this.pictureWord.hidden = !isFilm;
  }

  #write() {
    const isFilm = this.ending.value === "mp4";
    return this.works.begin({ kind: "timeline", to: this.to.value.trim(), ...(isFilm ? { pictures: this.pictures.checked } : { stems: this.stems.checked }) });
  }
}
