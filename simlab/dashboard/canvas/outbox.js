// Events on their way to Python: one at a time, kept until Python acknowledges it, so that neither two quick
// strokes nor a lost connection lose one, and no rerun delivers one twice.

const PATIENCE = 2000; // milliseconds; a run that broke off never acknowledges, so the next stroke asks again

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
    this.send({ ...this.waiting[0], session: this.session });
  }

  /** What Python has handled; a changed session means that the server forgot, so the first is sent again. */
  acknowledge({ session, nonce, seq }) {
    const before = this.waiting.length;
    if (nonce === this.nonce) this.waiting = this.waiting.filter((event) => event.seq > seq);
    const renewed = this.session !== null && this.session !== session;
    this.session = session;
    if (this.waiting.length > 0 && (renewed || this.waiting.length < before)) this.sendFirst();
  }

  has(seq) {
    return this.waiting.some((event) => event.seq === seq);
  }
}
