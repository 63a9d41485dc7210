// Keys for those who read much: "/" goes to the search field, "j" and "k" to the next and the previous article.
// Everything works without this file.
"use strict";

const typing = (element) => element.matches("input, textarea, select, [contenteditable]");

const step = (by) => {
  const links = [...document.querySelectorAll(".entry-title a")];
  if (links.length === 0) return;
  const here = links.indexOf(document.activeElement);
  const next = here < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, here + by));
  links[next].focus();
  links[next].closest(".entry").scrollIntoView({ block: "nearest" });
};

const keys = {
  "/": () => document.getElementById("q").select(),
  j: () => step(1),
  k: () => step(-1),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (typing(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const act = keys[event.key];
  if (act === undefined) return;
  event.preventDefault();
  act();
});
