/** Header of a message that was sent again: when it was first stored, as `Date.toISOString` writes it. */
export const FIRST_STORED_AT = 'first-stored-at';

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** In ms since 1970; undefined when there is no text, or it is not a time in that form. */
export function timeOfHeader(text: string | undefined): number | undefined {
  if (text === undefined || !ISO_TIME.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}
