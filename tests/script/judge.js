"use strict";
// Runs in the judge's page: shows each document in a frame of its own where script is allowed, and tells what came of it.

const ELEMENTS = new Set(
  "section h2 h3 h4 h5 h6 p blockquote ul ol li hr table thead tbody tr th td span strong em sup code a br img mp-common-profile".split(" "),
);
const CONTROLS = new Set(
  "html head body header main div h1 button section aside iframe meta title style script p span small h2 ul ol li label input meter a img figure figcaption".split(" "),
);
const CONTROL_ATTRIBUTES = new Set(
  "lang charset http-equiv content name id class role tabindex aria-pressed aria-label aria-describedby data-version sandbox title srcdoc hidden data-copy data-cover data-scheme data-width data-panel data-place data-element data-step data-save data-filled alt type max value".split(" "),
);
const CONTROL_NAMES = new Set(
  `copy primary status action phone bar light dark versions changes cover crops square wide button frame payload field head over none warning error clean problems steps
  title author digest source content told viewport
  both night stage group widths save count checks done open row
  skip side article heading hint refusals nothing`.split(/\s+/),
);
const LINK = /^https:\/\/mp\.weixin\.qq\.com\/s(?:[/?]|$)/;
const PICTURE = /^(?:https:\/\/|data:image\/(?:png|jpeg|gif);base64,)/;
const CARD = "mp-common-profile";
const CARD_CLASS = "js_uneditable custom_select_card mp_profile_iframe";
const CARD_PICTURE = /^https?:\/\/(?:mmbiz\.qpic\.cn|mmbiz\.qlogo\.cn|mmecoa\.qpic\.cn)(?:[/?#]|$)/;
const COVER = /^data:image\/(?:png|jpeg);base64,/;
const STYLE = /url|image-set|var\(|attr\(|expression|behaviou?r|binding|script|import|[\\<>{}@]/i;
const BUSY = "load error focus blur click dblclick mouseover mouseenter mouseout mousemove pointerover toggle input change keydown submit".split(" ");

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// Every frame's first script, see hooks.js, sends what it saw here; the frame may have frames of its own.
const fired = new Map();
addEventListener("message", (event) => {
  if (typeof event.data?.fired !== "string") return;
  for (let source = event.source; source; source = source === source.parent ? null : source.parent) {
    if (source.parent !== window) continue;
    fired.set(source, [...(fired.get(source) ?? []), event.data.fired]);
    return;
  }
});

function open(html, index) {
  const frame = document.createElement("iframe");
  frame.name = `frame-${index}`;
  frame.sandbox = "allow-scripts allow-same-origin allow-forms allow-modals";
  frame.srcdoc = html;
  const loaded = new Promise((done) => frame.addEventListener("load", done, { once: true }));
  document.body.append(frame);
  return { frame, window: frame.contentWindow, loaded };
}

// Null where the document went away; what was judged never does.
function documentOf({ frame }) {
  try {
    return frame.contentDocument;
  } catch {
    return null;
  }
}

function* everyElement(root) {
  for (const element of root.querySelectorAll("*")) {
    yield element;
    if (element.content instanceof element.ownerDocument.defaultView.DocumentFragment) yield* everyElement(element.content);
    if (element.shadowRoot) yield* everyElement(element.shadowRoot);
  }
}

// --- make run what can run ---------------------------------------------------------------------

function provoke(root) {
  const view = root.ownerDocument.defaultView;
  for (const element of [...everyElement(root)]) {
    const own = [...element.attributes].filter(({ name }) => name.startsWith("on")).map(({ name }) => name.slice(2));
    for (const type of new Set([...own, ...BUSY])) element.dispatchEvent(new view.Event(type, { bubbles: false, cancelable: true }));
  }
  for (const link of root.querySelectorAll("a, area, button, input, summary")) {
    link.removeAttribute("target");
    link.dispatchEvent(new view.MouseEvent("click", { bubbles: true, cancelable: true }));
  }
}

// Links to other pages stay unfollowed: the document is still to be judged.
function stay(page) {
  page.defaultView.addEventListener("click", (event) => {
    const link = event.target.closest?.("a, area");
    const address = String(link?.href?.baseVal ?? link?.href ?? "");
    if (link && !/^\s*(?:javascript|data|vbscript):/i.test(address)) event.preventDefault();
  });
}

// --- judge what is there -------------------------------------------------------------------------

function findForbidden(root, attributes) {
  const faults = [];
  for (const element of everyElement(root)) {
    const tag = element.localName;
    if (element.namespaceURI !== "http://www.w3.org/1999/xhtml" || !ELEMENTS.has(tag)) faults.push(`<${tag}>`);
    if (tag === CARD) faults.push(...findForeignInCard(element));
    for (const { name, value } of element.attributes) {
      if (name !== "style" && !attributes[tag]?.includes(name) && !(tag === CARD && name === "class")) faults.push(`${tag} ${name}`);
      if (name === "style" && STYLE.test(value)) faults.push(`${tag} style ${value}`);
      if (name === "href" && !LINK.test(value)) faults.push(`${tag} to ${value}`);
      if (name === "src" && !PICTURE.test(value)) faults.push(`${tag} at ${value}`);
    }
  }
  const comments = document.createTreeWalker(root, NodeFilter.SHOW_COMMENT | NodeFilter.SHOW_PROCESSING_INSTRUCTION);
  if (comments.nextNode()) faults.push("a comment");
  return faults;
}

// WeChat's own card of an account has nothing in it, its class, and a picture of WeChat's.
function findForeignInCard(card) {
  const faults = card.childNodes.length ? ["something in a card"] : [];
  if (card.className !== CARD_CLASS) faults.push(`card ${card.className}`);
  if (!CARD_PICTURE.test(card.dataset.headimg)) faults.push(`card at ${card.dataset.headimg}`);
  return faults;
}

function findStrayPlaces(page, count) {
  const strays = [...page.documentElement.attributes, ...page.body.attributes].map(({ name }) => `${name} of the document`);
  if (page.head.childNodes.length !== 1) strays.push("something in the head");
  const roots = [...page.body.childNodes];
  if (roots.length !== count || roots.some(({ localName }) => localName !== "section")) strays.push("something beside the article");
  return strays;
}

// What a page says is what an editor makes of it, and of what the editor says in turn.
function findChange(page, html) {
  const [once, twice, again] = [0, 1, 2].map(() => page.createElement("div"));
  once.innerHTML = html;
  twice.innerHTML = once.innerHTML;
  again.innerHTML = twice.innerHTML;
  const same = (a, b) => a.isEqualNode(b) && a.innerHTML === b.innerHTML;
  const inPage = page.createElement("div");
  inPage.append(...[...page.body.childNodes].map((node) => node.cloneNode(true)));
  return !same(inPage, once) || !same(once, twice) || !same(twice, again);
}

async function judgeArticles(groups, attributes, wait) {
  const shown = groups.map((articles, index) => {
    const html = articles.join("");
    return { html, count: articles.length, ...open(`<!doctype html><meta charset=utf-8>${html}`, index) };
  });
  await Promise.race([Promise.all(shown.map(({ loaded }) => loaded)), pause(20000)]);
  const verdicts = shown.map((one) => judgeOne(one, attributes));
  await pause(wait);
  return close(shown, verdicts);
}

function judgeOne(one, attributes) {
  const page = documentOf(one);
  if (!page?.body) return { forbidden: ["the document went away"], changed: true };
  try {
    const forbidden = [...findStrayPlaces(page, one.count), ...findForbidden(page.body, attributes)];
    const changed = findChange(page, one.html);
    stay(page);
    provoke(page.documentElement);
    return { forbidden, changed };
  } catch (error) {
    return { forbidden: [`the judge failed: ${error}`], changed: true };
  }
}

function close(shown, verdicts) {
  return shown.map(({ frame, window: view }, index) => {
    const executed = fired.get(view) ?? [];
    if (documentOf({ frame }) && view.name !== frame.name) executed.push("window.name");
    fired.delete(view);
    frame.remove();
    return { executed, ...verdicts[index] };
  });
}

// --- the copy page -------------------------------------------------------------------------------

async function judgePreviews(previews, attributes, wait) {
  const shown = previews.map((html, index) => open(html, index));
  await Promise.race([Promise.all(shown.map(({ loaded }) => loaded)), pause(20000)]);
  const forbidden = shown.map((one) => findForeignControls(documentOf(one)));
  for (const scheme of ["light", "dark"]) {
    await Promise.race([Promise.all(shown.map((one) => switchTo(scheme, documentOf(one)))), pause(20000)]);
    await pause(wait);
    shown.forEach((one, index) => forbidden[index].push(...judgePhone(documentOf(one), attributes)));
  }
  for (const one of shown) provoke(documentOf(one).documentElement);
  await pause(wait);
  return close(shown, forbidden.map((faults) => ({ forbidden: faults, changed: false })));
}

async function switchTo(scheme, page) {
  while (!page.getElementById("frame").dataset.filled) await pause(20);
  page.getElementById(scheme).click();
}

function findForeignControls(page) {
  const faults = [];
  for (const element of [page.documentElement, ...everyElement(page)]) {
    if (!CONTROLS.has(element.localName)) faults.push(`<${element.localName}> on the page`);
    for (const { name, value } of element.attributes) {
      const ours = name === "download" || (["src", "href"].includes(name) && COVER.test(value));
      const leads = element.matches("a.skip") && name === "href" && /^#\w+$/.test(value);
      const shrinks = element.matches(".stage") && name === "style" && /^--scale: [\d.]+;?$/.test(value);
      const known = CONTROL_ATTRIBUTES.has(name) || leads || shrinks || (element.hasAttribute("data-cover") && ours);
      if (!known) faults.push(`${element.localName} ${name} on the page`);
      const names = ["id", "class", "name"].includes(name) ? value.split(" ").filter(Boolean) : [];
      faults.push(...names.filter((said) => !CONTROL_NAMES.has(said)).map((said) => `${name} ${said} on the page`));
    }
  }
  const counts = ["script", "style", "iframe", "main", "title", "meta", "a", "img"].map((tag) => page.querySelectorAll(tag).length);
  if (counts.join() !== "2,1,2,1,1,3,3,2") faults.push(`another number of scripts, styles and frames: ${counts}`);
  return faults;
}

function judgePhone(page, attributes) {
  const phone = page.getElementById("frame").contentDocument;
  const [heading, by, ...rest] = phone?.body?.children ?? [];
  if (heading?.localName !== "h1" || by?.className !== "by") return ["the phone shows no article"];
  const faults = rest.length === 1 && rest[0].localName === "section" ? [] : ["something beside the article in the phone"];
  if (heading.children.length || by.children.length) faults.push("an element in the headline");
  const article = phone.createElement("div");
  article.append(...rest.map((element) => element.cloneNode(true)));
  return [...faults, ...findForbidden(article, attributes)];
}
