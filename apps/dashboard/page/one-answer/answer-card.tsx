import { brightness, duration } from '../look/figures';
import { Age, Digits } from '../look/figure';
import { sourceOf } from '../look/source';
import { SourceBadge } from '../look/source-badge';
import type { Answer, Field, Origin } from './answer';
import { say } from './texts';

export function AnswerCard({ answer, tookMs }: { readonly answer: Answer; readonly tookMs: number }) {
  const t = say();
  const { approach, cache, rideId, driverId, fields } = answer;
  return (
    <article class="card">
      <div class="row spread" aria-live="polite">
        <h2>
          {driverId} <span class="dim">{rideId ?? ''}</span>
        </h2>
        <span>
          {approach}
          {cache && ` / ${cache}`} · {t.took} <Digits figure={duration(tookMs)} />
        </span>
      </div>
      <p class="row">
        <From origin={answer.ride} what={t.ride} />
        <From origin={answer.details} what={t.detailsPart} />
      </p>
      {fields.length === 0 ? <p class="notice">{t.noRide}</p> : <Fields fields={fields} />}
    </article>
  );
}

/** A part of an answer with its source, version and age. */
export function From({ origin, what }: { readonly origin: Origin; readonly what?: string }) {
  const t = say();
  const { from, version, ageMs, reason } = origin;
  if (from === 'not-asked') return <span class="dim">{what ? `${what}: ${t.notAsked}` : t.notAsked}</span>;
  return (
    <span class="origin">
      {what && <span class="dim">{what}</span>}
      <SourceBadge source={sourceOf(from)} ageMs={ageMs}>
        {from}
      </SourceBadge>
      {version !== null && <span class="figure">v{version}</span>}
      {ageMs !== null && <Age ms={ageMs} />}
      {reason && <span class="differs">{reason}</span>}
    </span>
  );
}

function Fields({ fields }: { readonly fields: readonly Field[] }) {
  const t = say();
  return (
    <table class="fields">
      <thead>
        <tr>
          <th scope="col">{t.field}</th>
          <th scope="col">{t.value}</th>
          <th scope="col">{t.source}</th>
        </tr>
      </thead>
      <tbody>
        {fields.map(({ path, text, origin: { from, ageMs } }) => (
          <tr
            key={path}
            class={`source-${sourceOf(from)}`}
            style={{ '--bright': text === null ? 0 : brightness(ageMs) }}
          >
            <th scope="row">{path}</th>
            <td class={text === null ? 'hatched' : 'value'}>
              {text === null ? <em>{t.none}</em> : text || <span class="dim">{t.empty}</span>}
            </td>
            <td>{from === 'not-asked' ? t.notAsked : from}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
