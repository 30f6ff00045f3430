import type { Anomaly } from '@ride-hailing/testing';
import type { Happening } from './relevant-part';

const WIDTH = 1_100;
const LEFT = 130;
const ROW = 22;
const LEAST_PX = 4;
const FIXED_LANES = ['faults', "owner's log", 'stream', 'copy'];
const COLOURS: Readonly<Record<string, string>> = {
  faults: '#c98a1b',
  "owner's log": '#1b6fc9',
  stream: '#6a4fb5',
  copy: '#1b8f6a',
};

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const seconds = (ms: number): string => (ms / 1_000).toFixed(3);

interface Placed extends Happening {
  readonly number: number;
  readonly row: number;
}

/** Gives each happening a row in its lane: those that overlap stand below each other. */
function placed(happenings: readonly Happening[], lanes: readonly string[], toX: (at: number) => number) {
  const rows: string[] = [];
  const all: Placed[] = [];
  for (const lane of lanes) {
    const ends: number[] = [];
    const first = rows.length;
    for (const [index, one] of happenings.entries()) {
      if (one.lane !== lane) continue;
      const free = ends.findIndex((end) => end + ROW < toX(one.from));
      const row = free < 0 ? ends.length : free;
      ends[row] = Math.max(toX(one.until), toX(one.from) + LEAST_PX);
      all.push({ ...one, number: index + 1, row: first + row });
    }
    rows.push(...ends.map((_, index) => (index === 0 ? lane : '')));
  }
  return { rows, all };
}

function picture(happenings: readonly Happening[]): string {
  const from = Math.min(...happenings.map((one) => one.from));
  const until = Math.max(...happenings.map((one) => one.until), from + 1);
  const toX = (at: number) => LEFT + ((at - from) / (until - from)) * (WIDTH - LEFT - 40);
  const clients = [...new Set(happenings.map(({ lane }) => lane))].filter(
    (lane) => !FIXED_LANES.includes(lane),
  );
  const { rows, all } = placed(happenings, [...clients.sort(), ...FIXED_LANES], toX);
  const names = rows.map(
    (name, row) => `<text x="4" y="${row * ROW + 15}" font-weight="600">${escaped(name)}</text>`,
  );
  const bars = all.map(({ lane, number, row, text, isWrong, ...one }) => {
    const x = toX(one.from);
    const width = Math.max(LEAST_PX, toX(one.until) - x);
    const colour = isWrong ? '#c22' : (COLOURS[lane] ?? '#667');
    return (
      `<g><title>${number}. ${escaped(text)}</title><rect x="${x.toFixed(1)}" y="${row * ROW + 4}" ` +
      `width="${width.toFixed(1)}" height="12" rx="2" fill="${colour}" fill-opacity="0.75"/>` +
      `<text x="${(x + width + 2).toFixed(1)}" y="${row * ROW + 14}" fill="${colour}">${number}</text></g>`
    );
  });
  const height = rows.length * ROW + 24;
  const axis = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const at = from + share * (until - from);
    const x = toX(at).toFixed(1);
    return (
      `<line x1="${x}" x2="${x}" y1="0" y2="${height - 18}" stroke="#ddd"/>` +
      `<text x="${x}" y="${height - 4}" fill="#777">${seconds(at - from)} s</text>`
    );
  });
  return (
    `<svg viewBox="0 0 ${WIDTH} ${height}" width="100%" font-family="system-ui, sans-serif" font-size="11">` +
    `${axis.join('')}${names.join('')}${bars.join('')}</svg>`
  );
}

/** One HTML page, whole in itself: what is wrong, and its part of the history drawn over time and listed. */
export function historyPage(title: string, anomaly: Anomaly, happenings: readonly Happening[]): string {
  const began = Math.min(...happenings.map(({ from }) => from));
  const rows = happenings.map(
    ({ from, until, lane, text, isWrong }, index) =>
      `<tr${isWrong ? ' class="wrong"' : ''}><td>${index + 1}</td><td>${seconds(from - began)}</td>` +
      `<td>${seconds(until - began)}</td><td>${escaped(lane)}</td><td>${escaped(text)}</td></tr>`,
  );
  const drawn = happenings.length === 0 ? '<p>Nothing of the history is about it.</p>' : picture(happenings);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title>
<style>
  body { font: 14px system-ui, sans-serif; margin: 2rem auto; max-width: 1100px; color: #222 }
  table { border-collapse: collapse; width: 100%; font-size: 12px } td, th { text-align: left; padding: 2px 6px }
  tr:nth-child(even) { background: #f5f5f5 } .wrong { color: #c22; font-weight: 600 } td:last-child { word-break: break-all }
</style></head><body>
<h1>${escaped(title)}</h1>
<p><strong>${escaped(anomaly.rule)}</strong>: ${escaped(anomaly.what)}</p>
${drawn}
<table><thead><tr><th></th><th>from, s</th><th>until, s</th><th>lane</th><th>what</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>
</body></html>
`;
}
