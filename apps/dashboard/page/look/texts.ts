import { texts } from '../language/language';

export const say = texts({
  en: {
    copy: 'local copy',
    cache: 'cache',
    owner: 'owner',
    shared: 'replica or shared store',
    unavailable: 'unavailable',
    old: 'old',
    noFigures: 'No figures yet',
  },
  ko: {
    copy: '로컬 사본',
    cache: '캐시',
    owner: '소유자',
    shared: '복제본 또는 공유 저장소',
    unavailable: '가져오지 못함',
    old: '전',
    noFigures: '아직 수치가 없습니다',
  },
});
