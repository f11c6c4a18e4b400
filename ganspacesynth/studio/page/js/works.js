// What is being written: a line for each export, how far it is, and a way to stop it. All pages show the same; a reload changes nothing.

import { button, make } from "./dom.js";

const HEARABLE = /\.(wav|flac|ogg)$/i;
const OVER = { done: "Written", stopped: "Stopped", failed: "Not written" };
export const address = (name) => `files/${name.split("/").map(encodeURIComponent).join("/")}`;

export class Works {
  constructor(studio) {
    Object.assign(this, { studio, known: new Map() });
    this.element = make("ol", { class: "works", "aria-label": "What is being written" });
    studio.link.addEventListener("export", ({ detail }) => this.#told(detail));
    studio.link.addEventListener("found", () => this.#look());
  }

  // Ask for something to be written; what is wrong with it at once is said.
  async begin(asked) {
    return this.studio.attempt(async () => {
      const answer = await fetch("exports.json", { method: "POST", body: JSON.stringify(asked) });
      if (!answer.ok) throw new Error(await answer.text());
      this.#told(await answer.json());
    });
  }

  async #look() {
    await this.studio.attempt(async () => {
      this.known = new Map((await (await fetch("exports.json")).json()).map((work) => [work.number, work]));
      this.#draw();
    });
  }

  #told(work) {
    const before = this.known.get(work.number);
    if (before && before.state in OVER && !(work.state in OVER)) return; // news that was overtaken
    this.known.set(work.number, work);
    this.#draw();
    if (work.state in OVER && before?.state !== work.state) {
      if (work.state === "failed") this.studio.say(work.said, true); else this.studio.say(`${OVER[work.state]}: ${work.files.join(", ") || work.title}`);
      this.studio.panels.project.refresh();
    }
  }

  #draw() {
    const rows = [...this.known.values()].reverse().slice(0, 8);
    rows.forEach((work, i) => {
      const row = this.element.querySelector(`[data-work="${work.number}"]`) ?? this.#row(work);
      if (this.element.children[i] !== row) this.element.insertBefore(row, this.element.children[i] ?? null);
      this.#show(row, work);
    });
    while (this.element.children.length > rows.length) this.element.lastChild.remove();
  }

  #row(work) {
    const bar = make("progress", { max: 1, "aria-label": `How far ${work.title} is` });
    return make("li", { "data-work": work.number }, make("span", { class: "what" }), bar,
      button("Stop", () => this.studio.attempt(() => fetch(`exports/${work.number}`, { method: "DELETE" })), { "aria-label": `Stop ${work.title}` }), make("span", { class: "row files" }));
  }

  #show(row, work) {
    const [what, bar, stop, files] = row.children, isOver = work.state in OVER;
    what.textContent = isOver ? `${OVER[work.state]}: ${work.title}${work.said ? `. ${work.said}` : ""}` : `${work.title}: ${work.stage || "waiting"}…`;
    what.classList.toggle("fault", work.state === "failed");
    bar.hidden = stop.hidden = isOver;
    if (work.total) { bar.max = work.total; bar.value = work.done; } else bar.removeAttribute("value");
    if (isOver && !files.children.length) files.append(...work.files.flatMap((name) => this.#file(name)));
  }

  #file(name) {
    const hear = HEARABLE.test(name) ? [button("▶", () => this.studio.attempt(() => this.studio.sound.clip(address(name), "file")), { "aria-label": `Hear ${name}` })] : [];
    return [...hear, make("a", { class: "button", href: address(name), download: name.split("/").at(-1) }, name)];
  }
}
