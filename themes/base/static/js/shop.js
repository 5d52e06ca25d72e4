// What the shop adds when scripts run. Every page works without it.

for (const stepper of document.querySelectorAll("[data-stepper]")) {
  const input = stepper.querySelector("input");
  for (const button of stepper.querySelectorAll("[data-step]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      if (Number(button.dataset.step) > 0) input.stepUp();
      else input.stepDown();
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

document.addEventListener("change", ({ target }) => {
  if (!target.dataset?.price) return;
  document.getElementById("price").textContent = target.dataset.price;
  const unit = document.getElementById("unit-price");
  if (unit) unit.textContent = target.dataset.unitPrice;
});

document.addEventListener("click", (event) => {
  const thumb = event.target.closest(".gallery__thumbs a");
  if (!thumb) return;
  event.preventDefault();
  document.querySelector(thumb.hash).scrollIntoView({ block: "nearest", inline: "start" });
});

document.addEventListener("submit", ({ target }) => {
  if (target.id === "filter-form") document.getElementById("filters").hidePopover?.();
});

// Suggestions: arrows walk through the links, Escape goes back to what was typed.
const search = document.getElementById("search");
const suggested = document.getElementById("suggestions");
search?.form.addEventListener("keydown", (event) => {
  const stops = [search, ...suggested.querySelectorAll("a")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const here = stops.indexOf(document.activeElement);
  if (step && stops.length > 1 && here >= 0) {
    event.preventDefault();
    stops.at((here + step) % stops.length).focus();
  } else if (event.key === "Escape" && stops.length > 1) {
    event.preventDefault();
    suggested.replaceChildren();
    search.focus();
  }
});
