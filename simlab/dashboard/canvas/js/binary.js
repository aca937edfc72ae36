// The binary files of simlab/dashboard/canvas/encoding.py, read without copying the arrays.

const MAGIC = "SLCF";
const VERSION = 1;
const TYPES = { f4: Float32Array, i4: Int32Array, u1: Uint8Array };

/** {header, arrays}: the JSON header, and every named array as a typed view of the buffer. */
export function decodeFile(buffer) {
  const magic = new TextDecoder().decode(new Uint8Array(buffer, 0, 4));
  const [version, headerLength] = new Uint32Array(buffer, 4, 2);
  if (magic !== MAGIC || version !== VERSION) {
    throw new Error(`not a canvas file of version ${VERSION}: ${magic} ${version}`);
  }
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 12, headerLength)));
  const arrays = {};
  for (const { name, type, offset, length } of header.arrays) {
    arrays[name] = new TYPES[type](buffer, offset, length);
  }
  return { header, arrays };
}

function bytesOfBase64(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** A polygon sent as 16-bit steps within its own box (see encoding.encode_shape). */
export function decodeShape({ box, path }) {
  const [left, bottom, right, top] = box;
  const steps = new Uint16Array(bytesOfBase64(path).buffer);
  const polygon = [];
  for (let i = 0; i < steps.length; i += 2) {
    polygon.push([left + ((right - left) * steps[i]) / 65535, bottom + ((top - bottom) * steps[i + 1]) / 65535]);
  }
  return polygon;
}

/** One byte per point from a base64 bit mask, least significant bit first. */
export function decodeMask(text, count) {
  const bits = bytesOfBase64(text);
  return Uint8Array.from({ length: count }, (_, i) => (bits[i >> 3] >> (i & 7)) & 1);
}

// A page that is left and entered again asks for the same addresses: the last few answers are kept.
const KEPT = 8;
const answers = new Map();

/** The decoded file at an address; addresses carry a content hash, so an answer never grows stale. */
function fetchFile(url, decode) {
  if (!answers.has(url)) {
    const answer = fetch(new URL(url, location.origin))
      .then((response) => {
        if (!response.ok) throw new Error(`${response.status} for ${url}`);
        return decode(response);
      });
    answer.catch(() => answers.delete(url)); // a failed fetch may be tried again
    answers.set(url, answer);
    if (answers.size > KEPT) answers.delete(answers.keys().next().value);
  }
  return answers.get(url);
}

const binary = (response) => response.arrayBuffer().then(decodeFile);

/** Points: {count, x, y, rows, labels, contexts, context, hover, sprite, spriteTile, axes, map}. */
export function fetchPoints(url) {
  return fetchFile(url, binary).then(({ header, arrays }) => ({ ...header, ...arrays, count: arrays.x.length }));
}

/** Layers: {panels: [{title, subtitle, scale | categories}], values: [one array a panel], sizes, opacities}. */
export function fetchLayers(url) {
  return fetchFile(url, binary).then(({ header: { panels }, arrays }) => ({
    ...arrays, panels, values: panels.map((_, panel) => arrays[`values${panel}`]),
  }));
}

/** Heat maps: {title, note, extent, columns, window, panels, values, facts: [{…panel, values}], faint}. */
export function fetchUnderlay(url) {
  return fetchFile(url, binary).then(({ header, arrays }) => ({
    ...header,
    faint: arrays.faint,
    values: header.panels.map((_, number) => arrays[`values${number}`]),
    facts: header.facts.map((fact, number) => ({ ...fact, values: arrays[`fact${number}`] })),
  }));
}

export function fetchImage(url) {
  return fetchFile(url, (response) => response.blob().then(createImageBitmap));
}
