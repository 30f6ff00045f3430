import { texts } from '../language/language';

export const say = texts({
  copy: ['local copy', '로컬 사본'],
  cache: ['cache', '캐시'],
  owner: ['owner', '소유자'],
  shared: ['replica or shared store', '복제본 또는 공유 저장소'],
  unavailable: ['unavailable', '가져오지 못함'],
  old: ['old', '전'],
  noFigures: ['No figures yet', '아직 수치가 없습니다'],
});
