import type { ZodType } from 'zod';

export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

const utf8 = new TextDecoder('utf-8', { fatal: true });
const MOST_ISSUES = 5;

/**
 * Decodes UTF-8 JSON and checks it. `reason` names the faults and their places, and never repeats the whole payload.
 * @param isPlain must be true only for values that the schema accepts and leaves unchanged; they skip the schema
 */
export const parseJson = <T>(
  schema: ZodType<T>,
  data: Uint8Array,
  isPlain?: (json: unknown) => json is T,
): Parsed<T> => {
  let json: unknown;
  try {
    json = JSON.parse(utf8.decode(data));
  } catch (error) {
    return { ok: false, reason: `undecodable: ${error instanceof SyntaxError ? 'not JSON' : 'not UTF-8'}` };
  }
  if (isPlain?.(json)) return { ok: true, value: json };
  const result = schema.safeParse(json);
  if (result.success) return { ok: true, value: result.data };
  const issues = result.error.issues
    .slice(0, MOST_ISSUES)
    .map((issue) => `${issue.path.join('.') || 'message'}: ${issue.message}`);
  return { ok: false, reason: `invalid: ${issues.join('; ')}` };
};
