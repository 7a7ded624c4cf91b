/* Tells the structure how often its page is read and its contacts used: the offer, the act and
   nothing else. No cookie, no identifier, nobody outside. Without this file nothing is counted. */

const offer = /\/offres\/([0-9a-z]{8})-/.exec(location.pathname)?.[1];
const ACTS = [
  ["a[href^='tel:']", "phone"],
  ["a[href^='mailto:']", "mail"],
  [".contact a[rel~='nofollow']", "link"],
];

function count(what) {
  const said = new FormData();
  said.append("offre", offer);
  said.append("quoi", what);
  navigator.sendBeacon("/offres/compte/", said);
}

if (offer) {
  count("view");
  document.querySelector("main").addEventListener("click", (event) => {
    const act = ACTS.find(([which]) => event.target.closest(which));
    if (act) count(act[1]);
  });
}
