// Comfort, not need: every page works without this file.
"use strict";

// What is typed into a long field is kept in this tab until it is sent, so that neither the back button nor a reload loses it.
for (const form of document.querySelectorAll("form[data-keep]")) {
  const key = `kept:${form.dataset.keep}`;
  const fields = [...form.querySelectorAll("textarea, input:not([type=hidden])")].filter((field) => field.name);
  const first = Object.fromEntries(fields.map((field) => [field.name, field.value]));
  const seen = form.elements.seen ? form.elements.seen.value : "";
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) || "null");
    if (kept && kept.seen === seen) for (const field of fields) if (kept.fields[field.name] !== undefined && field.type !== "checkbox") field.value = kept.fields[field.name];
  } catch { sessionStorage.removeItem(key); }
  form.addEventListener("input", () => {
    const now = Object.fromEntries(fields.map((field) => [field.name, field.value]));
    const same = fields.every((field) => field.value === first[field.name]);
    if (same) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify({ seen, fields: now }));
  });
  form.addEventListener("submit", () => sessionStorage.setItem(`sent:${form.dataset.keep}`, "1"));
}
// What was sent and taken is kept no longer: the page that follows says so with a notice that is no problem.
if (document.querySelector(".notice:not(.problem)")) {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith("sent:")) {
    sessionStorage.removeItem(`kept:${key.slice(5)}`);
    sessionStorage.removeItem(key);
  }
}

// A file that is too large is said before it is sent.
for (const field of document.querySelectorAll("input[type=file][data-most]")) {
  field.addEventListener("change", () => {
    const most = Number(field.dataset.most), file = field.files[0];
    field.setCustomValidity(file && file.size > most - 10000 ? `That file is larger than ${most / 1e6} MB.` : "");
    field.reportValidity();
  });
}

// A form is sent once: a second tap does nothing. Another page's form that comes back by the back button may be sent anew.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
});
addEventListener("pageshow", () => { for (const form of document.forms) delete form.dataset.sent; });

for (const form of document.querySelectorAll("form[data-at-once]")) form.requestSubmit();

// What the etiquette says of the words while they are typed.
for (const form of document.querySelectorAll("form[data-look]")) {
  const place = document.getElementById(form.dataset.place || "look");
  let timer, latest = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const number = ++latest;
      try {
        const answer = await fetch(form.dataset.look, { method: "POST", body: new URLSearchParams(new FormData(form)) });
        if (answer.ok && number === latest && !answer.redirected) place.innerHTML = await answer.text();
      } catch { /* the page says it when the words are saved */ }
    }, 400);
  });
}

// What takes a moment is fetched once the rest of the page is there; without this file, a link leads to it.
for (const place of document.querySelectorAll("[data-load]")) {
  fetch(place.dataset.load).then(async (answer) => {
    if (answer.ok && !answer.redirected) place.innerHTML = await answer.text();
  }).catch(() => { /* the link is still there */ });
}

// Keyboard: j and k walk, letters answer the item that one is at.
const items = () => [...document.querySelectorAll("[data-item]")];
let at = -1;
const show = (number) => {
  const all = items();
  if (!all.length) return;
  at = Math.max(0, Math.min(number, all.length - 1));
  for (const item of all) item.classList.toggle("here", item === all[at]);
  all[at].setAttribute("tabindex", "-1");
  all[at].focus({ preventScroll: true });
  all[at].scrollIntoView({ block: "nearest" });
};
// An answer takes its item off the list: the page that follows is gone on with at the next one, and after an undo at the same.
const goOnAt = (id) => { if (id) sessionStorage.setItem("here", id); };
const places = { t: "/", i: "/introductions", d: "/drafts", m: "/meetings", p: "/people", b: "/bullpen", a: "/activity", s: "/settings" };
let going = 0;
addEventListener("keydown", (event) => {
  const within = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "Escape" && within) { within.blur(); return; }
  if (within || event.ctrlKey || event.metaKey || event.altKey) return;
  if (Date.now() - going < 1500) {
    going = 0;
    if (places[event.key]) { location.href = places[event.key]; event.preventDefault(); return; }
  }
  const focused = document.activeElement ? document.activeElement.closest("[data-item]") : null;
  if (focused) at = items().indexOf(focused);
  const item = items()[at];
  if (event.key === "g") going = Date.now();
  else if (event.key === "j") show(at + 1);
  else if (event.key === "k") show(at - 1);
  else if (event.key === "?") document.getElementById("keys")?.showModal();
  else if (event.key === "/") { document.getElementById("q")?.focus(); event.preventDefault(); }
  else if (event.key === "u") { goOnAt(sessionStorage.getItem("answered")); document.querySelector(".notice [data-key=u]")?.click(); }
  else if (event.key === "Enter" && item && event.target === item) item.querySelector("h3 a")?.click();
  else if (item) {
    const button = item.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!button) return;
    sessionStorage.setItem("answered", item.id);
    goOnAt((items()[at + 1] || items()[at - 1])?.id);
    button.click();
  }
});
const here = sessionStorage.getItem("here");
sessionStorage.removeItem("here");
if (here && document.getElementById(here)) show(items().indexOf(document.getElementById(here)));
for (const button of document.querySelectorAll("[data-open]")) {
  button.hidden = false;
  button.addEventListener("click", () => document.getElementById(button.dataset.open)?.showModal());
}

// What goes on beside the page is looked at again every other second, until it is over.
const live = () => document.querySelector("[data-live]");
const watch = () => setTimeout(async () => {
  const before = live();
  if (!before) return;
  try {
    const answer = await fetch(before.dataset.live, { headers: { "X-Look": "again" } });
    const after = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = after.getElementById(before.id);
    if (!answer.ok || answer.redirected || !found || !found.matches("[data-live]")) { location.reload(); return; }
    if (found.outerHTML !== before.outerHTML) before.replaceWith(document.importNode(found, true));
  } catch { /* the page is not served just now: look again */ }
  watch();
}, 1500);
if (live()) watch();

// On a narrow screen the parts of the page stand in one row: the one that is shown is brought into it.
const part = document.querySelector(".nav [aria-current]");
if (part) part.parentElement.scrollLeft = part.offsetLeft - part.parentElement.offsetLeft - 24;
