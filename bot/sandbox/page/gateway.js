const INITIAL_BACKOFF = 400; // milliseconds
const MAX_BACKOFF = 5000;
const FATAL = new Set([4004, 4010, 4011, 4012, 4013, 4014]); // Discord: do not reconnect with the same identity

/**
 * One person's gateway connection: identifies, sends heartbeats, resumes with backoff after a disconnect.
 * `dispatch(type, data)` gets every event; `status(word)` gets "connecting", "open", "lost" or "refused".
 */
export class Gateway {
  #socket = null;
  #session = null;
  #sequence = null;
  #attempt = 0;
  #beat = null;
  #acknowledged = true;
  #retry = null;

  constructor(url, token, { dispatch, status }) {
    this.url = url;
    this.token = token;
    this.dispatch = dispatch;
    this.status = status;
    addEventListener("online", () => this.retryNow());
    document.addEventListener("visibilitychange", () => document.hidden || this.retryNow());
  }

  connect() {
    if (this.#socket) return;
    this.status("connecting");
    const socket = new WebSocket(`${this.url}?v=10&encoding=json`);
    this.#socket = socket;
    socket.onmessage = (event) => this.#receive(JSON.parse(event.data));
    socket.onclose = (event) => this.#closed(socket, event.code);
  }

  close() {
    clearTimeout(this.#retry);
    clearInterval(this.#beat);
    const socket = this.#socket;
    this.#retry = this.#socket = null;
    socket?.close(1000);
  }

  /** Retries immediately instead of waiting for the rest of the backoff. */
  retryNow() {
    if (this.#retry === null) return;
    clearTimeout(this.#retry);
    this.#retry = null;
    this.connect();
  }

  #send(op, d) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify({ op, d }));
  }

  #receive({ op, d, s, t }) {
    if (s !== null && s !== undefined) this.#sequence = s;
    if (op === 0) this.#event(t, d);
    else if (op === 1) this.#send(1, this.#sequence);
    else if (op === 7) this.#socket.close(4000);
    else if (op === 9) this.#invalid(d);
    else if (op === 10) this.#hello(d.heartbeat_interval);
    else if (op === 11) this.#acknowledged = true;
  }

  #event(type, data) {
    if (type === "READY") this.#session = data.session_id;
    if (type === "READY" || type === "RESUMED") {
      this.#attempt = 0;
      this.status("open");
    }
    this.dispatch(type, data);
  }

  #hello(interval) {
    this.#acknowledged = true;
    clearInterval(this.#beat);
    this.#beat = setInterval(() => this.#heartbeat(), interval);
    if (this.#session) this.#send(6, { token: this.token, session_id: this.#session, seq: this.#sequence });
    else this.#send(2, { token: this.token, properties: { os: "web", browser: "qiao-page", device: "qiao-page" } });
  }

  #heartbeat() {
    if (!this.#acknowledged) return this.#socket.close(4000);
    this.#acknowledged = false;
    this.#send(1, this.#sequence);
  }

  #invalid(resumable) {
    if (!resumable) this.#forget();
    this.#socket.close(4000);
  }

  #forget() {
    this.#session = null;
    this.#sequence = null;
  }

  #closed(socket, code) {
    if (socket !== this.#socket) return;
    this.#socket = null;
    clearInterval(this.#beat);
    if (FATAL.has(code)) return this.status("refused");
    if (code === 4007 || code === 4009) this.#forget();
    this.status("lost");
    const wait = Math.min(MAX_BACKOFF, INITIAL_BACKOFF * 2 ** this.#attempt) * (0.75 + Math.random() / 2);
    this.#attempt += 1;
    this.#retry = setTimeout(() => this.retryNow(), wait);
  }
}
