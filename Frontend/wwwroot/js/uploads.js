// Resumable uploads to this origin: tus 1.0.0 (https://tus.io/protocols/resumable-upload), creation and termination.
// The size of chunks adapts to the connection so that one takes a few seconds: progress is visible, and little is sent twice after an interruption.

const protocol = { 'Tus-Resumable': '1.0.0' };
const smallest = 256 * 1024;
const largest = 16 * 1024 * 1024;
const secondsPerChunk = 3;
const waits = [1000, 2000, 4000, 8000, 15000, 30000];
const parallel = 2;

class Refused extends Error {
  constructor(status, detail) {
    super(detail ?? `HTTP ${status}`);
    this.status = status;
    this.detail = detail;
  }
}

const detailOf = async response => {
  try {
    const problem = await response.json();
    const fields = Object.values(problem.errors ?? {}).flat();
    return fields.length > 0 ? fields.join(' ') : problem.detail ?? problem.title ?? null;
  } catch {
    return null;
  }
};

const base64 = text => {
  const bytes = new TextEncoder().encode(text);
  return btoa(String.fromCharCode(...bytes));
};

const memory = {
  key: file => `upload:${file.name}:${file.size}:${file.lastModified}`,
  get(file) {
    try { return localStorage.getItem(this.key(file)); } catch { return null; }
  },
  set(file, address) {
    try { localStorage.setItem(this.key(file), address); } catch { /* Not stored in a private window; the upload continues. */ }
  },
  forget(file) {
    try { localStorage.removeItem(this.key(file)); } catch { /* Nothing was stored. */ }
  },
};

class Upload {
  sent = 0;
  speed = 0;
  state = 'waiting';
  status = 0;
  detail = null;
  address = null;
  #chunk = 1024 * 1024;
  #request = null;
  #running = null;
  #creating = null;
  #run = 0;
  #tries = 0;
  #timer = null;
  #changed;

  constructor(key, file, changed) {
    this.key = key;
    this.file = file;
    this.#changed = changed;
  }

  get report() {
    return {
      key: this.key, name: this.file.name, size: this.file.size, sent: Math.round(this.sent), speed: this.speed,
      state: this.state, status: this.status, detail: this.detail, uploadId: this.address?.split('/').pop() ?? null,
    };
  }

  get wantsToRun() {
    return this.state === 'waiting';
  }

  start() {
    this.#turn('sending');
    this.#running = this.#send(++this.#run);
  }

  pause() {
    if (this.state === 'done') {
      return;
    }
    this.#stop();
    this.#turn('paused');
  }

  resume() {
    if (this.state === 'paused' || this.state === 'failed') {
      this.#tries = 0;
      this.#turn('waiting');
    }
  }

  async remove() {
    const wasDone = this.state === 'done';
    this.#stop();
    this.state = 'removed';
    memory.forget(this.file);
    await this.#running?.catch(() => undefined);
    if (memory.get(this.file) === this.address) {
      memory.forget(this.file);
    }
    if (this.address && !wasDone) {
      await fetch(this.address, { method: 'DELETE', headers: protocol, keepalive: true }).catch(() => undefined);
    }
  }

  detach() {
    this.#stop();
    this.state = 'removed';
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#request?.abort();
    this.#request = null;
  }

