// What sounds now, drawn from right to left: low below, high above, on a logarithmic axis.

const LOWEST_HZ = 60;

export class Spectrogram {
  constructor(canvas, sound) {
    this.canvas = canvas; this.sound = sound; this.still = 0;
    this.context = canvas.getContext("2d", { willReadFrequently: false });
    this.context.fillStyle = "#0d0a10"; this.context.fillRect(0, 0, canvas.width, canvas.height);
    this.colours = Array.from({ length: 256 }, (_, i) => this.#colour(i / 255));
    requestAnimationFrame(() => this.#draw());
  }

  #colour(x) { // dark violet, magenta, amber, white
    const stops = [[13, 10, 16], [86, 24, 96], [200, 70, 130], [255, 180, 90], [255, 250, 235]];
    const at = x * (stops.length - 1), i = Math.min(stops.length - 2, Math.floor(at)), share = at - i;
    const mixed = stops[i].map((value, k) => Math.round(value + (stops[i + 1][k] - value) * share));
    return `rgb(${mixed.join(" ")})`;
  }

  #draw() {
    requestAnimationFrame(() => this.#draw());
    const analysers = [this.sound.analyser, ...[...this.sound.voices.values()].map((voice) => voice.analyser)].filter(Boolean);
    if (!analysers.length || document.hidden) return;
    const { canvas, context } = this, columns = analysers.map((analyser) => this.#column(analyser, canvas.height));
    const loudest = Math.max(...columns.flat());
    this.still = loudest > 0 ? 0 : this.still + 1;
    if (this.still > canvas.width) return; // all is silent and drawn
    context.drawImage(canvas, -2, 0);
    for (let y = 0; y < canvas.height; y++) {
      context.fillStyle = this.colours[Math.max(...columns.map((column) => column[y]))];
      context.fillRect(canvas.width - 2, canvas.height - 1 - y, 2, 1);
    }
  }

  #column(analyser, height) {
    const bins = new Uint8Array(analyser.frequencyBinCount), top = analyser.context.sampleRate / 2;
    analyser.getByteFrequencyData(bins);
    const highest = Math.min(top, 8000);
    return Array.from({ length: height }, (_, y) => {
      const hz = LOWEST_HZ * (highest / LOWEST_HZ) ** (y / (height - 1));
      return bins[Math.min(bins.length - 1, Math.round((hz / top) * bins.length))];
    });
  }
}
