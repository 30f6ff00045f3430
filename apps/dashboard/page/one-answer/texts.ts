import { texts } from '../language/language';

export const say = texts({
  en: { shows: 'One answer: not built yet.' },
  ko: { shows: 'One answer: 아직 없습니다.' },
});
