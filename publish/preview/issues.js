// --- the list of issues ------------------------------------------------------------------------

const FILTERS = {
  all: () => true,
  open: (row) => row.dataset.state !== "published",
  scheduled: (row) => "scheduled" in row.dataset,
  drafted: (row) => row.dataset.state === "drafted",
  published: (row) => row.dataset.state === "published",
};
const searchField = document.getElementById("search");
const listPlace = document.querySelector('[data-panel="issues"]');
const written = new WeakMap(); // the HTML of each row, as the server wrote it
let filter = "all";
let isListing = false;
let listAgain = false;

// The list as it is now, once more if something changed meanwhile, or not all problems were counted yet.
async function list() {
  listAgain = isListing;
  if (isListing) return;
  isListing = true;
  try {
    const answer = await (await ask("/issues")).json();
    const { issues, ...others } = answer.panels;
    put(others);
    putRows(issues);
    sift();
    listAgain = listAgain || !answer.complete;
  } catch (error) {
    listAgain = false; // the connection tells
  }
  isListing = false;
  if (listAgain) list();
}

// Row by row: what is being pressed or read stays where nothing about it is new.
function putRows(html) {
  const next = [...new DOMParser().parseFromString(html, "text/html").querySelectorAll("li")];
  const rows = [...listPlace.querySelectorAll("li")];
  if (rows.length !== next.length) {
    listPlace.innerHTML = html;
    [...listPlace.querySelectorAll("li")].forEach((row, at) => written.set(row, next[at].outerHTML));
    return;
  }
  rows.forEach((row, at) => {
    const said = next[at].outerHTML;
    if (written.get(row) === said) return;
    const hadFocus = row.contains(document.activeElement);
    const fresh = document.adoptNode(next[at]);
    written.set(fresh, said);
    row.replaceWith(fresh);
    if (hadFocus) fresh.querySelector("a").focus();
  });
}

function sift() {
  const words = searchField.value.trim().toLowerCase().split(/\s+/);
  let found = 0;
  for (const row of listPlace.querySelectorAll("[data-issue]")) {
    const fits = FILTERS[filter](row) && words.every((word) => row.dataset.text.includes(word));
    row.hidden = !fits;
    found += fits;
  }
  document.getElementById("none-found").hidden = found > 0 || !listPlace.querySelector("[data-issue]");
  press("filter", filter);
}

function go(name) {
  live.issue = name;
  live.trial = {};
  kept = null;
  history.pushState({ issue: name }, "", address("/"));
  open();
}

function open() {
  shown = { number: 0, digest: "" };
  held = "";
  for (const link of listPlace.querySelectorAll("a")) {
    if (link.dataset.name === live.issue) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  for (const phone of frames) if (reach(phone)) phone.contentWindow.scrollTo(0, 0);
  document.body.classList.remove("listing");
  listen();
  refresh();
  list();
}

function showDays(wanted) {
  document.querySelector("nav").dataset.shown = wanted;
  press("days", wanted);
}

addEventListener("popstate", (event) => {
  const query = new URLSearchParams(location.search);
  live.issue = (event.state && event.state.issue) || query.get("issue") || live.issue;
  live.trial = {};
  open();
});
document.querySelector("nav").addEventListener("click", (event) => {
  const link = event.target.closest("a[data-name]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  go(link.dataset.name);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.body.classList.remove("listing");
});
searchField.addEventListener("input", sift);
acts.filter = (button) => {
  filter = button.dataset.filter;
  sift();
};
acts.days = (button) => showDays(button.dataset.days);
acts.listing = () => document.body.classList.toggle("listing");
history.replaceState({ issue: live.issue }, "", location.href);
listen();
refresh();
list();
