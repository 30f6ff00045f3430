import type { Change } from '../../src/page-api';
import { duration } from '../look/figures';
import { Digits } from '../look/figure';
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
  return (
    <>
      <p class="dim">{t.legend}</p>
      <details>
        <summary>{t.table}</summary>
        <table>
          <thead>
            <tr>
              {[t.track, t.version, t.since, t.delay].map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {tracks.map(({ name, marks, delayMs, reason }) => {
              const last = marks.at(-1);
              return (
                <tr key={name}>
                  <th scope="row">{nameOf(name)}</th>
                  <td>{last ? `v${last.version}` : (reason ?? '–')}</td>
                  <td>{last && last.atMs >= 0 ? <Digits figure={duration(last.atMs)} /> : '–'}</td>
                  <td>
                    {delayMs === null ? reason ? t.off : t.notYet : <Digits figure={duration(delayMs)} />}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </details>
    </>
  );
}
