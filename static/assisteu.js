// Small comforts. Every page works without this file.

// htmx comes async, so that a slow CDN holds nothing. When it runs after DOMContentLoaded but
// before load, it waits for an event that has passed and never starts: give it that event again.
// That it has not started shows in its settings: ours, from the page, say 0 here.
const htmxScript = document.querySelector("script[data-htmx]");
let isParsed = false;
document.addEventListener("DOMContentLoaded", () => { isParsed = true; }, { once: true });
htmxScript?.addEventListener("load", () => {
  const waits = window.htmx && window.htmx.config.historyCacheSize !== 0;
  if (isParsed && waits) document.dispatchEvent(new Event("DOMContentLoaded"));
});

// Where htmx never comes, a page that waits for work reloads, as it does without JavaScript.
setTimeout(() => {
  if (!window.htmx && document.querySelector("[hx-trigger^='every']")) location.reload();
}, 5000);

const inForm = (element) => element.closest("input, textarea, select, [contenteditable]");
const announcements = document.getElementById("announcements");

const announce = (words) => {
  if (!announcements || !words) return;
  announcements.textContent = "";
  requestAnimationFrame(() => { announcements.textContent = words; });
};

// What only works with this script is shown by it.
const show = (root) => {
  for (const button of root.querySelectorAll("[data-reveals], [data-copies]")) button.hidden = false;
};

// A long table of contents starts folded where it would push the text out of sight.
const wide = window.matchMedia("(min-width: 60rem)");
const fold = () => {
  for (const contents of document.querySelectorAll("[data-fold]")) contents.open = wide.matches;
};
wide.addEventListener("change", fold);

// On a phone the sections are a row to scroll: the present one comes into sight.
const bringIntoSight = () => {
  const present = document.querySelector(".side-nav [aria-current], .tabs [aria-current]");
  present?.scrollIntoView({ block: "nearest", inline: "center" });
};

const copy = async (button, words) => {
  try { await navigator.clipboard.writeText(words); } catch { return; }
  const before = button.textContent;
  button.textContent = button.dataset.done;
  announce(button.dataset.done);
  setTimeout(() => { button.textContent = before; }, 2000);
};

const reveal = (button) => {
  const input = document.getElementById(button.dataset.reveals);
  const hidden = input.type === "password";
  input.type = hidden ? "text" : "password";
  button.setAttribute("aria-pressed", String(hidden));
};

const copyPinpoint = async (link) => {
  try { await navigator.clipboard.writeText(link.href); } catch { return; }
  announce(link.dataset.done);
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copies], [data-reveals]");
  if (button?.dataset.copies !== undefined) copy(button, button.dataset.copies);
  if (button?.dataset.reveals !== undefined) reveal(button);
  const pinpoint = event.target.closest("a.pinpoint");
  if (pinpoint) copyPinpoint(pinpoint);
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const menu = event.target.closest("details[data-menu][open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  }
  const plain = !(event.ctrlKey || event.metaKey || event.altKey);
  if (event.key === "/" && plain && !inForm(event.target)) {
    const search = document.querySelector("[data-search], .search__input");
    if (search) { event.preventDefault(); search.focus(); search.select(); }
  }
});

// After a swap: a refused form takes the focus, anything else is told to those who do not see it.
document.addEventListener("htmx:afterSettle", (event) => {
  const swapped = event.detail.elt ?? event.target;
  show(document);
  const summary = swapped.matches?.("[data-error-summary]") ? swapped : swapped.querySelector?.("[data-error-summary]");
  if (summary) { summary.focus(); return; }
  const told = swapped.matches?.("[data-announce]") ? swapped : swapped.querySelector?.("[data-announce]");
  if (told) announce(told.dataset.announce || told.textContent.trim());
});

document.querySelector("main [data-error-summary]")?.focus();
show(document);
fold();
bringIntoSight();
