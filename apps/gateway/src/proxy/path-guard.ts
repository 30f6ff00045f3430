const SEGMENTS = /^(\/[A-Za-z0-9_-]+)+$/;
const LONGEST = 512;

/**
 * Whether the raw path of a request may be passed on. Ids and commands consist of letters, digits, - and _ only, so
 * dots, double slashes, escapes and all else that a server might read as another path are refused, not normalized.
 */
export const isPlainPath = (rawUrl: string): boolean => {
  const path = rawUrl.split('?', 1)[0] ?? '';
  return path.length <= LONGEST && SEGMENTS.test(path);
};
