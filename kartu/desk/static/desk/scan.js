// The search takes a card's code from the camera as well; a hand-held scanner types into the field by itself.
const root = document.getElementById('kamera'), field = document.querySelector('form [name=what]');
if (root && field && navigator.mediaDevices?.getUserMedia) {
  const { camera, worker, script, wasm } = root.dataset;
  const video = root.querySelector('video'), button = root.querySelector('button'), trouble = root.querySelector('[role=status]');
  root.hidden = false;
  button.addEventListener('click', async () => {
    video.hidden = false;
    trouble.hidden = true;
    try {
      const { watch } = await import(camera);
      await watch(video, { worker, script, wasm }, text => {
        video.hidden = true;
        field.value = text;
        field.form.requestSubmit();
      });
    } catch {
      video.hidden = true;
      trouble.hidden = false;
    }
  });
}
