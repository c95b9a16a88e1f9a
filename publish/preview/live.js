// --- the page follows its issue ----------------------------------------------------------------

const live = payload.live;
let shown = { number: 0, digest: "" };
let wanted = 0;
let stream = null;
let note = "";
let noted = 0;
let held = ""; // the article that is shown, in all versions

function address(path, more) {
  const query = new URLSearchParams({ issue: live.issue, token: live.token });
  for (const [name, value] of Object.entries({ ...live.trial, ...more })) query.set(name, value);
  return path + "?" + query;
}

async function ask(path, more) {
  const answer = await fetch(address(path, more));
  if (!answer.ok) throw new Error(await answer.text());
  return answer;
}

function put(panels) {
  for (const [name, html] of Object.entries(panels)) {
    const place = document.querySelector('[data-panel="' + name + '"]');
    if (!place || place.dataset.held === html) continue;
    const at = [...place.querySelectorAll("button,a,input")].indexOf(document.activeElement);
    place.innerHTML = html;
    place.dataset.held = html;
    if (at >= 0) (place.querySelectorAll("button,a,input")[at] || place).focus();
  }
}

async function refresh() {
  const turn = ++wanted;
  try {
    const state = await (await ask("/state")).json();
    if (turn !== wanted) return;
    const article = JSON.stringify([state.payload.versions, state.payload.pictures]);
    Object.assign(payload, state.payload);
    shown = state;
    put(state.panels);
    dress();
    document.title = payload.title;
    if (article !== held) show(scheme);
    held = article;
    tell((Date.now() < noted && note) || (state.stale ? words.stale : words.live), state.stale);
    document.documentElement.dataset.number = state.number;
    put((await (await ask("/issues")).json()).panels);
  } catch (error) {
    if (turn === wanted) tell(words.lost, true);
  }
}

load = async (wanted) => {
  const number = shown.number;
  changes.textContent = words.waiting;
  try {
    const pages = await (await ask("/version", { kind: wanted })).json();
    if (number === shown.number) payload.versions[wanted] = pages; // else it may be that of an older article
  } catch (error) {
    tell(error.message || words.lost, true);
    if (version === wanted) version = "pasted";
  }
  show(scheme);
};

function listen() {
  if (stream) stream.close();
  stream = new EventSource(address("/stream"));
  stream.onmessage = (event) => {
    if (Number(event.data) !== shown.number) refresh();
  };
  stream.onopen = () => {
    if (status.textContent === words.lost) refresh();
  };
  stream.onerror = () => tell(words.lost, true);
}

// --- trying and keeping ------------------------------------------------------------------------

function attempt(trial) {
  live.trial = trial;
  history.replaceState(null, "", address("/"));
  shown = { number: 0, digest: shown.digest };
  listen();
  refresh();
}

async function keep() {
  try {
    const answer = await fetch("/keep", {
      method: "POST",
      headers: { "content-type": "application/json", "x-token": live.token },
      body: JSON.stringify({ issue: live.issue, digest: shown.digest, changes: live.trial }),
    });
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.said);
    note = said.said;
    noted = Date.now() + 5000; // whatever else is news by then
    attempt({});
  } catch (error) {
    tell(error.message || words["keep-failed"], true);
  }
}

async function exportAs(button) {
  const kind = button.dataset.exported;
  button.disabled = true;
  tell(words.exporting);
  try {
    const answer = await fetch(address("/export", { kind }));
    if (!answer.ok) throw new Error(await answer.text());
    hand(await answer.blob(), payload.name + "." + kind);
    tell(words.live);
  } catch (error) {
    tell(error.message || words["export-failed"], true);
  }
  button.disabled = false;
}

acts.knob = (button) => attempt({ ...live.trial, [button.dataset.knob]: button.value });
acts.keep = keep;
acts.back = () => attempt({});
acts.exported = exportAs;
document.addEventListener("change", (event) => {
  if (event.target.type === "color") attempt({ ...live.trial, accent: event.target.value });
});
listen();
refresh();
