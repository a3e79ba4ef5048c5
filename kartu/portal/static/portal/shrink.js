// Makes photos smaller before they are sent. What it cannot read is sent as it is; the server makes it smaller then.
(() => {
  const SIDE = 1600, QUALITY = .85;

  const smaller = async file => {
    const image = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const scale = Math.min(1, SIDE / Math.max(image.width, image.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    const paper = canvas.getContext('2d');
    paper.fillStyle = '#fff';
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise(done => canvas.toBlob(done, 'image/jpeg', QUALITY));
    return blob && blob.size < file.size ? new File([blob], 'foto.jpg', { type: 'image/jpeg' }) : file;
  };

  for (const input of document.querySelectorAll('input[data-shrink]')) {
    const form = input.form, most = form.dataset.most * 1024 * 1024;
    let work = null, again = false;
    const words = document.createElement('p');
    words.className = 'err';
    words.setAttribute('role', 'alert');
    words.hidden = true;
    input.before(words);

    input.addEventListener('change', () => {
      const file = input.files[0];
      words.hidden = true;
      work = file && (async () => {
        const sent = await smaller(file).catch(() => file);
        if (input.files[0] !== file) return;
        if (sent.size > most) {
          input.value = '';
          words.textContent = form.dataset.words;
          words.hidden = false;
        } else if (sent !== file) {
          const box = new DataTransfer();
          box.items.add(sent);
          input.files = box.files;
        }
      })().finally(() => {
        work = null;
        // A form with nothing but the photo is sent as soon as it is taken.
        if (again || ('send' in form.dataset && input.value)) { again = false; form.requestSubmit(); }
      });
    });

    // Sending waits for the smaller photo.
    form.addEventListener('submit', event => {
      if (!work) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      again = true;
    }, true);
  }
})();
