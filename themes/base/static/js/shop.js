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
