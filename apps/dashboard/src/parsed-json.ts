/** The value of a message that is JSON; undefined when it is not JSON. */
export function parsedJson(data: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(data).toString());
  } catch {
    return undefined;
  }
}
