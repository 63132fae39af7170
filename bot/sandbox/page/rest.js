import { described } from "./commands.js";

const MAX_ATTEMPTS = 4;

/** A refused request: HTTP `status`, Discord's `code`, a readable `message`. */
export class RestError extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** One person's REST client; waits when rate limited (429). `unknown()` is called if the server does not know the token. */
export class Rest {
  constructor(base, token, unknown) {
    Object.assign(this, { base, token, unknown });
  }

  get(path) { return this.#call("GET", path); }
  /** Posts a body, and files as multipart/form-data. */
  post(path, body, files = []) { return this.#call("POST", path, files.length ? form(body, files) : body); }
  put(path, body) { return this.#call("PUT", path, body); }
  patch(path, body) { return this.#call("PATCH", path, body); }
  delete(path) { return this.#call("DELETE", path); }

  async #call(method, path, body) {
    for (let attempt = 1; ; attempt += 1) {
      const response = await this.#fetch(method, path, body);
      if (response.status === 204) return null;
      const answer = await response.json().catch(() => ({}));
      if (response.ok) return answer;
      if (response.status === 429 && attempt < MAX_ATTEMPTS) {
        await new Promise((resume) => setTimeout(resume, 1000 * (answer.retry_after ?? 1)));
        continue;
      }
      if (response.status === 401) this.unknown();
      throw new RestError(response.status, answer.code ?? 0, answer.message ?? `HTTP ${response.status}`);
    }
  }

  async #fetch(method, path, body) {
    const headers = { Authorization: this.token };
    const sent = body === undefined || body instanceof FormData ? body : JSON.stringify(body);
    if (typeof sent === "string") headers["Content-Type"] = "application/json"; // the browser sets that of a form
    try {
      return await fetch(this.base + path, { method, headers, body: sent });
    } catch {
      throw new RestError(0, 0, "offline");
    }
  }
}

function form(body, files) {
  const data = new FormData();
  data.set("payload_json", JSON.stringify({ attachments: described(files), ...body }));
  for (const [place, file] of files.entries()) data.set(`files[${place}]`, file, file.name);
  return data;
}
