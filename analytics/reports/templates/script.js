"use strict";
// Lets a reader sort a table by a heading, choose rows by theme or tone, and filter long ones by
// text. Without it, tables read the same.
const chinese = document.documentElement.lang.startsWith("zh");

function chooser(label, values, onChange) {
  const select = document.createElement("select");
  select.setAttribute("aria-label", label);
  select.add(new Option(chinese ? `${label}：全部` : `${label}: all`, ""));
  for (const value of values) select.add(new Option(value, value));
  select.addEventListener("change", onChange);
  return select;
}

for (const box of document.querySelectorAll(".tall")) box.tabIndex = 0; // scrolls by keyboard

for (const [number, table] of document.querySelectorAll("table.sortable").entries()) {
  const body = table.tBodies[0];
  const headings = [...table.tHead.rows[0].cells];
  const original = [...body.rows];
  const name = table.caption.textContent;
  const tests = [];
  const bar = document.createElement("div");
  bar.className = "tools";
  const said = document.createElement("output");

  const choose = () => {
    let n = 0;
    for (const row of original) {
      row.hidden = !tests.every((test) => test(row));
      if (!row.hidden) n += 1;
    }
    said.textContent =
      n === original.length ? "" : chinese ? `${n} / ${original.length} 行` : `${n} of ${original.length} rows`;
  };

  headings.forEach((heading, column) => {
    const label = heading.textContent;
    const text = (row) => row.cells[column].textContent.trim();
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    heading.dataset.label = label; // on paper
    heading.append(button);
    button.addEventListener("click", () => {
      const was = heading.getAttribute("aria-sort");
      const now = was === "descending" ? "ascending" : was === "ascending" ? null : "descending";
      headings.forEach((other) => other.removeAttribute("aria-sort"));
      const key = (row) => row.cells[column].dataset.value ?? text(row);
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
    if (heading.classList.contains("choice") && original.length > 6) {
      const parts = (row) => text(row).split(/、|; /);
      const values = [...new Set(original.flatMap(parts))].filter((value) => value && value !== "–");
      if (values.length > 1) {
        const select = chooser(label, values, choose);
        tests.push((row) => !select.value || parts(row).includes(select.value));
        bar.append(select);
      }
    }
  });

  if (original.length > 12) {
    const field = document.createElement("input");
    field.type = "search";
    field.placeholder = chinese ? "筛选" : "Filter rows";
    field.setAttribute("aria-label", `${field.placeholder}: ${name}`);
    field.addEventListener("input", choose);
    tests.push((row) => row.textContent.toLowerCase().includes(field.value.trim().toLowerCase()));
    bar.append(field);
  }
  if (tests.length) {
    // The controls stand in the caption; the table is still named by its words alone.
    const words = document.createElement("span");
    words.id = `table-${number}`;
    words.append(...table.caption.childNodes);
    table.setAttribute("aria-labelledby", words.id);
    bar.append(said);
    table.caption.append(words, bar);
  }
}

// What scrolls by itself on a narrow screen can be scrolled with the keys.
const reach = () => {
  for (const frame of document.querySelectorAll("figure, .wide:not(.tall)")) {
    const scrolls = frame.scrollWidth > frame.clientWidth || frame.scrollHeight > frame.clientHeight + 1;
    if (scrolls) frame.setAttribute("tabindex", "0");
    else frame.removeAttribute("tabindex");
  }
};
addEventListener("resize", reach);
addEventListener("load", reach);
reach();
// Filters the list of runs by text; without it, the full list is there.
const runs = [...document.querySelectorAll("main.runs > .run")];
if (runs.length > 1) {
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
