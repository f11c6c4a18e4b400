// Recordings: dropped into a folder of the project, cut into pieces to hear and to tick, and what is left out, and why.

import { button, fill, make } from "../js/dom.js";
import { WorkView } from "./make-work.js";

const KINDS = { recordings: "long recordings, cut at their attacks", sounds: "short sounds, each one piece", notes: "notes, by their names" };
const clock = (seconds) => `${Math.floor(seconds / 60)}:${(seconds % 60).toFixed(seconds % 1 ? 1 : 0).padStart(seconds % 1 ? 4 : 2, "0")}`;

// All files of what was dropped, those in folders too.
async function dropped(transfer) {
  const entries = [...(transfer.items ?? [])].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((entry) => entry.isDirectory)) return { folder: "", files: [...transfer.files] };
  const files = [];
  const walk = async (entry) => {
    if (entry.isFile) files.push(await new Promise((resolve, reject) => entry.file(resolve, reject)));
    if (!entry.isDirectory) return;
    const reader = entry.createReader();
    for (let rows = [null]; rows.length;) {
      rows = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      for (const row of rows) await walk(row);
    }
  };
  for (const entry of entries) await walk(entry);
  return { folder: entries.find((entry) => entry.isDirectory).name, files };
}

export class SoundsPart {
  constructor(room) {
    Object.assign(this, { room, studio: room.studio, count: 0 });
    this.folder = make("select", { id: "make-folder", onchange: () => this.read() });
    this.into = make("input", { type: "text", id: "make-into", value: "sounds", size: 16 });
    this.picker = make("input", { type: "file", id: "make-files", multiple: true, onchange: () => this.take([...this.picker.files]) });
    this.drop = make("div", { class: "drop" }, make("p", {}, "Drop recordings here, or a folder of them:"),
      make("div", { class: "row" }, make("label", { for: "make-files" }, "Recordings"), this.picker, make("label", { for: "make-into" }, "into the folder"), this.into));
    for (const name of ["dragover", "dragenter"]) this.drop.addEventListener(name, (event) => { event.preventDefault(); this.drop.classList.add("over"); });
    this.drop.addEventListener("dragleave", () => this.drop.classList.remove("over"));
    this.drop.addEventListener("drop", async (event) => {
      event.preventDefault(); this.drop.classList.remove("over");
      const { folder, files } = await dropped(event.dataTransfer);
      if (folder) this.into.value = folder;
      await this.take(files);
    });
    this.length = make("input", { type: "number", id: "make-length", min: 0.05, max: 60, step: "any", value: 4 });
    this.rate = make("input", { type: "number", id: "make-rate", min: 1000, max: 192000, step: 1, value: 16000 });
    this.view = new WorkView(room, "Cutting");
    this.view.element.hidden = true;
    this.said = make("p", { class: "note said", "aria-live": "polite" }, "Choose sounds, and see what would be cut of them.");
    this.list = make("ol", { class: "pieces", "aria-label": "Pieces" });
    this.more = button("More pieces", () => this.read(this.list.children.length), { hidden: true });
    this.out = make("tbody");
    this.outTable = make("details", { open: true, hidden: true }, make("summary", {}, "Left out, and why"),
      make("table", {}, make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "File"), make("th", { scope: "col" }, "Why"))), this.out));
    this.element = make("div", { class: "card" }, make("h2", {}, "1. Recordings"), this.drop,
      make("div", { class: "row" }, make("label", { for: "make-folder" }, "Sounds"), this.folder, button("See what would be cut", () => this.cut(), { class: "main" })),
      make("details", {}, make("summary", {}, "Length and rate of a piece"),
        make("div", { class: "row" }, make("label", { for: "make-length" }, "Seconds"), this.length, make("label", { for: "make-rate" }, "Samples a second"), this.rate),
        make("p", { class: "note" }, "4 s at 16000 are what the models that come along have; others than these begin from nothing, and take longer.")),
      this.view.element, this.said, this.list, this.more, this.outTable);
  }

  get settings() { return { duration_s: Number(this.length.value), sample_rate: Number(this.rate.value) }; }

  foldersRead() {
    const rows = this.room.folders.map(({ name, sounds }) => [name, `${name} (${sounds} sound${sounds === 1 ? "" : "s"})`]);
    const before = this.folder.value;
    fill(this.folder, rows.length ? rows : [["", "no sounds yet"]], before);
    if (this.folder.value !== this.readOf) this.read();
  }

  worked(changed) {
    const work = this.room.of("cut", this.folder.value);
    this.view.element.hidden = !work || work.state === "finished";
    if (work) this.view.show(work);
    if (changed.some((each) => each === work && each.state === "finished")) this.read();
  }

  changed() { this.read(); }

  async take(files) {
    const into = this.into.value.trim() || "sounds";
    let count = 0;
    for (const file of files) {
      await this.studio.attempt(async () => { this.studio.say(`Taking in ${file.name}…`); await this.room.send(into, file); count += 1; });
    }
    this.picker.value = "";
    if (!count) { if (!files.length) this.studio.say("There was no file in it.", true); return; }
    if (count === files.length) this.studio.say(`Taken in: ${count} file${count === 1 ? "" : "s"}, into ${into}.`);
    await this.room.readFolders();
    if (![...this.folder.options].some((option) => option.value === into)) { this.said.textContent = "None of these is a sound file, by its name: WAV, FLAC, OGG, MP3, AIFF and many more are."; return; }
    this.folder.value = into;
    await this.cut();
  }

  async cut() {
    if (!this.folder.value) { this.studio.say("Put recordings into the project first: drop them here.", true); return; }
    this.list.replaceChildren(); this.outTable.hidden = true; this.more.hidden = true;
    this.said.textContent = "";
    await this.room.order("begin", { kind: "cut", sounds: this.folder.value, ...this.settings });
  }

  async read(from = 0) {
    const of = this.readOf = this.folder.value;
    if (!of) return;
    await this.studio.attempt(async () => {
      const found = await this.room.get("pieces", { of, from });
      if (of !== this.folder.value) return;
      if (!from) this.list.replaceChildren();
      this.found = found;
      this.more.hidden = true; this.outTable.hidden = true;
      if (!found.cut) { this.said.textContent = "See what would be cut of these sounds, or train at once."; return; }
      this.length.value = found.duration; this.rate.value = found.rate;
      this.list.append(...found.pieces.map((piece) => this.#piece(of, piece)));
      this.more.hidden = found.from + found.pieces.length >= found.count;
      this.#sum();
      this.out.replaceChildren(...found.left_out.map(({ file, why }) => make("tr", {}, make("td", {}, file), make("td", {}, why))));
      this.outTable.hidden = !found.left_out.length;
    });
  }

  #sum() {
    const { files, seconds, kind, count, unticked, pauses, duration, changed } = this.found;
    const left = [unticked ? `${unticked} unticked` : "", pauses ? `${pauses} mostly pauses, which are not learned` : ""].filter(Boolean).join("; ");
    this.said.textContent = `${files} file${files === 1 ? "" : "s"}, ${seconds < 120 ? `${seconds.toFixed(0)} s` : `${(seconds / 60).toFixed(1)} minutes`}: ${KINDS[kind]}. `
      + `${count} pieces of ${duration} s${left ? ` (${left})` : ""}. Hear them, and take the tick from those that shall not be learned.${changed ? " The folder has changed since: cut again." : ""}`;
  }

  #piece(of, piece) {
    const place = piece.at === null ? piece.file : `${piece.file}, from ${clock(piece.at)}`;
    const bars = piece.shape.map((high, i) => make("svg:rect", { x: i * 2, y: 16 - Math.max(0.5, high * 0.15), width: 1.4, height: Math.max(1, high * 0.3) }));
    const shape = make("svg:svg", { viewBox: `0 0 ${piece.shape.length * 2} 32`, "aria-hidden": "true", preserveAspectRatio: "none" }, ...bars);
    const tick = make("input", { type: "checkbox", checked: piece.learn && !piece.pause, disabled: piece.pause, "aria-label": `Learn ${piece.name}` });
    tick.addEventListener("change", () => this.studio.attempt(async () => {
      this.found.unticked = await this.room.post("tick", { sounds: of, piece: piece.name, learn: tick.checked });
      this.#sum();
    }));
    return make("li", { class: piece.pause ? "pause" : "" }, tick,
      make("button", { type: "button", class: "shape", "aria-label": `Hear ${place}`, onclick: () => this.room.hear(`make/piece.wav?${new URLSearchParams({ of, piece: piece.name })}`) }, shape),
      make("span", { class: "note what" }, piece.pause ? `${place}: a pause` : place));
  }
}
