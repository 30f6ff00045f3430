import { texts } from '../language/language';

export const say = texts({
  en: { shows: 'One change: not built yet.' },
  ko: { shows: 'One change: 아직 없습니다.' },
});
