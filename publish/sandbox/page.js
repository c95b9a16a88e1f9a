"use strict";
// The page is fetched again once something has changed; what is being filled in stays.
const EVERY_MS = 1000;
const lost = document.getElementById("lost");

async function look() {
  try {
    const state = await (await fetch("/changes")).text();
    lost.hidden = true;
    if (state !== document.body.dataset.state) renew(await (await fetch(location.href)).text());
  } catch (error) {
    lost.hidden = false; // the sandbox has stopped
  }
  setTimeout(look, EVERY_MS);
}

function renew(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  document.body.dataset.state = page.body.dataset.state;
  const places = [...document.querySelectorAll("[data-renewed]")];
  [...page.querySelectorAll("[data-renewed]")].forEach((next, number) => {
    const place = places[number];
    if (!place || place.innerHTML === next.innerHTML || place.contains(document.activeElement)) return;
    const top = place.firstElementChild ? place.firstElementChild.scrollTop : 0;
    place.replaceWith(document.adoptNode(next));
    if (next.firstElementChild) next.firstElementChild.scrollTop = top;
  });
}

setTimeout(look, EVERY_MS);
