// --- the page follows its issue ----------------------------------------------------------------

const live = payload.live;
const copyButton = document.getElementById("copy");
const connection = document.getElementById("connection");
const WORKING_MS = 300; // what takes less is not told
const AGAIN_MS = 1000;
let shown = { number: 0, digest: "" };
let wanted = 0;
let stream = null;
let kept = null; // the digests of the file before and after the last save
let held = ""; // the article that is shown, in all versions

function address(path, more) {
  const query = new URLSearchParams({ issue: live.issue, token: live.token });
  for (const [name, value] of Object.entries({ ...live.trial, ...more })) query.set(name, value);
  return path + "?" + query;
}

// An answer; where there is none, the browser's own words would help nobody.
async function reachServer(path, options) {
  try {
    return await fetch(path, options);
  } catch (error) {
    throw new Error(words.unreached);
  }
}

async function ask(path, more) {
  const answer = await reachServer(address(path, more));
  if (!answer.ok) throw new Error(await answer.text());
  return answer;
}

async function order(path, content) {
  const headers = { "content-type": "application/json", "x-token": live.token };
  const answer = await reachServer(path, { method: "POST", headers, body: JSON.stringify(content) });
  const text = await answer.text();
  if (answer.headers.get("content-type") !== "application/json") throw new Error(text);
  const result = JSON.parse(text);
  if (!answer.ok) throw new Error(result.said);
  return result;
}

function connect(state) {
  connection.dataset.state = state;
  connection.textContent = words[state];
}

// What is shown is the state of things again.
function settle() {
  const found = Boolean(payload.versions.pasted);
  const broken = found ? "stale" : "never";
  connect(shown.refused ? "refused-look" : shown.stale && live.issue ? broken : "live");
  copyButton.disabled = !found;
  copyButton.textContent = shown.stale && found ? words["copy-last"] : words.copy;
}

function put(panels) {
  for (const [name, html] of Object.entries(panels)) {
    const place = document.querySelector('[data-panel="' + name + '"]');
    if (!place || place.dataset.held === html) continue;
    if (place.querySelector("form:not([hidden])")) continue; // somebody is writing
    const at = [...place.querySelectorAll("button,a,input")].indexOf(document.activeElement);
    place.innerHTML = html;
    place.dataset.held = html;
    if (at >= 0) (place.querySelectorAll("button,a,input")[at] || place).focus();
  }
}

// --- what is shown -----------------------------------------------------------------------------

async function refresh() {
  const turn = ++wanted;
  const waiting = setTimeout(() => connect("working"), WORKING_MS);
  try {
    const state = await (await ask("/state")).json();
    if (turn === wanted) take(state);
  } catch (error) {
    if (turn === wanted) connect("lost");
  } finally {
    clearTimeout(waiting);
  }
}

function take(state) {
  if (state.run !== live.run) {
    location.reload(); // another program serves the page
    return;
  }
  const found = Boolean(state.payload.versions);
  const article = JSON.stringify([state.payload.versions, state.payload.pictures]);
  Object.assign(payload, found ? state.payload : { html: "", versions: {}, title: live.issue || "publish" });
  shown = state;
  put(state.panels);
  dress();
  document.title = heading.textContent = payload.title;
  nothing.textContent = live.issue ? words.never : words["empty-folder"];
  if (article !== held) show(scheme);
  held = article;
  settle();
  offerUndo();
  document.documentElement.dataset.number = state.number;
}

load = async (wanted) => {
  const number = shown.number;
  changes.textContent = words.waiting;
  try {
    const pages = await (await ask("/version", { kind: wanted })).json();
    if (number === shown.number) payload.versions[wanted] = pages; // else it may be that of an older article
  } catch (error) {
    refuse(error.message);
    if (version === wanted) version = "pasted";
  }
  show(scheme);
};

// --- the connection ----------------------------------------------------------------------------

function listen() {
  if (stream) stream.close();
  stream = new EventSource(address("/stream"));
  stream.onmessage = (event) => {
    if (Number(event.data) !== shown.number) refresh();
    else settle();
  };
  stream.addEventListener("working", () => connect("working"));
  stream.addEventListener("listed", list);
  stream.onopen = () => {
    if (connection.dataset.state !== "lost") return;
    tell(words.reconnected);
    refresh();
    list();
  };
  stream.onerror = lose;
}

async function lose() {
  connect("lost");
  if (stream.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
  const answer = await fetch(address("/state")).catch(() => null);
  if (answer && answer.status === 403) connect("restarted");
  else setTimeout(listen, AGAIN_MS);
}

// --- trying and keeping ------------------------------------------------------------------------

function attempt(trial) {
  live.trial = trial;
  history.replaceState({ issue: live.issue }, "", address("/"));
  shown = { ...shown, number: 0 };
  listen();
  refresh();
}

async function keep() {
  try {
    const before = shown.digest;
    const result = await order("/keep", { issue: live.issue, digest: before, changes: live.trial });
    kept = { before, after: result.digest };
    tell(result.said);
    attempt({});
  } catch (error) {
    refuse(error.message);
  }
}

// A save can be undone until the file is another one again; the page may not have seen the saved one yet.
function offerUndo() {
  if (kept && ![kept.before, kept.after].includes(shown.digest)) kept = null;
  document.getElementById("undo").hidden = !kept;
}

async function undo() {
  try {
    tell((await order("/undo", { issue: live.issue, digest: kept.after })).said);
  } catch (error) {
    refuse(error.message);
  }
  kept = null;
  offerUndo();
}

async function begin() {
  try {
    const begun = await order("/new", {});
    tell(begun.said);
    go(begun.issue);
  } catch (error) {
    refuse(error.message);
  }
}

async function exportAs(button) {
  const kind = button.dataset.exported;
  const before = connection.dataset.state;
  button.disabled = true;
  connect("exporting");
  try {
    hand(await (await ask("/export", { kind })).blob(), payload.name + "." + kind);
  } catch (error) {
    refuse(error.message);
  }
  if (connection.dataset.state === "exporting") connect(before);
  button.disabled = false;
}

acts.knob = (button) => attempt({ ...live.trial, [button.dataset.knob]: button.value });
acts.keep = keep;
acts.back = () => attempt({});
acts.undo = undo;
acts.begin = begin;
acts.exported = exportAs;
document.addEventListener("change", (event) => {
  if (event.target.type === "color") attempt({ ...live.trial, accent: event.target.value });
});
