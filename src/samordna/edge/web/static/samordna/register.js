// Help while filling in the register. Without this script the pages work the same; the server has the last word.
(() => {
  "use strict";

  // What may not be stored is not sent: the hidden parts of the form are switched off.
  const consent = document.querySelector(".s-consent");
  if (consent) {
    const follow = () => {
      const chosen = consent.querySelector("input[name=mode]:checked");
      const person = !chosen || chosen.value === "person";
      for (const [parts, on] of [[".s-if-person", person], [".s-if-anonymous", !person]]) {
        for (const part of consent.querySelectorAll(parts)) {
          for (const field of part.querySelectorAll("input, select, textarea")) field.disabled = !on;
        }
      }
    };
    consent.addEventListener("change", (event) => { if (event.target.name === "mode") follow(); });
    follow();
  }

  // A chosen per cent is taken back by choosing it again, or with Delete.
  const changed = (radio) => radio.dispatchEvent(new Event("change", { bubbles: true }));
  for (const radio of document.querySelectorAll(".s-seg__opts input")) {
    let was = radio.checked;
    radio.closest("label").addEventListener("pointerdown", () => { was = radio.checked; });
    radio.addEventListener("click", () => { if (was) { radio.checked = false; was = false; changed(radio); } });
    radio.addEventListener("keydown", (event) => {
      was = false;
      if (event.key === "Delete" || event.key === "Backspace") { radio.checked = false; changed(radio); }
    });
  }

  // What has changed since before, live.
  const summary = document.getElementById("changes");
  if (summary) {
    const cell = (kind, text, scope) => {
      const made = document.createElement(kind);
      made.textContent = text;
      if (scope) made.scope = scope;
      if (kind === "td") made.className = "n";
      return made;
    };
    const row = (...cells) => { const made = document.createElement("tr"); made.append(...cells); return made; };
    const draw = () => {
      const rows = [];
      for (const pair of document.querySelectorAll(".s-pair[data-label]")) {
        const chosen = pair.querySelector("input:checked");
        const differs = Boolean(chosen) && pair.dataset.was !== "" && chosen.value !== pair.dataset.was;
        pair.classList.toggle("s-pair--changed", differs);
        if (differs) rows.push(row(cell("th", pair.dataset.label, "row"), cell("td", `${pair.dataset.was} %`), cell("td", `${chosen.value} %`)));
      }
      if (!rows.length) {
        const none = document.createElement("p");
        none.textContent = summary.dataset.none;
        summary.replaceChildren(none);
        return;
      }
      const table = document.createElement("table");
      table.className = "table";
      const caption = table.createCaption();
      caption.className = "sr-only";
      caption.textContent = summary.dataset.caption;
      const heads = [cell("th", summary.dataset.what, "col"), cell("th", summary.dataset.was, "col"), cell("th", summary.dataset.now, "col")];
      heads[1].className = heads[2].className = "n";
      table.createTHead().append(row(...heads));
      table.createTBody().append(...rows);
      summary.replaceChildren(table);
    };
    document.addEventListener("change", (event) => { if (event.target.closest(".s-pair")) draw(); });
  }

  // A draft is saved while one types. If the line breaks, say so, keep what is typed, and try again.
  const draft = document.getElementById("utkast");
  const lost = document.getElementById("lost");
  if (draft && lost) {
    let again = 0;
    const isDown = () => {
      lost.hidden = false;
      clearTimeout(again);
      again = setTimeout(() => window.htmx.trigger(draft, "retry"), 5000);
    };
    const ofDraft = (event) => event.detail.elt === draft;
    for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
      document.addEventListener(name, (event) => { if (ofDraft(event)) isDown(); });
    }
    document.addEventListener("htmx:beforeSwap", (event) => {
      // Signed out meanwhile: the answer is another page, and what stands here must stay.
      if (ofDraft(event) && event.detail.serverResponse.includes("<html")) { event.detail.shouldSwap = false; isDown(); }
    });
    document.addEventListener("htmx:afterSwap", (event) => { if (ofDraft(event)) { lost.hidden = true; clearTimeout(again); } });
    draft.closest("form").addEventListener("submit", (event) => {
      if (!navigator.onLine) { event.preventDefault(); isDown(); }
    });
    window.addEventListener("online", () => { if (!lost.hidden) window.htmx.trigger(draft, "retry"); });
  }

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  const errors = document.getElementById("fel");
  if (errors) errors.focus();
})();
