// Uploads a file with tus-js-client. Arguments: endpoint, token, file, chunk size (0: one request), abort after so many bytes (0: never),
// "override" to send POST for PATCH.
// Aborted once, it resumes by itself; prints how it went as one line of JSON.
const fs = require('fs');
const tus = require('tus-js-client');

const [endpoint, token, file, chunk, abortAfter, override] = process.argv.slice(2);
let aborted = false;
let resumedAt = null;

const upload = new tus.Upload(fs.createReadStream(file), {
  endpoint,
  uploadSize: fs.statSync(file).size,
  chunkSize: Number(chunk) || Infinity,
  overridePatchMethod: override === 'override',
  retryDelays: [0, 500, 1000, 3000],
  metadata: { filename: 'a talk ☕.wav', filetype: 'audio/wav' },
  headers: { Authorization: `Bearer ${token}` },
  onBeforeRequest(request) {
    if (aborted && resumedAt === null && request.getHeader('Upload-Offset')) {
      resumedAt = Number(request.getHeader('Upload-Offset'));
    }
  },
  onProgress(sent) {
    if (!aborted && Number(abortAfter) > 0 && sent >= Number(abortAfter)) {
      aborted = true;
      const url = upload.url;
      upload.abort().then(() => resume(url));
    }
  },
  onError(error) {
    console.error(String(error));
    process.exit(1);
  },
  onSuccess: done,
});

function resume(url) {
  // As a client after a restart does: with nothing but the upload's address.
  const again = new tus.Upload(fs.readFileSync(file), {
    ...upload.options,
    uploadUrl: url,
    onProgress: null,
    onSuccess() {
      upload.url = url;
      done();
    },
  });
  again.start();
}

function done() {
  console.log(JSON.stringify({ url: upload.url, resumed_at: resumedAt }));
  process.exit(0);
}

upload.start();
