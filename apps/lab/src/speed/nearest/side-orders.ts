import type { Place } from './fleet';

/** What every side's program is asked: `time` gives the ms that Postgres worked on it, `find` ids, nearest first. */
export type SideOrder =
  | { readonly kind: 'time' | 'find'; readonly place: Place; readonly limit: number }
  /** Where it answers over HTTP. */
  | { readonly kind: 'port' };
export type SideAnswer = number | string[];
