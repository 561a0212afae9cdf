// Sums of a table of costs while somebody types, said in words too. Without this script they come when one saves.
(() => {
  "use strict";
  const table = document.querySelector("table[data-costs]"), said = document.querySelector("[data-total]");
  if (!table || !said) return;
  const comma = document.documentElement.lang === "en" ? "." : ",";
  const rows = [...table.tBodies[0].rows];
  const read = (field) => {
    const typed = /^(\d{1,12})(?:[.,](\d{1,5}))?(?:tkr)?$/.exec(field.value.replace(/\s/g, ""));
    return typed ? Number(typed[1]) + Number(`0.${typed[2] || 0}`) : 0;
  };
  const spaced = (whole) => String(whole).replace(/\B(?=(\d{3})+$)/g, "\u00a0");
  const write = (cell, tkr) => { cell.textContent = spaced(Math.round(tkr)); };
  const words = (kronor) => {
    for (const [size, text] of [[1e9, said.dataset.milliard], [1e6, said.dataset.million]]) {
      if (kronor >= size) return text.replace("NN", String(Math.round(kronor * 100 / size) / 100).replace(".", comma));
    }
    return said.dataset.thousand.replace("NN", spaced(Math.round(kronor)));
  };
  const sum = () => {
    const years = table.tFoot.querySelectorAll("[data-year-sum]"), all = Array.from(years, () => 0);
    for (const row of rows) {
      const typed = row.dataset.fixed !== undefined
        ? row.dataset.fixed.split(" ").map(Number) : [...row.querySelectorAll("input")].map(read);
      typed.forEach((tkr, i) => { all[i] += tkr; });
      write(row.querySelector("[data-line-sum]"), typed.reduce((a, b) => a + b, 0));
    }
    years.forEach((cell, i) => write(cell, all[i]));
    const total = all.reduce((a, b) => a + b, 0), each = said.querySelector("[data-each]");
    write(table.tFoot.querySelector("[data-sum]"), total);
    said.querySelector("[data-words]").textContent = words(total * 1000);
    if (each) each.textContent = words(Math.floor(total * 1000 / Number(said.dataset.persons)));
  };
  table.addEventListener("input", sum);
})();
