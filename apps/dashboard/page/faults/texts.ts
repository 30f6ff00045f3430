import type { FaultOrder, SystemProcess } from '@ride-hailing/contracts';
import { texts } from '../language/language';

type Effect = Extract<FaultOrder, { kind: 'link' }>['effect'];

export const say = texts({
  frozen: (process: string) => [`${process} frozen`, `${process} 일시 정지`],
  killed: (process: string) => [`${process} killed`, `${process} 강제 종료`],
  updates: ['driver updates disturbed', '기사 위치 업데이트 장애'],
  link: (from: string, to: string, effect: Effect) => [
    `${from} → ${to} ${{ slow: 'slow', lost: 'lost', reset: 'reset', 'half-open': 'half-open', narrow: 'narrow' }[effect]}`,
    `${from} → ${to} ${{ slow: '지연', lost: '유실', reset: '리셋', 'half-open': '하프 오픈', narrow: '대역폭 제한' }[effect]}`,
  ],
  state: (state: SystemProcess['state'] | 'unreachable' | 'unknown') => [
    {
      starting: 'starting',
      ready: 'ready',
      'not-ready': 'not ready',
      frozen: 'frozen',
      stopped: 'stopped',
      killed: 'killed',
      died: 'died',
      unreachable: 'does not answer',
      unknown: '',
    }[state],
    {
      starting: '시작 중',
      ready: '정상',
      'not-ready': '준비 안 됨',
      frozen: '일시 정지',
      stopped: '중지됨',
      killed: '강제 종료됨',
      died: '비정상 종료',
      unreachable: '응답 없음',
      unknown: '',
    }[state],
  ],
});

/** A fault in the language of the page. */
export function titleOf({ order }: { readonly order: FaultOrder }): string {
  const t = say();
  if (order.kind === 'updates') return t.updates;
  if (order.kind === 'link') return t.link(order.from, order.to, order.effect);
  return t[order.kind](order.process);
}
