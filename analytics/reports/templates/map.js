// A map of documents: a quick tip beside the mark, arrow keys from mark to mark, and choosing marks
// by theme or tone. Without it, titles show after a moment and links work.
for (const figure of document.querySelectorAll("figure.drawing")) {
  const svg = figure.querySelector("svg.map");
  if (!svg) continue;
  const marks = [...svg.querySelectorAll(".mark")];
  const words = new Map();
  for (const mark of marks) {
    const title = mark.querySelector("title");
    words.set(mark, title.textContent);
    mark.setAttribute("aria-label", title.textContent.replaceAll("\n", ", "));
    if (mark.localName !== "a") mark.setAttribute("role", "img");
    title.remove();
  }

  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  tip.setAttribute("aria-hidden", "true");
  figure.append(tip);
  const show = (mark) => {
    tip.textContent = words.get(mark);
    tip.hidden = false;
    const [at, frame] = [mark.getBoundingClientRect(), figure.getBoundingClientRect()];
    const left = at.left - frame.left + figure.scrollLeft - tip.offsetWidth / 2;
    const room = figure.scrollLeft + figure.clientWidth - tip.offsetWidth;
    tip.style.left = `${Math.max(figure.scrollLeft, Math.min(left, room))}px`;
    const above = at.top - frame.top - tip.offsetHeight - 8;
    tip.style.top = `${above > 0 ? above : at.bottom - frame.top + 8}px`;
  };
  const hide = () => (tip.hidden = true);
  svg.addEventListener("pointerover", (event) => {
    const mark = event.target.closest(".mark");
    if (mark) show(mark);
    else hide();
  });
  svg.addEventListener("pointerleave", hide);
  svg.addEventListener("focusin", (event) => show(event.target));
  svg.addEventListener("focusout", hide);
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());

  // One mark is in the order of the tab key; the arrows go through the others from left to right.
  const from = (mark) => Number.parseFloat(mark.querySelector("path").getAttribute("d").slice(1));
  const place = new Map(marks.map((mark) => [mark, from(mark)]));
  const linked = marks.filter((mark) => mark.localName === "a");
  linked.sort((a, b) => place.get(a) - place.get(b));
  const open = () => linked.filter((mark) => !mark.classList.contains("off"));
  const rest = (mark) => {
    for (const other of linked) other.setAttribute("tabindex", other === mark ? "0" : "-1");
  };
  rest(linked[0]);
  svg.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const all = open();
    if (!step || !all.length) return;
    event.preventDefault();
    const next = all[(all.indexOf(event.target) + step + all.length) % all.length];
    rest(next);
    next.focus();
  });
  // A row that the table's own filter hides is shown again when a mark leads to it.
  svg.addEventListener("click", (event) => {
    const address = event.target.closest("a")?.getAttribute("href") ?? "";
    const row = address.startsWith("#") ? document.getElementById(address.slice(1)) : null;
    if (row) row.hidden = false;
  });

  const bar = document.createElement("div");
  bar.className = "tools";
  const said = document.createElement("output");
  const choosers = [];
  for (const [key, label] of [["theme", chinese ? "主题" : "Theme"], ["tone", chinese ? "情感" : "Tone"]]) {
    const parts = (mark) => (mark.dataset[key] ?? "").split(/、|; /).filter(Boolean);
    const values = [...new Set(marks.flatMap(parts))];
    if (values.length < 2) continue;
    const select = chooser(label, values, choose);
    choosers.push((mark) => !select.value || parts(mark).includes(select.value));
    bar.append(select);
  }
  function choose() {
    let n = 0;
    for (const mark of marks) {
      const on = choosers.every((test) => test(mark));
      mark.classList.toggle("off", !on);
      n += on ? 1 : 0;
    }
    said.textContent = n === marks.length ? "" : `${n} / ${marks.length}`;
    rest(open()[0]);
  }
  if (choosers.length) {
    bar.append(said);
    svg.before(bar);
  }
}
