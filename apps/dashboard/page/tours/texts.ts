import { texts } from '../language/language';

export const say = texts({
  en: { shows: 'Tours' },
  ko: { shows: 'Tours' },
});
