const SEGMENTS = /^(\/[A-Za-z0-9_-]+)+$/;
const LONGEST = 512;

/**
 * Whether the path of a request, exactly as it came, may be passed on. Ids and commands need letters, digits, - and _
 * alone; so dots, double slashes, escapes and all that a server behind might read as another path are refused,
 * instead of being understood.
 */
export const isPlainPath = (rawUrl: string): boolean => {
  const path = rawUrl.split('?', 1)[0] ?? '';
  return path.length <= LONGEST && SEGMENTS.test(path);
};
