// Looks closer at a picture of a paper: larger, smaller, turned. Without this file each picture opens in its full size.
// Keys (+ - r 0) work only while the picture has the focus.
for (const viewer of document.querySelectorAll('[data-viewer]')) {
  const pane = viewer.querySelector('.pane'), picture = pane.querySelector('img'), bar = viewer.querySelector('[role=toolbar]');
  let zoom = 1, turned = 0;
  const show = () => {
    const { naturalWidth: width, naturalHeight: height } = picture, across = turned % 180 !== 0;
    const room = pane.clientWidth * zoom, long = across && width ? room * width / height : room;
    picture.style.width = `${across ? long : room}px`;
    picture.style.maxWidth = 'none';
    picture.style.transform = `rotate(${turned}deg)`;
    // A turned picture takes its room from its other side.
    const spare = across ? (room - long) / 2 : 0;
    picture.style.margin = across ? `${spare}px ${0}px ${spare}px ${spare}px` : '0';
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
