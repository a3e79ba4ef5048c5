// A card from the post is shown by its code: by camera, or out of a photo here, so that only the text is sent. Without
// this file the same form sends the photo, and the server reads it.
const eye = document.querySelector('[data-eye]'), form = document.querySelector('[data-form]');
if (eye && isSecureContext) begin();

function begin() {
  const { module, worker, script, wasm } = eye.dataset, scanner = { worker, script, wasm };
  const { code, picture } = form.elements, ways = form.closest('details');
  const trouble = document.querySelector('[data-trouble]');

  const send = text => {
    code.value = text;
    form.requestSubmit();
  };

  const scan = async () => {
    eye.classList.add('on');
    trouble.hidden = true;
    try {
      const { watch } = await import(module);
      await watch(eye.querySelector('video'), scanner, send);
    } catch {
      eye.classList.remove('on');
      trouble.hidden = false;
      ways.open = true;
    }
  };

  picture.addEventListener('change', async () => {
    const [file] = picture.files;
    if (!file) return;
    const text = await import(module).then(({ readPicture }) => readPicture(file, scanner)).catch(() => '');
    if (text) picture.value = '';
    send(text);
  });

  if (!navigator.mediaDevices?.getUserMedia) return;
  eye.querySelector('button').addEventListener('click', scan);
  eye.hidden = false;
  ways.open = Boolean(form.querySelector('.bad'));
  // Back from the next page, the camera is off and can be started again.
  addEventListener('pageshow', () => eye.classList.remove('on'));
}
