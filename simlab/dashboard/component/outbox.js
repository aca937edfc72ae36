// Events on their way to Python: one at a time, kept until Python acknowledges it, so that neither two quick
// strokes nor a lost connection lose one, and no rerun delivers one twice.

const PATIENCE = 2000; // milliseconds; a run that broke off never acknowledges, so it is asked again
const TURN = 20; // milliseconds; Streamlit sends what has changed a moment after the first change

/**
 * Calls `send` now, or when its turn comes. Streamlit puts changes of one moment into one message and runs the fragment
 * of the first one only: what belonged to another fragment would wait there for somebody's next stroke.
 */
export function inTurn(send) {
  const turns = (globalThis.simlabTurns ??= { free: 0 }); // one for all bundles of the page
  const now = performance.now();
  const wait = Math.max(0, turns.free - now);
  turns.free = now + wait + TURN;
  if (wait > 0) setTimeout(send, wait);
  else send();
}

export class Outbox {
  /** `send(event)` hands one event to Streamlit. */
  constructor(send) {
    this.send = send;
    this.nonce = crypto.getRandomValues(new Uint32Array(2)).join("-"); // a new mount must not repeat old numbers
    this.seq = 0;
    this.waiting = [];
    this.session = null;
    this.sentAt = 0;
  }

  post(event) {
    this.seq += 1;
    this.waiting.push({ ...event, nonce: this.nonce, seq: this.seq });
    if (this.waiting.length === 1 || performance.now() - this.sentAt > PATIENCE) this.sendFirst();
    return this.seq;
  }

  sendFirst() {
    this.sentAt = performance.now();
    inTurn(() => this.waiting.length > 0 && this.send({ ...this.waiting[0], session: this.session }));
    clearTimeout(this.again);
    this.again = setTimeout(() => this.waiting.length > 0 && this.sendFirst(), PATIENCE);
  }

  /** What Python has handled; a changed session means that the server forgot, so the first is sent again. */
  acknowledge({ session, nonce, seq }) {
    const before = this.waiting.length;
    if (nonce === this.nonce) this.waiting = this.waiting.filter((event) => event.seq > seq);
    const renewed = this.session !== null && this.session !== session;
    this.session = session;
    if (this.waiting.length > 0 && (renewed || this.waiting.length < before)) this.sendFirst();
  }

  /** Nothing is asked for again: the component left the page. */
  close() {
    clearTimeout(this.again);
  }

  has(seq) {
    return this.waiting.some((event) => event.seq === seq);
  }
}
