import { brightness } from './figures';

/** Where an answered value comes from; each has one colour on the whole page. */
type Source = 'copy' | 'cache' | 'owner' | 'shared' | 'unavailable';

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

/** The source that `sources.ride.from` or `sources.details.from` of an answer names; unknown: unavailable. */
export const sourceOf = (from: string): Source => BY_NAME[from] ?? 'unavailable';

/** The style of what comes from a source, as bright as its age says. */
export const styleOf = (from: string, ageMs?: number | null) => ({
  '--source': `var(--${sourceOf(from)})`,
  '--bright': brightness(ageMs),
});
