const MAX_ATTEMPTS = 4;

/** A refused request: HTTP `status`, Discord's `code`, a readable `message`. */
export class RestError extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** One person's REST client; waits when rate limited (429). */
export class Rest {
  constructor(base, token) {
    this.base = base;
    this.token = token;
  }

  get(path) { return this.#call("GET", path); }
  post(path, body) { return this.#call("POST", path, body); }
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
      throw new RestError(response.status, answer.code ?? 0, answer.message ?? `HTTP ${response.status}`);
    }
  }

  async #fetch(method, path, body) {
    const headers = { Authorization: this.token };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    try {
      return await fetch(this.base + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    } catch {
      throw new RestError(0, 0, "offline");
    }
  }
}