  #turn(state) {
    if (this.state !== 'removed') {
      this.state = state;
      if (state !== 'sending') {
        this.speed = 0;
      }
      this.#changed();
    }
  }

  async #send(run) {
    // If it was paused and resumed while this waits for a response, another run has replaced this one.
    const isCurrent = () => this.state === 'sending' && run === this.#run;
    try {
      await this.#find(isCurrent);
      while (isCurrent() && this.sent < this.file.size) {
        await this.#sendChunk();
        this.#tries = 0;
      }
      if (isCurrent()) {
        memory.forget(this.file);
        this.#turn('done');
      }
    } catch (error) {
      if (isCurrent()) {
        this.#fail(error);
      }
    }
  }

  #fail(error) {
    const status = error instanceof Refused ? error.status : 0;
    const canRetry = status === 0 || status === 408 || status === 409 || status === 423 || status === 429 || status >= 500;
    if (status === 404 || status === 410) {
      // The server no longer has the upload: start again.
      memory.forget(this.file);
      this.address = null;
      this.sent = 0;
    }
    if ((canRetry || status === 404 || status === 410) && this.#tries < waits.length) {
      this.#turn('retrying');
      this.#timer = setTimeout(() => this.#turn('waiting'), waits[this.#tries++] * (0.8 + Math.random() * 0.4));
      return;
    }
    this.status = status;
    this.detail = error.detail ?? null;
    this.#turn('failed');
  }

  /** Gets the offset of an earlier attempt, or creates a new upload. */
  async #find(isCurrent) {
    this.address ??= memory.get(this.file);
    if (this.address) {
      const response = await fetch(this.address, { method: 'HEAD', headers: protocol, cache: 'no-store' });
      if (!isCurrent()) {
        return;
      }
      if (response.ok) {
        this.sent = Number(response.headers.get('Upload-Offset') ?? 0);
        return;
      }
      if (response.status !== 404 && response.status !== 410 && response.status !== 403) {
        throw new Refused(response.status, null);
      }
      memory.forget(this.file);
      this.address = null;
    }
    // One for all runs: otherwise an upload could remain that nothing is sent to.
    this.#creating ??= this.#create().finally(() => { this.#creating = null; });
    await this.#creating;
  }

  async #create() {
    const metadata = [`filename ${base64(this.file.name)}`];
    if (this.file.type) {
      metadata.push(`filetype ${base64(this.file.type)}`);
    }
    const response = await fetch('/uploads', {
      method: 'POST',
      headers: { ...protocol, 'Upload-Length': String(this.file.size), 'Upload-Metadata': metadata.join(',') },
    });
    if (!response.ok) {
      throw new Refused(response.status, await detailOf(response));
    }
    this.sent = 0;
    this.address = response.headers.get('Location');
    memory.set(this.file, this.address);
  }

  /** XMLHttpRequest, because fetch does not report how much of a body has been sent. */
  #sendChunk() {
    const from = this.sent;
    const part = this.file.slice(from, from + this.#chunk);
    const began = performance.now();
    return new Promise((resolve, reject) => {
      const request = this.#request = new XMLHttpRequest();
      request.open('PATCH', this.address);
      request.setRequestHeader('Tus-Resumable', '1.0.0');
      request.setRequestHeader('Upload-Offset', String(from));
      request.setRequestHeader('Content-Type', 'application/offset+octet-stream');
      request.upload.onprogress = event => {
        this.sent = from + event.loaded;
        this.#changed();
      };
      request.onload = () => {
        if (request.status !== 204) {
          this.sent = from;
          let detail = null;
          try { detail = JSON.parse(request.responseText).detail ?? null; } catch { /* No problem details. */ }
          reject(new Refused(request.status, detail));
          return;
        }
        const seconds = Math.max((performance.now() - began) / 1000, 0.001);
        this.sent = Number(request.getResponseHeader('Upload-Offset') ?? from + part.size);
        const speed = part.size / seconds;
        this.speed = this.speed ? this.speed * 0.7 + speed * 0.3 : speed;
        this.#chunk = Math.min(largest, Math.max(smallest, Math.round(speed * secondsPerChunk / smallest) * smallest));
        this.#changed();
        resolve();
      };
      request.onerror = () => reject(new Refused(0, null));
      request.onabort = () => reject(new DOMException('aborted', 'AbortError'));
      request.send(part);
    });
  }
}

