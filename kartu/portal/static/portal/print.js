// The button that prints; without script the browser's own menu does.
for (const box of document.querySelectorAll('[data-print]')) {
  box.hidden = false;
  box.querySelector('button').addEventListener('click', () => print());
}
