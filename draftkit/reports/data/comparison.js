"use strict";
(() => {
  const boxes = [...document.querySelectorAll(".filter div:last-of-type input")];
  const set = (value) => boxes.forEach((box) => { box.checked = value; });
  for (const button of document.querySelectorAll(".scripted")) {
    button.hidden = false;
    button.addEventListener("click", () => set(button.id === "all"));
  }
})();