// Of a folder the recordings are taken, up to as many as the list of jobs shows at a time; what is hidden is not meant.
const mostOfFolder = 200;
const recordings = /\.(3gp|aac|aiff?|amr|avi|flac|flv|m4a|m4b|m4v|mka|mkv|mov|mp3|mp4|mpe?g|mts|oga|ogg|ogv|opus|ts|wav|weba|webm|wma|wmv)$/i;
const isRecording = file => !file.name.startsWith('.') && (/^(audio|video)\//.test(file.type) || recordings.test(file.name));

const childrenOf = async folder => {
  const reader = folder.createReader();
  const all = [];
  // Some at a time, until there are none left.
  for (let some = null; some === null || (some.length > 0 && all.length <= mostOfFolder);) {
    some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    all.push(...some);
  }
  return all;
};

const filesIn = async entries => {
  const found = [];
  const waiting = [...entries];
  while (waiting.length > 0 && found.length < mostOfFolder) {
    const entry = waiting.shift();
    if (entry.isDirectory) {
      waiting.push(...await childrenOf(entry));
    } else {
      found.push(await new Promise((resolve, reject) => entry.file(resolve, reject)));
    }
  }
  return found;
};

export function attach(zone, owner) {
  const uploads = new Map();
  const inputs = zone.querySelectorAll('input[type=file]');
  const ending = new AbortController();
  let timer = null;
  let counter = 0;

  const report = async () => {
    timer = null;
    const items = [...uploads.values()].filter(upload => upload.state !== 'removed').map(upload => upload.report);
    try {
      await owner.invokeMethodAsync('Report', items);
    } catch {
      // The circuit is temporarily disconnected; the uploads continue, and the page is notified when it is back.
      if (!ending.signal.aborted) {
        timer ??= setTimeout(report, 1000);
      }
    }
  };

  const changed = () => {
    schedule();
    timer ??= setTimeout(report, 200);
  };

  const schedule = () => {
    const running = [...uploads.values()].filter(upload => upload.state === 'sending').length;
    [...uploads.values()].filter(upload => upload.wantsToRun).slice(0, Math.max(0, parallel - running)).forEach(upload => upload.start());
  };

  const add = files => {
    for (const file of files) {
      const key = `f${++counter}`;
      uploads.set(key, new Upload(key, file, changed));
    }
    // At once, so that a quick click on the button comes after it.
    report();
    schedule();
  };

  const on = (target, name, handler) => target.addEventListener(name, handler, { signal: ending.signal });

  const addFolder = files => add([...files].filter(isRecording).slice(0, mostOfFolder));

  const take = input => {
    if ('folder' in input.dataset) {
      addFolder(input.files);
    } else {
      add(input.files);
    }
    input.value = '';
  };
  for (const input of inputs) {
    on(input, 'change', () => take(input));
  }

  // The whole page accepts dropped files, so that a file that misses the drop area is not opened by the browser.
  let depth = 0;
  const hasFiles = event => [...event.dataTransfer?.types ?? []].includes('Files');
  on(document, 'dragenter', event => {
    if (hasFiles(event)) {
      depth++;
      zone.dataset.over = '';
    }
  });
  on(document, 'dragleave', event => {
    if (hasFiles(event) && --depth <= 0) {
      depth = 0;
      delete zone.dataset.over;
    }
  });
  on(document, 'dragover', event => {
    if (hasFiles(event)) {
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
    }
  });
  on(document, 'drop', event => {
    if (hasFiles(event)) {
      event.preventDefault();
      depth = 0;
      delete zone.dataset.over;
      // Both are gone once this event is over.
      const { files } = event.dataTransfer;
      const entries = [...event.dataTransfer.items].map(item => item.webkitGetAsEntry?.()).filter(entry => entry);
      if (entries.some(entry => entry.isDirectory)) {
        filesIn(entries).then(addFolder, () => add(files));
      } else {
        add(files);
      }
    }
  });
  on(window, 'beforeunload', event => {
    if ([...uploads.values()].some(upload => ['waiting', 'sending', 'retrying'].includes(upload.state))) {
      event.preventDefault();
    }
  });
  on(window, 'online', () => uploads.forEach(upload => {
    if (upload.state === 'retrying') {
      upload.pause();
      upload.resume();
    }
  }));

  // Selected before the page was ready.
  for (const input of inputs) {
    if (input.files.length > 0) {
      take(input);
    }
  }

  return {
    pause: key => uploads.get(key)?.pause(),
    resume: key => uploads.get(key)?.resume(),
    remove: async key => {
      const upload = uploads.get(key);
      uploads.delete(key);
      await upload?.remove();
      schedule();
    },
    detach: () => {
      ending.abort();
      clearTimeout(timer);
      uploads.forEach(upload => upload.detach());
      uploads.clear();
    },
  };
}
