/** The ride and its details of an answer, as JSON; what the answer says of its sources is left out. */
export function recordBytes(body: unknown, instead: Readonly<Record<string, unknown>> = {}): number {
  const { ride, details } = body as { ride: object | null; details: object | null };
  return Buffer.byteLength(JSON.stringify({ ride, details: { ...details, ...instead } }));
}
