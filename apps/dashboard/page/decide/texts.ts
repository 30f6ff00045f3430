import { texts } from '../language/language';

export const say = texts({
  en: { shows: 'Decide: not built yet.' },
  ko: { shows: 'Decide: 아직 없습니다.' },
});
