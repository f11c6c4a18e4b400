// Project: the files that the page may read and write, what is dropped into it, and what is made of that.

import { ago, button, make } from "../js/dom.js";

const HEARABLE = /\.(wav|flac|ogg|mp3)$/i;
const size = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`);
const address = (name) => `files/${name.split("/").map(encodeURIComponent).join("/")}`;

export class ProjectPanel {
  constructor(element, studio) {
    Object.assign(this, { element, studio });
    this.rows = make("tbody");
    this.picker = make("input", { type: "file", id: "upload", multiple: true, onchange: () => this.#send([...this.picker.files]) });
    this.drop = make("div", { class: "drop" }, make("p", {}, "Drop recordings, MIDI files or steps here, or choose them:"), make("label", { for: "upload" }, "Files "), this.picker);
    for (const name of ["dragover", "dragenter"]) this.drop.addEventListener(name, (event) => { event.preventDefault(); this.drop.classList.add("over"); });
    this.drop.addEventListener("dragleave", () => this.drop.classList.remove("over"));
    this.drop.addEventListener("drop", (event) => { event.preventDefault(); this.drop.classList.remove("over"); this.#send([...event.dataTransfer.files]); });
    element.append(make("div", { class: "stack" }, make("div", { class: "card" }, this.drop),
      make("div", { class: "card" }, make("h2", {}, "Files of the project"),
        make("table", {}, make("thead", {}, make("tr", {}, ...["Name", "Size", "Changed", ""].map((text) => make("th", { scope: "col" }, text)))), this.rows))));
  }

  ready() { this.refresh(); }
  shown() { this.refresh(); }

  async refresh() {
    await this.studio.attempt(async () => {
      const files = await (await fetch("files.json")).json();
      this.rows.replaceChildren(...files.map((file) => make("tr", {}, make("td", {}, file.name), make("td", {}, size(file.bytes)), make("td", {}, ago(file.changed)),
        make("td", {}, make("div", { class: "row" }, HEARABLE.test(file.name) ? button("▶", () => this.studio.attempt(() => this.studio.sound.clip(address(file.name), "file")), { "aria-label": `Hear ${file.name}` }) : null,
          make("a", { class: "button", href: address(file.name), download: file.name.split("/").at(-1) }, "Download"),
          button("From?", () => { this.studio.panels.origin.askFile(file.name); this.studio.show("origin"); }, { "aria-label": `Where from: ${file.name}` }))))));
      if (!files.length) this.rows.append(make("tr", {}, make("td", { colspan: 4 }, "Nothing yet: write a piece in Compose, or drop something above.")));
    });
  }

  async #send(files) {
    for (const file of files) {
      await this.studio.attempt(async () => {
        this.studio.say(`Taking in ${file.name}…`);
        const answer = await fetch(`upload/${encodeURIComponent(file.name)}`, { method: "PUT", body: file });
        if (!answer.ok) throw new Error(await answer.text());
        this.studio.say(`Taken in: ${(await answer.json()).name}`);
      });
    }
    this.picker.value = "";
    await this.refresh();
  }
}
