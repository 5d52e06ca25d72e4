// Photo order by drag or arrow, and a square to drag for the crop. Without this file the same buttons post the form.
"use strict";

function renumber(list) {
  [...list.children].forEach((item, place) => {
    item.querySelector('input[name$="-place"]').value = place;
    item.querySelector("[data-position]").textContent = place + 1;
  });
}

function orderable(list) {
  let dragged = null;
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    event.preventDefault();
    const item = button.closest("[data-photo]");
    const earlier = button.dataset.move === "-1";
    const neighbour = earlier ? item.previousElementSibling : item.nextElementSibling;
    if (neighbour) earlier ? neighbour.before(item) : neighbour.after(item);
    renumber(list);
    button.focus();
  });
  list.addEventListener("dragstart", (event) => {
    const item = event.target.closest("[data-photo]");
    if (!item || event.target.closest("input, button, details")) return;
    dragged = item;
    event.dataTransfer.effectAllowed = "move";
    item.classList.add("is-dragged");
  });
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest("[data-photo]");
    if (!dragged || !over || over === dragged) return;
    event.preventDefault();
    const items = [...list.children];
    items.indexOf(over) < items.indexOf(dragged) ? over.before(dragged) : over.after(dragged);
  });
  list.addEventListener("dragend", () => {
    dragged?.classList.remove("is-dragged");
    dragged = null;
    renumber(list);
  });
}

function cutter(details) {
  const width = Number(details.dataset.width);
  const height = Number(details.dataset.height);
  const field = (name) => details.querySelector(`input[name$="-${name}"]`);
  const least = Math.min(Number(field("size").min) || 1, width, height);
  const box = document.createElement("div");
  const picture = document.createElement("img");
  const square = document.createElement("div");
  box.className = "cp-cutter";
  square.className = "cp-cutter__square";
  square.tabIndex = 0;
  picture.src = details.dataset.src;
  picture.alt = "";
  box.append(picture, square);
  details.querySelector("summary").after(box);

  let side = Math.min(width, height);
  let x = Math.round((width - side) / 2);
  let y = Math.round((height - side) / 2);
  const within = (value, most) => Math.max(0, Math.min(Math.round(value), most));
  function draw() {
    side = Math.max(least, Math.min(Math.round(side), width, height));
    x = within(x, width - side);
    y = within(y, height - side);
    square.style.left = `${(x / width) * 100}%`;
    square.style.top = `${(y / height) * 100}%`;
    square.style.width = `${(side / width) * 100}%`;
    square.style.height = `${(side / height) * 100}%`;
    [field("x").value, field("y").value, field("size").value] = [x, y, side];
  }
  square.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    square.focus();
    square.setPointerCapture(event.pointerId);
    const scale = width / box.clientWidth;
    const start = { left: x, top: y, atX: event.clientX, atY: event.clientY };
    const drag = (move) => {
      x = start.left + (move.clientX - start.atX) * scale;
      y = start.top + (move.clientY - start.atY) * scale;
      draw();
    };
    square.addEventListener("pointermove", drag);
    square.addEventListener("pointerup", () => square.removeEventListener("pointermove", drag), { once: true });
  });
  square.addEventListener("keydown", (event) => {
    const step = Math.max(1, Math.round(width / 100));
    const moves = { ArrowLeft: [-step, 0, 0], ArrowRight: [step, 0, 0], ArrowUp: [0, -step, 0], ArrowDown: [0, step, 0], "+": [0, 0, step], "-": [0, 0, -step] };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    x += move[0];
    y += move[1];
    side += move[2];
    draw();
  });
  for (const name of ["x", "y", "size"]) {
    field(name).addEventListener("input", () => {
      [x, y, side] = [Number(field("x").value), Number(field("y").value), Number(field("size").value)];
      draw();
    });
  }
  details.closest("[data-photo]").draggable = false;
  draw();
}

document.querySelectorAll("[data-photos]").forEach(orderable);
document.querySelectorAll("[data-crop]").forEach((details) => {
  details.addEventListener("toggle", () => { if (!details.querySelector(".cp-cutter")) cutter(details); }, { once: true });
});
document.querySelectorAll(".cp-missing a").forEach((link) => {
  link.addEventListener("click", (event) => {
    const field = document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.closest("details")?.setAttribute("open", "");
    field.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  });
});
