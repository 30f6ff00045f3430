import { texts } from '../language/language';

export const say = texts({
  en: { shows: 'Live' },
  ko: { shows: 'Live' },
});
