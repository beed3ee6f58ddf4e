"use strict";
(() => {
  const root = document.documentElement;
  const all = (what, within = document) => [...within.querySelectorAll(what)];
  const one = (what, within = document) => within.querySelector(what);
  all(".scripted").forEach((element) => { element.hidden = false; });

  // Theme: what the system wants, unless the reader has chosen; a browser that forbids storage forgets it.
  const stored = (value) => {
    try {
      if (value) localStorage.setItem("logscan-theme", value);
      return localStorage.getItem("logscan-theme");
    } catch { return null; }
  };
  const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
  const theme = (name) => {
    if (name) root.dataset.theme = name;
    one("[data-theme-toggle]").setAttribute("aria-pressed", String(dark()));
  };
  theme(stored());
  one("[data-theme-toggle]").addEventListener("click", () => theme(stored(dark() ? "light" : "dark") || (dark() ? "light" : "dark")));

  // Deep links: whatever holds the target is opened, and shown even when a filter has hidden it.
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const entry = target.closest(".entry");
    if (entry) {
      if (entry.hidden) reset();
      if (target === entry || target.parentElement === entry) one("details", entry).open = true;
    }
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    all(".target").forEach((element) => element.classList.remove("target"));
    target.classList.add("target");
    target.scrollIntoView({ block: target.closest("ol, tbody") ? "center" : "start" });
  };

  // Search, filters and order. The text of an entry is read once.
  const entries = all(".entry").map((element, order) => ({
    element, order, list: element.parentElement, text: element.textContent.toLowerCase(), title: one(".title", element).textContent,
  }));
  const rows = all("table[data-searched] tbody tr").map((element) => ({ element, text: element.textContent.toLowerCase() }));
  const search = one("#search");
  const entriesOf = (count) => `${count} ${count === 1 ? "entry" : "entries"}`;
  const apply = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (text) => words.every((word) => text.includes(word));
    rows.forEach((row) => { row.element.hidden = !fits(row.text); });
    all(".findings").forEach((section) => {
      const wanted = all("[data-filter]", section).filter((select) => select.value);
      const own = entries.filter((entry) => section.contains(entry.element));
      const shown = own.filter((entry) => {
        const data = entry.element.dataset;
        const fit = fits(entry.text) && wanted.every((select) => data[select.dataset.filter].split(" ").includes(select.value));
        entry.element.hidden = !fit;
        return fit;
      });
      const count = one("[data-shown]", section);
      if (count) count.textContent = shown.length === own.length ? entriesOf(own.length) : `${shown.length} of ${entriesOf(own.length)}`;
      const none = one("[data-none]", section);
      if (none) none.hidden = shown.length > 0;
    });
  };
  const reset = () => {
    search.value = "";
    all("[data-filter]").forEach((select) => { select.value = ""; });
    apply();
  };
  const order = (section, by) => {
    const key = { since: (e) => Number(e.element.dataset.since), title: (e) => e.title, who: (e) => e.element.dataset.who }[by] || ((e) => e.order);
    const own = entries.filter((entry) => section.contains(entry.element));
    own.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.order - b.order));
    own.forEach((entry) => entry.list.append(entry.element));
  };
  search.addEventListener("input", apply);
  all("[data-filter]").forEach((select) => select.addEventListener("change", apply));
  all("[data-sort]").forEach((select) => select.addEventListener("change", () => order(select.closest("section"), select.value)));
  all("[data-reset]").forEach((button) => button.addEventListener("click", reset));
  all("[data-open]").forEach((button) => button.addEventListener("click", () => {
    const open = button.textContent === "Open all";
    all(".entry > details", button.closest("section")).forEach((details) => { details.open = open; });
    button.textContent = open ? "Close all" : "Open all";
  }));
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      search.focus();
    } else if (event.key === "Escape" && document.activeElement === search) {
      reset();
    }
  });

  // Copying: the clipboard where the browser gives it, else the old way, which also works on a page that came over plain HTTP.
  const oldCopy = (text) => {
    const area = document.createElement("textarea");
    area.value = text;
    area.setAttribute("readonly", "");
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  };
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch { return oldCopy(text); }
  };
  let quiet;
  const say = (text) => {
    const said = one("#said");
    said.textContent = text;
    clearTimeout(quiet);
    quiet = setTimeout(() => { said.textContent = ""; }, 2500);
  };
  all("[data-copy]").forEach((button) => button.addEventListener("click", async () => {
    const entry = button.closest(".entry");
    const link = button.dataset.copy === "link";
    const text = link ? `${location.href.split("#")[0]}#${entry.id}` : one(".ticket pre", entry).textContent;
    const done = await copy(text);
    say(done ? (link ? "Link copied" : "Markdown copied") : "The browser does not allow copying");
  }));

  // Paper shows everything.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all("details:not([open])");
    opened.forEach((details) => { details.open = true; });
  });
  addEventListener("afterprint", () => opened.forEach((details) => { details.open = false; }));
  addEventListener("hashchange", reveal);
  apply();
  reveal();
})();
