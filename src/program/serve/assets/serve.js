// What the page does more with a script: letter keys, focus, pictures fetched ahead, the quote scrolled into view.
// Without it everything works by links and forms. An element with data-key is pressed by that key.

const main = document.getElementById("main");
const page = document.documentElement;

/** Whether the person writes in a field just now. */
const writes = (target) =>
  target instanceof HTMLTextAreaElement ||
  target instanceof HTMLSelectElement ||
  (target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit"].includes(target.type));

/** The element of a key: in the item that has the focus, else the first on the page. */
function elementOf(key) {
  const quoted = `[data-key="${CSS.escape(key)}"]`;
  return document.activeElement?.closest("[data-item]")?.querySelector(quoted) ?? document.querySelector(quoted);
}

function press(element) {
  if (element instanceof HTMLInputElement && element.type !== "checkbox") {
    element.focus();
    element.select();
  } else if (element.tagName === "SUMMARY") {
    element.click();
    element.focus();
    element.scrollIntoView({ block: "nearest" });
  } else {
    element.click();
  }
}

/** Moves the focus along the items of a list. Returns whether there is a list to move in. */
function move(step) {
  const items = [...document.querySelectorAll(".statements [data-item], .hits [data-item]")];
  if (items.length === 0) return false;
  const at = items.indexOf(document.activeElement?.closest("[data-item]"));
  const next = items[Math.min(items.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
  const target = next.querySelector("a, button") ?? next;
  target.focus();
  target.scrollIntoView({ block: "nearest" });
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const leaves = event.key === "Escape" || (event.key === "Enter" && event.target.closest?.("form.decide"));
  if (leaves && writes(event.target)) {
    event.preventDefault();
    event.target.blur();
    main.focus();
    return;
  }
  if (main?.dataset.keys === "off" || writes(event.target) || page.classList.contains("gone")) return;
  // Space and enter belong to the button or link that has the focus.
  const own = event.target.closest?.("a, button, summary, input, [role=button]");
  if ((event.key === " " || event.key === "Enter") && own) {
    if (!(event.key === "Enter" && own instanceof HTMLInputElement)) return;
  }
  if ((event.key === "j" || event.key === "k") && move(event.key === "j" ? 1 : -1)) {
    event.preventDefault();
    return;
  }
  const element = elementOf(event.key === "Enter" ? "v" : event.key);
  if (element && !event.repeat) {
    event.preventDefault();
    press(element);
  }
});

// A form is sent once, however often its key is pressed.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});
addEventListener("pageshow", () => document.querySelectorAll("form").forEach((form) => delete form.dataset.sent));

// The quote in view.
for (const sheet of document.querySelectorAll(".sheet")) {
  const quote = sheet.querySelector(".quote");
  if (!quote) continue;
  const place = quote.getBoundingClientRect();
  const frame = sheet.getBoundingClientRect();
  sheet.scrollTo({ top: sheet.scrollTop + place.top - frame.top - sheet.clientHeight / 3, behavior: "instant" });
}

// The focus: on the statement that is looked at, else on the content, so that keys work and readers begin there.
if (!document.activeElement || document.activeElement === document.body) {
  const chosen = document.getElementById("chosen");
  if (location.hash) {
    document.querySelector(location.hash)?.focus();
  } else if (chosen) {
    chosen.scrollIntoView({ block: "nearest" });
    main?.focus({ preventScroll: true });
  } else {
    main?.focus({ preventScroll: true });
  }
}

// What was done is said again once the page is there, for readers tell only of changes.
const status = document.querySelector("[role=status]");
if (status && new URLSearchParams(location.search).has("did")) {
  const said = [...status.childNodes];
  status.replaceChildren();
  setTimeout(() => status.replaceChildren(...said), 100);
}

// The pictures of the next pages.
for (const source of document.querySelector("[data-next]")?.dataset.next.split(" ").filter(Boolean) ?? []) {
  new Image().src = source;
}

// Whoever comes back to a tally finds the cell again.
document.addEventListener("click", (event) => {
  const cell = event.target.closest?.("a[id^=cell-]");
  if (cell) history.replaceState(null, "", `#${cell.id}`);
});

// How the reading of papers goes.
const reading = document.querySelector("[data-progress]");
if (reading) {
  const look = setInterval(async () => {
    const state = await (await fetch("/files/progress")).json();
    if (!state.running) {
      clearInterval(look);
      location.reload();
      return;
    }
    reading.querySelector("[data-done]").textContent = state.done;
    reading.querySelector("[data-files]").textContent = state.files;
    reading.querySelector("[data-reading]").textContent = state.reading;
    Object.assign(reading.querySelector("progress"), { max: Math.max(1, state.files), value: state.done });
  }, 1000);
}

// Papers dropped on the form.
const drop = document.querySelector(".drop");
const papers = drop?.querySelector("input[type=file]");
for (const kind of papers ? ["dragover", "dragleave", "drop"] : []) {
  document.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.toggle("over", kind === "dragover");
    if (kind === "drop" && event.dataTransfer.files.length > 0) {
      papers.files = event.dataTransfer.files;
      papers.form.requestSubmit();
    }
  });
}

// When the server is gone, keys would be lost: say so and take none.
async function ask() {
  try {
    await fetch("/assets/icon.svg", { cache: "no-store" });
    page.classList.remove("gone");
    document.querySelector(".offline")?.remove();
  } catch {
    if (page.classList.contains("gone")) return;
    page.classList.add("gone");
    const bar = document.createElement("div");
    bar.className = "offline";
    bar.setAttribute("role", "alert");
    bar.textContent = "stratmine serve has ended: what you do now is not saved. Start it again.";
    document.body.prepend(bar);
  }
}
setInterval(ask, 10000);

export {};
