// What tus-js-client does beside plain uploads, one way after another. Arguments: endpoint, token, file. Prints as one line of JSON how each
// ended.
const fs = require('fs');
const tus = require('tus-js-client');

const [endpoint, token, file] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${token}` };
const chunkSize = 200000;

/** Uploads to the end; rejects with the client's error. */
function run(options, prepare = async () => {}) {
  return new Promise((resolve, reject) => {
    const upload = new tus.Upload(fs.createReadStream(file), {
      endpoint,
      headers,
      uploadSize: fs.statSync(file).size,
      retryDelays: [0, 0],
      metadata: { filename: 'ways.wav', filetype: 'audio/wav' },
      ...options,
      onError: reject,
      onSuccess: () => resolve(upload.url),
    });
    prepare(upload).then(() => upload.start(), reject);
  });
}

/** Uploads until the first chunk was taken, then stops; gives the upload up if wished. */
function stop(options, isGivenUp) {
  return new Promise((resolve, reject) => {
    const upload = new tus.Upload(fs.createReadStream(file), {
      endpoint,
      headers,
      chunkSize,
      uploadSize: fs.statSync(file).size,
      metadata: { filename: 'ways.wav', filetype: 'audio/wav' },
      ...options,
      onError: reject,
      onChunkComplete: () => upload.abort(isGivenUp).then(() => resolve(upload.url), reject),
    });
    upload.start();
  });
}

async function resumed() {
  const options = { urlStorage: new tus.FileUrlStorage(`${file}.kept.json`), storeFingerprintForResuming: true, chunkSize };
  await stop(options, false);
  let found = 0;
  let from = null;
  const url = await run({
    ...options,
    onBeforeRequest(request) {
      from ??= request.getMethod() === 'PATCH' ? Number(request.getHeader('Upload-Offset')) : null;
    },
  }, async upload => {
    const kept = await upload.findPreviousUploads();
    found = kept.length;
    upload.resumeFromPreviousUpload(kept[0]);
  });
  return { url, found, from };
}

async function refused(options) {
  let tries = 0;
  try {
    const url = await run({ ...options, onBeforeRequest: () => { tries++; } });
    return { status: 0, body: `accepted: ${url}`, tries };
  } catch (error) {
    return { status: error.originalResponse?.getStatus() ?? 0, body: error.originalResponse?.getBody() ?? String(error), tries };
  }
}

async function removed() {
  const url = await stop({}, true);
  const asked = await fetch(new URL(url, endpoint), { method: 'HEAD', headers: { ...headers, 'Tus-Resumable': '1.0.0' } });
  return asked.status;
}

async function main() {
  return {
    resumed: await resumed(),
    parallel: await refused({ parallelUploads: 2, uploadSize: null }),
    deferred: await refused({ uploadLengthDeferred: true, uploadSize: null, chunkSize }),
    removed: await removed(),
    chunked: await run({ overridePatchMethod: true, chunkSize }),
    whole: await run({ uploadDataDuringCreation: true }),
  };
}

main().then(ways => console.log(JSON.stringify(ways)), error => {
  console.error(error);
  process.exit(1);
});
