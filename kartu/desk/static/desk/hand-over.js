// The hand-over page: the card's code by camera, and a signature as lines. Without this file the code is typed and the
// receipt is signed on paper. What is sent of the signature is SVG path data, drawn again by us (kartu/printing/handing.py).
const form = document.querySelector('form[method="post"].stack');
const look = document.querySelector('[data-look]');
const sign = document.querySelector('[data-sign]');

if (look && isSecureContext && navigator.mediaDevices) scan();
if (sign) draw();

function scan() {
  const { module, worker, script, wasm } = look.dataset;
  const [video, button, says] = ['video', 'button', '[role="status"]'].map(each => look.querySelector(each));
  const field = form.elements.card;
  look.hidden = false;
  button.addEventListener('click', async () => {
    says.textContent = '';
    video.hidden = false;
    try {
      const { watch } = await import(module);
      await watch(video, { worker, script, wasm }, text => {
        video.hidden = true;
        field.value = text;
        says.textContent = says.dataset.read;
      });
    } catch {
      video.hidden = true;
      says.textContent = says.dataset.trouble;
    }
  });
}

function draw() {
  const canvas = sign.querySelector('canvas'), pen = canvas.getContext('2d'), field = form.elements.strokes;
  const lines = [];
  let line = null;
  sign.hidden = false;
  Object.assign(pen, { lineWidth: 3, lineCap: 'round', lineJoin: 'round' });

  const point = ({ clientX, clientY }) => {
    const box = canvas.getBoundingClientRect();
    const within = (share, size) => Math.max(0, Math.min(size - 1, Math.round(share * size)));
    return [within((clientX - box.left) / box.width, canvas.width), within((clientY - box.top) / box.height, canvas.height)];
  };
  const keep = () => {
    const whole = lines.filter(each => each.length > 1);
    field.value = whole.map(([first, ...rest]) => `M${first.join(' ')}${rest.map(each => `L${each.join(' ')}`).join('')}`).join('');
  };

  canvas.addEventListener('pointerdown', event => {
    canvas.setPointerCapture(event.pointerId);
    lines.push(line = [point(event)]);
    event.preventDefault();
  });
  canvas.addEventListener('pointermove', event => {
    if (!line) return;
    const last = line.at(-1), next = point(event);
    if (Math.abs(next[0] - last[0]) + Math.abs(next[1] - last[1]) < 3) return;
    line.push(next);
    pen.beginPath();
    pen.moveTo(...last);
    pen.lineTo(...next);
    pen.stroke();
  });
  for (const end of ['pointerup', 'pointercancel']) {
    canvas.addEventListener(end, () => {
      line = null;
      keep();
    });
  }
  sign.querySelector('button').addEventListener('click', () => {
    lines.length = 0;
    pen.clearRect(0, 0, canvas.width, canvas.height);
    keep();
  });
}
