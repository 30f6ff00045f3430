/** Where an answered value comes from; each has one colour and, in look.css, one pattern on the whole page. */
export const SOURCES = ['copy', 'cache', 'owner', 'shared', 'unavailable'] as const;
export type Source = (typeof SOURCES)[number];

const BY_NAME: Readonly<Record<string, Source>> = {
  'local-copy': 'copy',
  copy: 'copy',
  cache: 'cache',
  'ride-service': 'owner',
  owner: 'owner',
  'local-replica': 'shared',
  'database-view': 'shared',
  'shared-cache': 'shared',
  'shared-files': 'shared',
};

/** The source that `sources.ride.from` or `sources.details.from` of an answer names; null and unknown: unavailable. */
export const sourceOf = (from: string | null | undefined): Source => BY_NAME[from ?? ''] ?? 'unavailable';
