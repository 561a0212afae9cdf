// While the manager chooses whom to ask: the button says how many, and only those chosen are warned about.
// Without this script the button says that it goes to those that are ticked.
(() => {
  "use strict";
  const form = document.querySelector("form[data-asking]");
  if (!form) return;
  const button = form.querySelector("button[data-one]"), boxes = [...form.querySelectorAll("input[name=parties]")];
  const plain = button.textContent;
  const tell = () => {
    const chosen = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const words = chosen.size === 1 ? button.dataset.one : button.dataset.many.replace("NN", chosen.size);
    button.textContent = chosen.size ? words : plain;
    for (const note of form.querySelectorAll("[data-party]")) note.hidden = !chosen.has(note.dataset.party);
  };
  form.addEventListener("change", tell);
  tell();
})();
