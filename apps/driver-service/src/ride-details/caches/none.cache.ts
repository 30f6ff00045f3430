import type { CachingChoice } from '../caching-choice';

/** Every lookup asks the owner: never stale, and never there when the owner is not. */
export const cache: CachingChoice = (source) => source;
