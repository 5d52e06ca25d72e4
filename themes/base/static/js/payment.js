// The waiting page: copy buttons and the time that is left. Everything is readable without it.

function show() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
}

function tick() {
  for (const place of document.querySelectorAll("[data-until]")) {
    const seconds = Math.max(0, Math.floor((new Date(place.dataset.until) - Date.now()) / 1000));
    const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    place.textContent = `${place.dataset.left} ${parts.map((part) => String(part).padStart(2, "0")).join(":")}`;
  }
}

document.addEventListener("click", async ({ target }) => {
  const button = target.closest?.("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  button.textContent = button.dataset.copied;
});
document.addEventListener("htmx:afterSwap", show);

show();
tick();
setInterval(tick, 1000);
