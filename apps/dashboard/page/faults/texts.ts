import type { FaultOrder, SystemProcess } from '@ride-hailing/contracts';
import { texts } from '../language/language';

type Effect = Extract<FaultOrder, { kind: 'link' }>['effect'];

export const say = texts({
  en: {
    frozen: (process: string) => `${process} frozen`,
    killed: (process: string) => `${process} killed`,
    updates: 'driver updates disturbed',
    link: (from: string, to: string, effect: Effect) =>
      `${from} → ${to} ${{ slow: 'slow', lost: 'lost', reset: 'reset', 'half-open': 'half-open', narrow: 'narrow' }[effect]}`,
    state: (state: SystemProcess['state'] | 'unreachable' | 'unknown') =>
      ({
        starting: 'starting',
        ready: 'ready',
        'not-ready': 'not ready',
        frozen: 'frozen',
        stopped: 'stopped',
        killed: 'killed',
        died: 'died',
        unreachable: 'does not answer',
        unknown: '',
      })[state],
  },
  ko: {
    frozen: (process: string) => `${process} 정지`,
    killed: (process: string) => `${process} 강제 종료`,
    updates: '기사 위치 갱신 교란',
    link: (from: string, to: string, effect: Effect) =>
      `${from} → ${to} ${{ slow: '느림', lost: '유실', reset: '끊김', 'half-open': '반쯤 열림', narrow: '좁음' }[effect]}`,
    state: (state: SystemProcess['state'] | 'unreachable' | 'unknown') =>
      ({
        starting: '시작 중',
        ready: '준비됨',
        'not-ready': '준비 안 됨',
        frozen: '멈춤',
        stopped: '중지됨',
        killed: '강제 종료됨',
        died: '죽음',
        unreachable: '응답 없음',
        unknown: '',
      })[state],
  },
});

/** A fault in the language of the page. */
export function titleOf({ order }: { readonly order: FaultOrder }): string {
  const t = say();
  if (order.kind === 'updates') return t.updates;
  if (order.kind === 'link') return t.link(order.from, order.to, order.effect);
  return t[order.kind](order.process);
}
