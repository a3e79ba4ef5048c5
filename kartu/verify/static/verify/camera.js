// Reads the code from the camera or from a photo: by the browser's own reader where it has one, else by ZXing in a worker.

const LONGEST_SIDE = 1_600; // pixels a picture is shrunk to before it is read
const OURS = 200; // characters: codes of cards are longer; a card may also show a short one that opens this page
const LINGER = 1_500; // milliseconds to look for a longer code beside a short one

let reader; // made once: source (video, picture) -> text of its longest code, or ''

// Begin to look; `found(text, seen)` is called once, with the time the picture was taken. Answers how to stop.
export async function watch(video, scanner, found) {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } },
  });
  let running = true;
  const stop = () => {
    running = false;
    stream.getTracks().forEach(track => track.stop());
    video.srcObject = null;
  };
  try {
    video.srcObject = stream;
    await video.play();
    reader ??= await makeReader(scanner);
  } catch (error) {
    stop();
    throw error;
  }
  look();
  return stop;

  async function look() {
    for (let since = 0; running;) {
      const seen = performance.now(), text = video.videoWidth ? await reader(video) : '';
      if (text) since ||= seen;
      if (running && text && (text.length > OURS || seen - since > LINGER)) {
        stop();
        return found(text, seen);
      }
      await new Promise(requestAnimationFrame);
    }
  }
}

// The text of the longest code in a picture file, '' when there is none or it is no picture.
export async function readPicture(file, scanner) {
  reader ??= await makeReader(scanner);
  try {
    return await reader(await createImageBitmap(file));
  } catch (error) {
    if (error instanceof DOMException) return '';
    throw error;
  }
}

// Whether this browser reads codes by itself; otherwise the files of `scanner` are needed.
export async function readsItself() {
  return 'BarcodeDetector' in globalThis && (await BarcodeDetector.getSupportedFormats()).includes('qr_code');
}

async function makeReader(scanner) {
  if (await readsItself()) {
    const detector = new BarcodeDetector({ formats: ['qr_code'] });
    return async source => longest((await detector.detect(source)).map(code => code.rawValue));
  }
  return inWorker(scanner);
}

// The last canvas is used again for each picture of a video.
function inWorker({ worker, script, wasm }) {
  const thread = new Worker(worker), canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  thread.postMessage({ script, wasm });
  return source => new Promise((resolve, reject) => {
    const width = source.videoWidth ?? source.width, height = source.videoHeight ?? source.height;
    const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    context.drawImage(source, 0, 0, canvas.width, canvas.height);
    const picture = context.getImageData(0, 0, canvas.width, canvas.height);
    thread.onmessage = ({ data }) => resolve(longest(data));
    thread.onerror = () => reject(new Error('the reader did not start'));
    thread.postMessage({ picture }, [picture.data.buffer]);
  });
}

const longest = texts => texts.reduce((found, text) => text.length > found.length ? text : found, '');
