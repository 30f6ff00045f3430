import { Card, Table } from '../look/card';
import { duration } from '../look/figures';
import { sourceOf, styleOf } from '../look/source';
import { type Answer, fieldsOf, type Origin } from './answer';
import { say } from './texts';

export function AnswerCard({ answer, tookMs }: { readonly answer: Answer; readonly tookMs: number }) {
  const t = say();
  const { ride, driverId, sources } = answer;
  const fields = fieldsOf(answer);
  const rows = fields.map(({ path, text, origin: { from, ageMs } }) => ({
    key: path,
    style: styleOf(from, text === null ? 0 : ageMs),
    cells: [
      <code>{path}</code>,
      text === null ? <em class="hatched">{t.none}</em> : text || <span class="dim">{t.empty}</span>,
      from === 'not-asked' ? t.notAsked : from,
    ],
  }));
  return (
    <Card
      title={`${driverId} ${ride?.id ?? ''}`}
      aside={
        <span aria-live="polite">
          {wayOf(answer)} · {t.took} {duration(tookMs)}
        </span>
      }
    >
      <p class="row">
        {t.ride} <From origin={sources.ride} />
      </p>
      <p class="row">
        {t.detailsPart} <From origin={sources.details} />
      </p>
      {fields.length === 0 ? (
        <p class="notice">{t.noRide}</p>
      ) : (
        <Table {...{ label: t.answer, class: 'sources', rows, heads: [t.field, t.value, t.source] }} />
      )}
    </Card>
  );
}

export const wayOf = ({ sources }: Answer) =>
  [sources.approach, sources.details.cache].filter(Boolean).join(' / ');

/** Where a part of an answer came from, with its version and age. */
export function From({ origin: { from, version, ageMs, reason } }: { readonly origin: Origin }) {
  const t = say();
  if (from === 'not-asked') return <span class="dim">{t.notAsked}</span>;
  return (
    <span class="row source" style={styleOf(from, ageMs)}>
      {sourceOf(from) === 'unavailable' ? <em class="hatched">{from}</em> : from}
      {typeof version === 'number' && <span>v{version}</span>}
      {typeof ageMs === 'number' && <span>{t.old(duration(ageMs))}</span>}
      {reason && <span class="differs">{reason}</span>}
    </span>
  );
}
