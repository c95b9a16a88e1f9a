// The peers that Node runs: `convert.mjs PEER once OUT THEME ISSUE` or `convert.mjs PEER warm ROUNDS THEME ISSUE…`.

import { readFileSync, writeFileSync } from "node:fs";

async function makeWenyan() {
  const { prepareRenderContext } = await import("@wenyan-md/core/wrapper");
  const options = { theme: "default", highlight: "solarized-light", macStyle: true, footnote: true };
  const getContent = async (content) => ({ content });
  return async (text) => (await prepareRenderContext(text, options, getContent)).gzhContent.content;
}

async function makeMarked(css) {
  const { marked } = await import("marked");
  const { default: juice } = await import("juice");
  return async (text) => juice(`<style>${css}</style><section class="nl">${marked.parse(text)}</section>`);
}

const PEERS = { wenyan: makeWenyan, marked: makeMarked };

async function time(convert, texts) {
  const start = process.cpuUsage();
  for (const text of texts) await convert(text);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6 / texts.length;
}

const [peer, mode, argument, theme, ...issues] = process.argv.slice(2);
const convert = await PEERS[peer](readFileSync(theme, "utf8"));
const texts = issues.map((issue) => readFileSync(issue, "utf8"));
if (mode === "once") {
  writeFileSync(argument, await convert(texts[0]));
} else {
  const samples = [];
  for (let round = 0; round < Number(argument); round += 1) {
    samples.push(await time(convert, texts.map((text) => text.replaceAll("。", `${round}。`))));
  }
  console.log(JSON.stringify(samples));
}
process.exit(0); // a window of jsdom keeps Node waiting
