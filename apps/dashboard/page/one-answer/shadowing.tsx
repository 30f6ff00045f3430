import { useEffect, useState } from 'preact/hooks';
import type { Shadow } from '../../src/page-api';
import { count, duration } from '../look/figures';
import { Digits } from '../look/figure';
import { Table } from '../look/table';
import { Failure } from '../server/failure';
import { shadow } from '../server/live';
import type { Problem } from '../server/problem';
import { problemIn, request } from '../server/requests';
import { say } from './texts';

const MOST = 20;

/** Background comparisons: their switch and rate, and what they have counted. */
export function Shadowing() {
  const t = say();
  const now = shadow.value;
  const [text, setText] = useState('2');
  const [problem, setProblem] = useState<Problem>();
  const hasAsked = now?.approaches.some(({ asked }) => asked > 0) ?? false;
  const isOn = (now?.perSecond ?? 0) > 0;
  useEffect(() => {
    if (now && now.perSecond > 0) setText(String(now.perSecond));
  }, [now?.perSecond]);
  const rate = Number(text);
  const isRate = text.trim() !== '' && rate > 0 && rate <= MOST;
  const turn = (perSecond: number) =>
    request('PUT', 'shadow', { body: { perSecond } }).then(
      () => setProblem(undefined),
      (error: unknown) => setProblem(problemIn(error)),
    );
  return (
    <div class="card">
      <h2 id="shadow">{t.shadow}</h2>
      <p>{t.shadowLead}</p>
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault();
          if (isRate) void turn(rate);
        }}
      >
        <label>
          {t.rate}
          <input
            {...{ inputMode: 'decimal', size: 4, value: text, 'aria-invalid': !isRate }}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
        </label>
        <button disabled={!isRate}>{t.start}</button>
        <button type="button" disabled={!isOn} onClick={() => void turn(0)}>
          {t.stop}
        </button>
        {!isRate && <span class="differs">{t.rateRange}</span>}
      </form>
      {problem && <Failure problem={problem} what={t.shadow} />}
      {!isOn && <p class="dim">{t.shadowOff}</p>}
      {isOn && !hasAsked && <p class="dim">{t.shadowSoon}</p>}
      {now && hasAsked && (
        <Table
          {...{ labelledBy: 'shadow', rows: now.approaches.map(rowOf) }}
          heads={[
            t.approach,
            t.asked,
            t.mismatches,
            t.failures,
            t.ageMiddle,
            t.ageHigh,
            t.tookMiddle,
            t.tookHigh,
          ]}
        />
      )}
    </div>
  );
}

const rowOf = ({ name, asked, mismatches, failed, ...each }: Shadow['approaches'][number]) => ({
  key: name,
  cells: [
    ...[name, <Digits figure={count(asked)} />],
    ...[mismatches, failed].map((value) => (
      <span class={value > 0 ? 'differs' : ''}>
        <Digits figure={count(value)} />
      </span>
    )),
    ...[each.ageP50Ms, each.ageP99Ms, each.tookP50Ms, each.tookP99Ms].map((ms) => (
      <Digits figure={duration(ms)} />
    )),
  ],
});
