"use strict";
// The first script of every frame: tells the judge's page of anything that an author's script could do.
(() => {
  if (window === top) return;
  const tell = (what) => top.postMessage({ fired: String(what) }, "*");
  const hook = (object, name, result) => {
    if (object) object[name] = (...said) => (tell(`${name}(${said.map(String).join().slice(0, 80)})`), result);
  };
  for (const name of ["alert", "print", "open", "fetch", "msgbox", "importScripts"]) hook(window, name);
  hook(window, "prompt", "");
  hook(window, "confirm", true);
  for (const name of ["log", "info", "warn", "error", "debug", "dir", "table"]) hook(console, name);
  hook(XMLHttpRequest.prototype, "open");
  hook(navigator, "sendBeacon", true);
  for (const name of ["write", "writeln"]) hook(document, name);
  window.eval = (said) => tell(`eval(${String(said).slice(0, 80)})`);
  // The policy of the page reports without hindering: whatever runs is told, and so is what asks the network.
  addEventListener("securitypolicyviolation", (event) => {
    if (event.disposition === "report") tell(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
  });
})();
