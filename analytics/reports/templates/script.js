"use strict";
// Sorts tables by a click on a heading and filters long ones by text. Without it, tables read the same.
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const headings = [...table.tHead.rows[0].cells];
  const original = [...body.rows];
  headings.forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => {
      const was = heading.getAttribute("aria-sort");
      const now = was === "descending" ? "ascending" : was === "ascending" ? null : "descending";
      headings.forEach((other) => other.removeAttribute("aria-sort"));
      const key = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent.trim();
      const numeric = heading.classList.contains("num");
      const compare = (a, b) =>
        numeric
          ? (a === "" ? -Infinity : Number(a)) - (b === "" ? -Infinity : Number(b))
          : a.localeCompare(b, "zh-Hans", { numeric: true });
      if (now) {
        heading.setAttribute("aria-sort", now);
        const sign = now === "ascending" ? 1 : -1;
        body.append(...[...original].sort((a, b) => sign * compare(key(a), key(b))));
      } else {
        body.append(...original);
      }
    });
  });
  if (original.length > 12) {
    const field = document.createElement("input");
    const chinese = document.documentElement.lang.startsWith("zh");
    field.type = "search";
    field.className = "filter";
    field.placeholder = chinese ? "筛选" : "Filter rows";
    field.setAttribute("aria-label", `${field.placeholder}: ${table.caption.textContent}`);
    field.addEventListener("input", () => {
      const wanted = field.value.trim().toLowerCase();
      for (const row of original) row.hidden = !row.textContent.toLowerCase().includes(wanted);
    });
    table.caption.append(field);
  }
}
// Filters the list of runs by text; without it, the full list is there.
const runs = [...document.querySelectorAll("main.runs > .run")];
if (runs.length > 1) {
  const chinese = document.documentElement.lang.startsWith("zh");
  const field = document.createElement("input");
  const count = document.createElement("span");
  const bar = document.createElement("p");
  field.type = "search";
  field.className = "filter-runs";
  field.placeholder = chinese ? "按语料、日期、报告筛选" : "Filter by corpus, date or report";
  field.setAttribute("aria-label", field.placeholder);
  count.className = "dim";
  count.setAttribute("role", "status");
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase().split(/\s+/);
    for (const run of runs) {
      const text = run.textContent.toLowerCase();
      run.hidden = !wanted.every((word) => text.includes(word));
    }
    const shown = runs.filter((run) => !run.hidden).length;
    count.textContent = field.value.trim() ? `${shown} / ${runs.length}` : "";
  });
  bar.append(field, " ", count);
  document.querySelector(".head").append(bar);
}
