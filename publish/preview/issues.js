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
    put(answer.panels);
    sift();
    listAgain = listAgain || !answer.complete;
  } catch (error) {
    listAgain = false; // the connection tells
  }
  isListing = false;
  if (listAgain) list();
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
