"use strict";
const payload = JSON.parse(document.getElementById("payload").textContent);
const frame = document.getElementById("frame");
const status = document.getElementById("status");

function show(scheme) {
  const top = frame.contentDocument ? frame.contentDocument.documentElement.scrollTop : 0;
  frame.onload = () => frame.contentWindow.scrollTo(0, top);
  frame.srcdoc = payload[scheme] || payload.light; // `kept` is empty where nothing changes
  for (const name of ["light", "dark", "kept"]) {
    document.getElementById(name).setAttribute("aria-pressed", String(name === scheme));
  }
}

function tell(text) {
  status.textContent = text;
  status.className = "told";
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
  show("light");
  frame.onload = () => {
    frame.focus();
    const range = frame.contentDocument.createRange();
    range.selectNode(frame.contentDocument.querySelector("section"));
    frame.contentWindow.getSelection().addRange(range);
  };
}

document.getElementById("copy").addEventListener("click", () => {
  const done = copy({ "text/html": payload.html, "text/plain": textOf(payload.html) });
  tell(done ? payload.copied : payload.failed);
  if (!done) selectArticle();
});

for (const button of document.querySelectorAll("[data-copy]")) {
  const label = button.textContent;
  button.addEventListener("click", () => {
    const done = copy({ "text/plain": button.dataset.copy });
    button.textContent = done ? payload.copiedText : label;
    setTimeout(() => (button.textContent = label), 2000);
    if (!done) tell(payload.failedText);
  });
}

for (const place of document.querySelectorAll("[data-cover]")) place[place.dataset.cover] = payload.cover;

document.getElementById("light").addEventListener("click", () => show("light"));
document.getElementById("dark").addEventListener("click", () => show("dark"));
document.getElementById("kept").addEventListener("click", () => show("kept"));
show("light");
