"use strict";
const payload = JSON.parse(document.getElementById("payload").textContent);
const words = payload.words;
const frame = document.getElementById("frame");
const night = document.getElementById("night");
const status = document.getElementById("status");
const frames = [frame, night];
let scheme = "light";
let marked = null;

// --- the article in its phones -----------------------------------------------------------------

function reach(phone) {
  return phone.dataset.filled ? phone.contentDocument : null;
}

// In place where the phone shows an article already: it stays where one was reading, and nothing flickers.
function fill(phone, html, then) {
  const shown = reach(phone);
  const top = shown ? shown.documentElement.scrollTop : 0;
  if (shown) {
    const next = new DOMParser().parseFromString(html, "text/html");
    shown.documentElement.replaceWith(shown.adoptNode(next.documentElement));
    stay(phone, top);
    if (then) then();
    return;
  }
  phone.onload = () => {
    phone.dataset.filled = "yes";
    phone.contentDocument.addEventListener("click", (event) => event.preventDefault());
    phone.contentWindow.addEventListener("scroll", () => follow(phone), { passive: true });
    if (then) then();
  };
  phone.srcdoc = html;
}

// Pictures that come later push the text away; whoever scrolls by hand meanwhile is left alone.
function stay(phone, top) {
  let last = top;
  const settle = () => {
    if (Math.abs(phone.contentWindow.scrollY - last) > 1) return;
    phone.contentWindow.scrollTo(0, top);
    last = phone.contentWindow.scrollY;
  };
  phone.contentWindow.scrollTo(0, top);
  last = phone.contentWindow.scrollY;
  for (const image of phone.contentDocument.images) image.addEventListener("load", settle, { once: true });
}

function follow(phone) {
  const other = phone === frame ? night : frame;
  if (night.hidden || !reach(other)) return;
  const top = phone.contentWindow.scrollY;
  if (Math.abs(other.contentWindow.scrollY - top) > 1) other.contentWindow.scrollTo(0, top);
}

function show(wanted, then) {
  scheme = wanted;
  for (const button of document.querySelectorAll("[data-scheme]")) {
    button.setAttribute("aria-pressed", String(button.dataset.scheme === wanted));
  }
  night.hidden = wanted !== "both";
  if (!payload.light) return;
  fill(frame, payload[wanted === "both" ? "light" : wanted] || payload.light, then); // `kept` is empty where nothing changes
  if (wanted === "both") fill(night, payload.dark, () => follow(frame));
}

function widen(width) {
  document.querySelector(".stage").dataset.width = width;
  for (const button of document.querySelectorAll("button[data-width]")) {
    button.setAttribute("aria-pressed", String(button.dataset.width === width));
  }
}

// --- from a problem to its place ---------------------------------------------------------------

function findElement(page, path) {
  if (!path) return null;
  try {
    return page.querySelector("body>" + path.replace(/\[(\d+)\]/g, ":nth-of-type($1)"));
  } catch (error) {
    return null; // no path of an element
  }
}

function findText(page, text) {
  const wanted = text.replace(/\s+/g, "");
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  let read = "";
  const starts = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    starts.push([read.length, node]);
    read += node.data.replace(/\s+/g, "");
  }
  const at = read.indexOf(wanted);
  if (at < 0) return null;
  return starts.filter(([start]) => start <= at).pop()[1].parentElement;
}

function findPlace(page, button) {
  const exact = findElement(page, button.dataset.element);
  if (exact) return exact;
  for (const text of JSON.parse(button.dataset.place)) {
    const found = findText(page, text);
    if (found) return found;
  }
  return null;
}

function lead(button) {
  if (marked) marked();
  const found = frames.filter((phone) => !phone.hidden && reach(phone));
  const places = found.map((phone) => findPlace(reach(phone), button)).filter(Boolean);
  if (!places.length) {
    tell(words["not-found"]);
    return;
  }
  const before = places.map((place) => place.style.outline);
  for (const place of places) {
    place.scrollIntoView({ block: "center" });
    place.style.outline = "3px solid #e0a030";
  }
  marked = () => {
    places.forEach((place, number) => (place.style.outline = before[number]));
    marked = null;
  };
}

// --- copying -----------------------------------------------------------------------------------

function tell(text, trouble) {
  status.textContent = text;
  status.className = trouble ? "trouble" : "told";
}

function textOf(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const block of page.querySelectorAll("p,h2,h3,h4,h5,h6,li,tr,br")) block.after("\n");
  return page.body.textContent.trim();
}

// A copy event works from disk and in every browser, and leaves the HTML as it is.
function copy(types) {
  let done = false;
  const listener = (event) => {
    for (const [type, value] of Object.entries(types)) event.clipboardData.setData(type, value);
    event.preventDefault();
    done = true;
  };
  document.addEventListener("copy", listener, { once: true });
  getSelection().selectAllChildren(status); // Safari sends no event where nothing is selected
  try {
    document.execCommand("copy");
  } finally {
    getSelection().removeAllRanges();
    document.removeEventListener("copy", listener);
  }
  return done;
}

function selectArticle() {
  show("light", () => {
    frame.focus();
    const range = frame.contentDocument.createRange();
    range.selectNode(frame.contentDocument.querySelector("section"));
    const selection = frame.contentWindow.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  });
}

function copyArticle() {
  if (!payload.html) return;
  const done = copy({ "text/html": payload.html, "text/plain": textOf(payload.html) });
  tell(done ? words.copied : words.failed);
  if (!done) selectArticle();
}

function copyField(button) {
  const label = button.dataset.label || button.textContent;
  button.dataset.label = label;
  const done = copy({ "text/plain": button.dataset.copy });
  button.textContent = done ? words["copied-text"] : label;
  setTimeout(() => (button.textContent = label), 2000);
  if (!done) tell(words["failed-text"]);
}

// --- saving ------------------------------------------------------------------------------------

function hand(blob, name) {
  const link = document.createElement("a");
  link.download = name;
  link.href = URL.createObjectURL(blob);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

function saveHtml() {
  if (payload.light) hand(new Blob([payload.light], { type: "text/html" }), payload.name + ".html");
}

// --- what a person has done --------------------------------------------------------------------

function recall() {
  try {
    return JSON.parse(localStorage.getItem("publish:" + payload.name)) || [];
  } catch (error) {
    return []; // a page from disk may have no memory
  }
}

function remember() {
  const done = [...document.querySelectorAll("[data-step]:checked")].map((box) => box.dataset.step);
  try {
    localStorage.setItem("publish:" + payload.name, JSON.stringify(done));
  } catch (error) {
    // the ticks last as long as the page
  }
}

function dress() {
  for (const place of document.querySelectorAll("[data-cover]")) {
    if (payload.cover) place[place.dataset.cover] = payload.cover;
  }
  const done = recall();
  for (const box of document.querySelectorAll("[data-step]")) box.checked = done.includes(box.dataset.step);
}

const acts = {
  copy: copyField,
  place: lead,
  scheme: (button) => show(button.dataset.scheme),
  width: (button) => widen(button.dataset.width),
  save: saveHtml,
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  for (const name of Object.keys(acts)) if (name in button.dataset) acts[name](button);
});
document.addEventListener("change", (event) => {
  if ("step" in event.target.dataset) remember();
});
document.getElementById("copy").addEventListener("click", copyArticle);
dress();
show(scheme);
