import { texts } from '../language/language';

export const say = texts({
  en: { shows: 'One request: not built yet.' },
  ko: { shows: 'One request: 아직 없습니다.' },
});
