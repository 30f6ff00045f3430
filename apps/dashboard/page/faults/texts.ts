import type { FaultOrder, SystemProcess } from '@ride-hailing/contracts';
import { type Pair, texts } from '../language/language';

type Effect = Extract<FaultOrder, { kind: 'link' }>['effect'];

const EFFECTS: Readonly<Record<Effect, Pair>> = {
  slow: ['slow', '지연'],
  lost: ['lost', '유실'],
  reset: ['reset', '리셋'],
  'half-open': ['half-open', '하프 오픈'],
  narrow: ['narrow', '대역폭 제한'],
};

/** `unknown` where nobody says; a process is `ready` when its service answers, although no one controls it. */
export type State = SystemProcess['state'] | 'unreachable' | 'unknown';

const STATES: Readonly<Record<State, Pair>> = {
  starting: ['starting', '시작 중'],
  ready: ['ready', '정상'],
  'not-ready': ['not ready', '준비 안 됨'],
  frozen: ['frozen', '일시 정지'],
  stopped: ['stopped', '중지됨'],
  killed: ['killed', '강제 종료됨'],
  died: ['died', '비정상 종료'],
  unreachable: ['does not answer', '응답 없음'],
  unknown: ['', ''],
};

export const say = texts({
  frozen: (process: string) => [`${process} frozen`, `${process} 일시 정지`],
  killed: (process: string) => [`${process} killed`, `${process} 강제 종료`],
  updates: ['driver updates disturbed', '기사 위치 업데이트 장애'],
  effect: (effect: Effect) => EFFECTS[effect],
  state: (state: State) => STATES[state],
});

/** A fault in the language of the page. */
export function titleOf({ order }: { readonly order: FaultOrder }): string {
  const t = say();
  if (order.kind === 'updates') return t.updates;
  if (order.kind === 'link') return `${order.from} → ${order.to} ${t.effect(order.effect)}`;
  return t[order.kind](order.process);
}
