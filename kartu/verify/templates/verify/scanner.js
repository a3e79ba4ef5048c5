// Worker: pixels in, texts of the QR codes out. The first message says where ZXing lies. Its address is below /periksa,
// since only there the service worker hands it and what it loads out of the cache.
let ready;
onmessage = async ({ data: { script, wasm, picture } }) => {
  if (script) {
    importScripts(script);
    ready = ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
    return;
  }
  await ready;
  const codes = await ZXingWASM.readBarcodes(picture, { formats: ['QRCode'], tryHarder: true, maxNumberOfSymbols: 4 });
  postMessage(codes.map(code => code.text));
};
