/** The value of a text, or a message, that is JSON; undefined when it is not JSON. */
export function parsedJson(data: Uint8Array | string): unknown {
  try {
    return JSON.parse(typeof data === 'string' ? data : Buffer.from(data).toString());
  } catch {
    return undefined;
  }
}
