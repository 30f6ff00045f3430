import type { Change } from '../../src/page-api';
import { duration } from '../look/figures';
import { Digits } from '../look/figure';
import { Table } from '../look/table';
import { say } from './texts';

/** A part of the way in the page's language; approaches go by their own names. */
export function nameOf(name: string): string {
  const t = say();
  const parts: Readonly<Record<string, string>> = {
    ...{ owner: t.owner, outbox: t.outbox, stream: t.stream, copy: t.copy, cache: t.cache },
  };
  return parts[name] ?? name;
}

export function TracksTable({ change: { tracks } }: { readonly change: Change }) {
  const t = say();
  const rows = tracks.map(({ name, marks, delayMs, reason }) => {
    const last = marks.at(-1);
    return {
      key: name,
      cells: [
        ...[nameOf(name), last ? `v${last.version}` : (reason ?? '–')],
        last && last.atMs >= 0 ? <Digits figure={duration(last.atMs)} /> : '–',
        delayMs === null ? reason ? t.off : t.notYet : <Digits figure={duration(delayMs)} />,
      ],
    };
  });
  return (
    <>
      <p class="dim">{t.legend}</p>
      <details>
        <summary id="tracks">{t.table}</summary>
        <Table {...{ labelledBy: 'tracks', rows, heads: [t.track, t.version, t.since, t.delay] }} />
      </details>
    </>
  );
}
