// While somebody writes a proposal: keep drafts, count characters, say who is here. Without this script everything is
// saved by the buttons; the script never saves a version.
(() => {
  "use strict";
  const WAIT = 2000, AGAIN = 5000, HERE = 30000, ASLEEP = 10 * 60000, WRITES = 60000;
  const key = document.querySelector("#nyckel input[name=csrfmiddlewaretoken]");
  if (!key) return;
  let typed = 0, touched = Date.now();

  const post = (url, facts, more) => fetch(url, {
    method: "POST", body: new URLSearchParams(facts), headers: { "X-CSRFToken": key.value },
    credentials: "same-origin", redirect: "manual", ...more,
  });

  // A new sign-in in another tab gives new keys: take them from the page as it would be shown now.
  const renewKeys = async () => {
    const page = new DOMParser().parseFromString(await (await fetch(location.pathname + location.search)).text(), "text/html");
    const fresh = page.querySelector("#nyckel input[name=csrfmiddlewaretoken]");
    if (fresh) for (const held of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) held.value = fresh.value;
  };

  const form = document.querySelector("form[data-drafts]");
  const notes = ["tappad", "utloggad", "stopp"].map((id) => document.getElementById(id));
  const tell = (id) => { for (const note of notes) if (note) note.hidden = note.id !== id; };
  const fields = form ? [...form.querySelectorAll("textarea[data-draft]")] : [];
  const kept = new Map(fields.map((field) => [field, field.value]));
  const timers = new Map();
  let stopped = false, sending = false, busy = Promise.resolve();

  const lineOf = (field) => form.querySelector(`[data-line="${field.dataset.draft}"]`);
  const digits = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, "\u00a0");
  const count = (field) => {
    const line = lineOf(field), most = Number(line.dataset.most), shown = line.querySelector("[data-count]");
    line.hidden = false;
    shown.textContent = form.dataset.count.replace("NN", digits(field.value.length)).replace("MM", digits(most));
    shown.classList.toggle("s-toolong", field.value.length > most);
  };

  const later = (field, wait) => {
    clearTimeout(timers.get(field));
    timers.set(field, setTimeout(() => keep(field), wait));
  };

  const answered = async (field, text, answer) => {
    if (answer.type === "opaqueredirect") { tell("utloggad"); return later(field, AGAIN); }
    const facts = (answer.headers.get("Content-Type") || "").startsWith("application/json") ? await answer.json() : {};
    if (answer.ok && facts.saved) {
      kept.set(field, text);
      tell("");
      lineOf(field).querySelector("[data-saved]").textContent = facts.saved;
      if (field.value !== text) later(field, WAIT);
    } else if (facts.stop || answer.status === 404) {
      stopped = true;
      if (facts.stop) document.querySelector("#stopp [data-why]").textContent = facts.stop;
      tell("stopp");
    } else {
      if (answer.status === 403) await renewKeys();
      else tell("tappad");
      later(field, AGAIN);
    }
  };

  const keep = (field, more) => {
    const send = async () => {
      const text = field.value;
      if (stopped || text === kept.get(field)) return;
      // Beside another's text, the draft still begins from what both began from: saving it shows both again.
      const from = form.elements[`${field.dataset.draft}_base`] || form.elements[`${field.dataset.draft}_version`];
      try {
        await answered(field, text, await post(form.dataset.drafts, { question: field.dataset.draft, text, based_on: from.value || "0" }, more));
      } catch {
        tell("tappad");
        later(field, AGAIN);
      }
    };
    busy = busy.then(send);
    return busy;
  };

  for (const field of fields) {
    count(field);
    field.addEventListener("input", () => { typed = touched = Date.now(); count(field); later(field, WAIT); });
  }
  const unkept = () => (stopped ? [] : fields.filter((field) => field.value !== kept.get(field)));
  if (form) {
    document.getElementById("sa-sparas").hidden = false;
    // What is sent is saved by the button: a draft that came after it would only say the same again.
    form.addEventListener("submit", () => { stopped = sending = true; timers.forEach(clearTimeout); });
    // Another form on the page: first the words, then the form.
    document.addEventListener("submit", async (event) => {
      if (event.target === form || !unkept().length || event.target.dataset.sent) return;
      event.preventDefault();
      event.target.dataset.sent = "1";
      const { submitter } = event;
      await Promise.race([Promise.all(unkept().map((field) => keep(field))), new Promise((done) => { setTimeout(done, WAIT); })]);
      event.target.requestSubmit(submitter);
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") for (const field of unkept()) keep(field, { keepalive: true });
    });
    addEventListener("online", () => { for (const field of unkept()) later(field, 0); });
    addEventListener("beforeunload", (event) => {
      const figures = [...form.querySelectorAll("[data-was]")].some((was) => {
        const field = form.elements[was.dataset.was];
        return field && (field.type === "checkbox" ? (field.checked ? "on" : "") : field.value) !== was.value;
      });
      if (!sending && (figures || (unkept().length && !notes.every((note) => note.hidden)))) event.preventDefault();
    });
  }

  // Who is here. Only somebody who does something is here; the page by itself keeps nobody signed in.
  const here = document.querySelector("[data-here]");
  const sayHere = async () => {
    if (document.visibilityState === "hidden" || Date.now() - touched > ASLEEP) return;
    const facts = { section: here.dataset.section };
    if (typed && Date.now() - typed < WRITES) facts.writes = "1";
    try {
      const answer = await post(here.dataset.here, facts);
      if (answer.ok) here.innerHTML = await answer.text();
    } catch { /* asked again soon */ }
  };
  for (const sign of ["pointerdown", "keydown"]) addEventListener(sign, () => { touched = Date.now(); }, { passive: true });
  sayHere();
  setInterval(sayHere, HERE);
})();
