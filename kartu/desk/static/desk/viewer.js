// Looks closer at a picture of a paper: larger, smaller, turned. Without this file each picture opens in its full size.
// Keys (+ - r 0) work only while the picture has the focus.
for (const viewer of document.querySelectorAll('[data-viewer]')) {
  const pane = viewer.querySelector('.pane'), picture = pane.querySelector('img'), bar = viewer.querySelector('[role=toolbar]');
  let zoom = 1, turned = 0;
  const show = () => {
    const across = turned % 180 !== 0, { naturalWidth: wide, naturalHeight: tall } = picture;
    const [width, height] = across ? [tall, wide] : [wide, tall];
    if (!wide) return;
    // At first the whole paper is seen, down to its stamp.
    const tallest = parseFloat(getComputedStyle(pane).maxHeight) - (pane.offsetHeight - pane.clientHeight);
    const scale = zoom * Math.min(pane.clientWidth / width, tallest / height);
    const left = Math.max(0, (pane.clientWidth - width * scale) / 2);
    // A turned picture takes its room from its other side.
    const [beside, above] = [(width - wide) * scale / 2, (height - tall) * scale / 2];
    Object.assign(picture.style, {
      width: `${wide * scale}px`,
      maxWidth: 'none',
      transform: `rotate(${turned}deg)`,
      margin: `${above}px ${beside}px ${above}px ${left + beside}px`,
    });
  };
  const acts = {
    larger: () => { zoom = Math.min(6, zoom * 1.5); },
    smaller: () => { zoom = Math.max(1, zoom / 1.5); },
    turn: () => { turned = (turned + 90) % 360; },
    whole: () => { zoom = 1; turned = 0; },
  };
  const keys = { '+': 'larger', '=': 'larger', '-': 'smaller', r: 'turn', 0: 'whole' };
  const act = name => { acts[name](); show(); };
  bar.hidden = false;
  pane.tabIndex = 0;
  bar.addEventListener('click', event => {
    const button = event.target.closest('[data-act]');
    if (button) act(button.dataset.act);
  });
  pane.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    act(keys[event.key]);
  });
  addEventListener('resize', show);
  if (picture.complete) show();
  else picture.addEventListener('load', show);
}
