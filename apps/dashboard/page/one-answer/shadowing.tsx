import { useState } from 'preact/hooks';
import type { Shadow } from '../../src/page-api';
import { Card, NumberInput, Table } from '../look/card';
import { count, duration } from '../look/figures';
import { Outcome } from '../server/answers';
import { shadow } from '../server/live';
import { request } from '../server/requests';
import { useOrder } from '../server/use-order';
import { say } from './texts';

const MOST = 20;

/** Background comparisons: their switch and rate, and what they have counted. */
export function Shadowing() {
  const t = say();
  const now = shadow.value;
  const [outcome, order] = useOrder();
  const [typed, setTyped] = useState('');
  const hasAsked = now?.approaches.some(({ asked }) => asked > 0) ?? false;
  const isOn = (now?.perSecond ?? 0) > 0;
  const rate = typed || (isOn ? String(now?.perSecond) : '2');
  const turn = (perSecond: number) => order(() => request('PUT', 'shadow', { body: { perSecond } }));
  const heads = [t.approach, t.asked, t.mismatches, t.failures];
  return (
    <Card title={t.shadow}>
      <p>{t.shadowLead}</p>
      <form class="row" onSubmit={(event) => (event.preventDefault(), turn(Number(rate)))}>
        <NumberInput
          {...{ label: t.rate, min: 0.1, max: MOST, value: rate }}
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        />
        <button>{t.start}</button>
        <button type="button" disabled={!isOn} onClick={() => turn(0)}>
          {t.stop}
        </button>
      </form>
      <Outcome of={outcome} failed={t.shadow} />
      {!isOn && <p class="dim">{t.shadowOff}</p>}
      {isOn && !hasAsked && <p class="dim">{t.shadowSoon}</p>}
      {now && hasAsked && (
        <Table
          {...{ label: t.shadow, rows: now.approaches.map(rowOf) }}
          heads={[...heads, t.ageMiddle, t.ageHigh, t.tookMiddle, t.tookHigh]}
        />
      )}
    </Card>
  );
}

const rowOf = ({ name, asked, mismatches, failed, ...each }: Shadow['approaches'][number]) => ({
  key: name,
  cells: [
    ...[name, count(asked)],
    ...[mismatches, failed].map((value) => <span class={value > 0 ? 'differs' : ''}>{count(value)}</span>),
    ...[each.ageP50Ms, each.ageP99Ms, each.tookP50Ms, each.tookP99Ms].map(duration),
  ],
});
