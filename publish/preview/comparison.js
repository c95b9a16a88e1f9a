"use strict";
const { pages, pictures } = JSON.parse(document.getElementById("payload").textContent);
const frames = [...document.querySelectorAll("iframe")];
let scheme = "light";

const fill = (html) => html.replace(/picture:all\/\d+\//g, (name) => pictures[name] ?? name);
const show = (frame) => {
  if (frame.dataset.shown === scheme) return;
  frame.dataset.shown = scheme;
  frame.srcdoc = fill(pages[frame.dataset.theme][scheme]);
};
// A frame is filled when it comes near: thirty articles at once would hold up the page.
const near = new IntersectionObserver(
  (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => show(entry.target)),
  { rootMargin: "600px" },
);
frames.forEach((frame) => near.observe(frame));

document.querySelector("header").addEventListener("click", (event) => {
  const chosen = event.target.dataset.scheme;
  if (!chosen) return;
  scheme = chosen;
  document.querySelectorAll("[data-scheme]").forEach((button) => {
    button.setAttribute("aria-pressed", String(button.dataset.scheme === scheme));
  });
  frames.forEach((frame) => {
    near.unobserve(frame);
    near.observe(frame);
  });
});
