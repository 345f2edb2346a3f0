"use strict";
const articles = [...document.querySelectorAll("article")];
const texts = articles.map((article) => article.textContent.toLowerCase());
const search = document.getElementById("search");
const own = document.getElementById("own");
const count = document.getElementById("count");
function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const onlyOwn = own !== null && own.getAttribute("aria-pressed") === "true";
  let shown = 0;
  articles.forEach((article, place) => {
    const fits = words.every((word) => texts[place].includes(word)) && (!onlyOwn || article.dataset.own === "yes");
    article.hidden = !fits;
    shown += fits ? 1 : 0;
  });
  count.textContent = shown === articles.length ? "" : `${shown} of ${articles.length}`;
}
search.addEventListener("input", filter);
if (own !== null) {
  own.addEventListener("click", () => {
    own.setAttribute("aria-pressed", own.getAttribute("aria-pressed") === "true" ? "false" : "true");
    filter();
  });
}
const buttons = [...document.querySelectorAll("#languages button")];
buttons.forEach((button) => button.addEventListener("click", () => {
  buttons.forEach((each) => each.setAttribute("aria-pressed", each === button ? "true" : "false"));
  document.querySelectorAll(".replies, .told").forEach((each) => {
    each.hidden = button.dataset.lang !== "" && each.dataset.lang !== button.dataset.lang;
  });
}));
let opened = [];
window.addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details.answer:not([open])")];
  opened.forEach((each) => { each.open = true; });
});
window.addEventListener("afterprint", () => opened.forEach((each) => { each.open = false; }));
