"use strict";
const payload = JSON.parse(document.getElementById("payload").textContent);
const words = payload.words;
const frame = document.getElementById("frame");
const night = document.getElementById("night");
const status = document.getElementById("status");
const heading = document.getElementById("heading");
const stage = document.querySelector(".stage");
const nothing = document.getElementById("nothing");
const SAID_MS = 5000;
const GAP_PX = 16;
const frames = [frame, night];
const changes = document.getElementById("changes");
let scheme = "light";
let version = "pasted";
let load = () => {}; // fetches a version that the page does not hold; one frozen into a file holds all
let marked = null;
let clicked = () => {}; // on a place in the article

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
    phone.contentDocument.addEventListener("click", (event) => swipe(event));
    phone.contentDocument.addEventListener("click", (event) => clicked(event));
    phone.contentDocument.addEventListener("scroll", (event) => mark(event.target), { capture: true, passive: true });
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

// The pictures of a picture post: a click on their left half leads back, one on the right half on.
function swipe(event) {
  const strip = event.target.closest(".strip");
  if (!strip) return;
  const box = strip.getBoundingClientRect();
  const way = event.clientX < box.left + box.width / 2 ? -1 : 1;
  strip.scrollTo({ left: (countTurned(strip) + way) * strip.clientWidth, behavior: "smooth" });
}

function countTurned(strip) {
  return Math.round(strip.scrollLeft / strip.clientWidth);
}

function mark(strip) {
  if (!strip.classList || !strip.classList.contains("strip")) return;
  const at = countTurned(strip);
  [...strip.nextElementSibling.children].forEach((dot, number) => dot.classList.toggle("on", number === at));
}

// The page holds the bytes of each picture once.
function insertPictures(html) {
  return html.replace(/picture:\w*[/]\d+[/]/g, (name) => payload.pictures[name] || name);
}

function press(kind, wanted) {
  for (const button of document.querySelectorAll("[data-" + kind + "]")) {
    button.setAttribute("aria-pressed", String(button.dataset[kind] === wanted));
  }
}

function offer(versions) {
  if (!(version in versions)) version = "pasted";
  document.getElementById("versions").hidden = Object.keys(versions).length < 2;
  for (const button of document.querySelectorAll("[data-version]")) button.hidden = !(button.dataset.version in versions);
}

function show(wanted, then) {
  const versions = payload.versions;
  scheme = wanted;
  offer(versions);
  press("scheme", scheme);
  press("version", version);
  const found = Boolean(versions.pasted);
  nothing.hidden = found;
  frame.hidden = !found;
  night.hidden = !found || scheme !== "both";
  shrink();
  keepView();
  if (!found) return;
  if (!versions[version]) {
    load(version);
    return;
  }
  changes.textContent = versions[version].changes;
  const pages = versions[version].light ? versions[version] : versions.pasted; // empty where they are the same
  fill(frame, insertPictures(scheme === "dark" ? pages.dark : pages.light), then);
  if (scheme === "both") fill(night, insertPictures(pages.dark), () => follow(frame));
}

// Two phones beside each other are made smaller where the window is too narrow for them.
function shrink() {
  stage.style.setProperty("--scale", 1);
  const shown = frames.filter((phone) => !phone.hidden);
  const needed = shown.reduce((sum, phone) => sum + phone.offsetWidth, 0) + GAP_PX * (shown.length + 1);
  const isRow = getComputedStyle(stage).display === "flex";
  stage.style.setProperty("--scale", isRow ? Math.min(1, stage.clientWidth / needed) : 1);
}

function widen(width) {
  stage.dataset.width = width;
  shrink();
  keepView();
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

// What came of an action: for a moment.
function tell(text) {
  status.textContent = text;
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => (status.textContent = ""), SAID_MS);
}

// Why nothing came of it: until somebody has read it.
function refuse(text) {
  const message = document.createElement("p");
  const close = document.createElement("button");
  message.append(text);
  close.append("×");
  close.dataset.dismiss = "";
  close.setAttribute("aria-label", words.dismiss);
  message.append(close);
  const place = document.getElementById("refusals");
  const same = [...place.children].find((each) => each.firstChild.data === text);
  if (same) same.remove();
  place.append(message);
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
  getSelection().selectAllChildren(heading); // Safari sends no event where nothing is selected
  try {
    document.execCommand("copy");
  } finally {
    getSelection().removeAllRanges();
    document.removeEventListener("copy", listener);
  }
  return done;
}

function selectArticle() {
  version = "pasted";
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
  const html = insertPictures(payload.html);
  const done = copy({ "text/html": html, "text/plain": textOf(html) });
  if (done) tell(words.copied);
  else refuse(words.failed);
  if (!done) selectArticle();
}

function copyField(button) {
  const label = button.dataset.label || button.textContent;
  button.dataset.label = label;
  const done = copy({ "text/plain": button.dataset.copy });
  button.textContent = done ? words["copied-text"] : label;
  setTimeout(() => (button.textContent = label), 2000);
  if (!done) refuse(words["failed-text"]);
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
  const pages = payload.versions.pasted;
  if (pages) hand(new Blob([insertPictures(pages.light)], { type: "text/html" }), payload.name + ".html");
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

// How one looks at articles is the same for all of them.
function keepView() {
  const view = { scheme, version, width: stage.dataset.width };
  try {
    sessionStorage.setItem("publish:view", JSON.stringify(view));
  } catch (error) {
    // the view lasts as long as the page
  }
}

function findView() {
  try {
    return JSON.parse(sessionStorage.getItem("publish:view")) || {};
  } catch (error) {
    return {};
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
  version: (button) => {
    version = button.dataset.version;
    show(scheme);
  },
  width: (button) => widen(button.dataset.width),
  save: saveHtml,
  dismiss: (button) => button.parentElement.remove(),
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
addEventListener("resize", shrink);
dress();
const view = findView();
version = view.version || version;
widen(view.width || stage.dataset.width);
show(view.scheme || scheme);
