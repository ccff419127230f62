// Several files at once, each in pieces that survive a broken line. The page is whole without this script.
"use strict";

(() => {
  const AT_ONCE = 2;
  const csrf = () => (document.cookie.match(/(?:^|; )(?:__Host-)?csrf=([^;]*)/) || [])[1] || "";
  const sleep = (ms) => new Promise((done) => { setTimeout(done, ms); });

  class Refused extends Error {
    constructor(words, again = false) { super(words); this.again = again; }
  }

  async function ask(address, words, options = {}) {
    let answer;
    try {
      answer = await fetch(address, {
        credentials: "same-origin", ...options, headers: { "X-CSRFToken": csrf(), ...(options.headers || {}) },
      });
    } catch { return { lost: true }; }
    if (answer.redirected || answer.status === 401) throw new Refused(words.signedOut, true);
    if (answer.status >= 502 && answer.status <= 504 && !isOurs(answer)) return { lost: true };
    if (!isOurs(answer)) throw new Refused(words.failed, true);
    const told = await answer.json();
    if (answer.ok || answer.status === 409) return told;
    if (answer.status === 503) return { ...told, lost: true };
    throw new Refused(told.sentence, answer.status !== 422);
  }

  const isOurs = (answer) => (answer.headers.get("Content-Type") || "").startsWith("application/json");

  class Coming {
    constructor(file, list) {
      this.file = file;
      this.words = list.dataset;
      this.line = document.createElement("li");
      const name = document.createElement("span");
      name.className = "name";
      name.textContent = file.name;
      this.button = document.createElement("button");
      this.button.type = "button";
      this.button.className = "button-quiet";
      this.button.textContent = this.words.drop;
      this.bar = document.createElement("progress");
      this.bar.max = Math.max(file.size, 1);
      this.bar.value = 0;
      this.bar.setAttribute("aria-label", file.name);
      this.state = document.createElement("span");
      this.state.className = "state";
      this.state.setAttribute("role", "status"); // told when it changes; the percentage is the bar's to say
      this.percent = document.createElement("span");
      this.percent.className = "percent";
      this.percent.setAttribute("aria-hidden", "true");
      this.line.append(name, this.button, this.bar, this.state, this.percent);
      list.append(this.line);
      this.say("waiting");
      this.button.addEventListener("click", () => this.press());
    }

    say(state, words) {
      const said = words || this.words[state] || "";
      this.line.dataset.state = state;
      if (this.state.textContent !== said) this.state.textContent = said;
      this.percent.textContent = state === "coming" ? `${Math.floor((100 * this.bar.value) / this.bar.max)} %` : "";
      this.button.textContent = state === "refused" && this.again ? this.words.again : this.words.drop;
    }

    press() {
      if (this.line.dataset.state === "refused" && this.again) { this.retry(); return; }
      this.dropped = true;
      const next = this.line.nextElementSibling?.querySelector("button") || this.back;
      this.line.remove();
      next?.focus();
      this.left?.();
    }

    async piece(from, length) {
      try {
        return await this.file.slice(from, from + length).arrayBuffer();
      } catch { throw new Refused(this.words.unreadable); } // a folder, or a file that changed meanwhile
    }

    async come(begin) {
      await this.piece(0, 1);
      const form = new FormData();
      form.append("name", this.file.name);
      form.append("size", this.file.size);
      let told = await this.surely(() => ask(begin, this.words, { method: "POST", body: form }));
      const { address, piece } = told;
      let at = told.at;
      while (at < this.file.size && !this.dropped) {
        const from = at;
        const body = await this.piece(from, piece);
        this.say("coming");
        told = await this.surely(() => ask(`${address}bagian/${from}/`, this.words, {
          method: "POST", body, headers: { "Content-Type": "application/octet-stream" },
        }));
        at = told.at;
        this.bar.value = at;
      }
      if (this.dropped) return false;
      this.say("checking");
      told = await this.surely(() => ask(`${address}selesai/`, this.words, { method: "POST" }));
      if (!told.whole) return this.come(begin);
      this.button.remove();
      this.bar.value = this.bar.max;
      this.say("done");
      return true;
    }

    // A line that broke is waited for, longer each time; what the server refuses is told at once.
    async surely(work) {
      for (let wait = 1000; ; wait = Math.min(wait * 2, 30000)) {
        const told = await work();
        if (!told.lost) return told;
        if (this.dropped) throw new Refused("");
        this.say("paused", told.sentence || this.words.paused);
        await Promise.race([sleep(wait), new Promise((done) => { addEventListener("online", done, { once: true }); })]);
      }
    }
  }

  function begin(zone) {
    const field = zone.querySelector("input[type=file]");
    const list = zone.querySelector("[data-list]");
    const form = zone.closest("form");
    const waiting = [];
    let working = 0, come = 0;

    const settle = () => {
      const open = [...list.children].some((line) => line.dataset.state !== "done");
      if (working || waiting.length || !come || open) return;
      if (zone.dataset.next) location.assign(zone.dataset.next);
      else zone.dispatchEvent(new CustomEvent("uploaded", { bubbles: true }));
    };
    const queue = (one) => {
      one.again = false;
      one.say("waiting");
      waiting.push(one);
      next();
    };
    const next = async () => {
      if (working >= AT_ONCE || !waiting.length) return;
      const one = waiting.shift();
      if (one.dropped) { next(); return; }
      working += 1;
      next();
      try {
        if (await one.come(zone.dataset.begin)) come += 1;
      } catch (wrong) {
        if (!(wrong instanceof Refused)) throw wrong;
        one.again = wrong.again;
        if (!one.dropped) one.say("refused", wrong.message);
      } finally {
        working -= 1;
        next();
        settle();
      }
    };
    const take = (files) => [...files].forEach((file) => {
      const one = new Coming(file, list);
      one.back = field;
      one.left = settle;
      one.retry = () => queue(one);
      queue(one);
    });

    field.addEventListener("change", () => { take(field.files); field.value = ""; });
    ["dragenter", "dragover"].forEach((name) => zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    }));
    ["dragleave", "drop"].forEach((name) => zone.addEventListener(name, () => zone.classList.remove("over")));
    zone.addEventListener("drop", (event) => { event.preventDefault(); take(event.dataTransfer.files); });
    addEventListener("beforeunload", (event) => { if (working) event.preventDefault(); });
    form?.addEventListener("submit", (event) => { if (working) event.preventDefault(); });
  }

  const start = () => document.querySelectorAll("[data-uploading]:not([data-ready])").forEach((zone) => {
    zone.dataset.ready = "1";
    begin(zone);
  });
  document.addEventListener("DOMContentLoaded", start);
  document.addEventListener("htmx:load", start);
})();
