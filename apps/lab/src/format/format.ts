import { type Sample } from './sample';

export const UNITS = [
  'ms',
  'a second',
  'share',
  'bytes',
  'CPU seconds',
  'calls',
  'versions',
  'answers',
  'times',
  'round trips',
  'rides',
  'files',
  'lines',
  'parts',
  'releases',
  'states',
] as const;
export type Unit = (typeof UNITS)[number];

/** Three digits that count, and no more: what is behind them is noise. */
export function plain(value: number): string {
  if (value === 0) return '0';
  if (Math.abs(value) >= 999.5) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}

/** Never "100 %" for all but one, nor "0 %" for one among many. */
export function percent(share: number): string {
  if (share > 0 && share < 0.0001) return '< 0.01 %';
  if (share < 1 && share > 0.9999) return '> 99.99 %';
  const digits = share > 0.01 && share < 0.99 ? 1 : 2;
  return `${Number((share * 100).toFixed(digits))} %`;
}

export function bytes(value: number): string {
  if (value >= 1024 * 1024) return `${plain(value / 1024 / 1024)} MiB`;
  return value >= 1024 ? `${plain(value / 1024)} KiB` : `${plain(value)} B`;
}

export const duration = (ms: number): string => (ms >= 1000 ? `${plain(ms / 1000)} s` : `${plain(ms)} ms`);

/** The figure alone, as in a column whose head names the unit. */
export function figure(value: number, unit: Unit): string {
  if (unit === 'share') return percent(value);
  return unit === 'bytes' ? bytes(value) : plain(value);
}

/** With its unit, as in a sentence. */
export function quantity(value: number, unit: Unit): string {
  if (unit === 'share' || unit === 'bytes') return figure(value, unit);
  if (unit === 'ms') return duration(value);
  if (unit === 'a second') return `${plain(value)}/s`;
  return `${plain(value)} ${unit === 'times' ? 'x' : unit}`;
}

/** `1.2 (1.1–1.4)`; the median alone when there is nothing to spread. */
export function withSpread({ median, low, high, spread }: Sample, unit: Unit): string {
  if (spread !== 'seen') return figure(median, unit);
  const [from, to] = [figure(low, unit), figure(high, unit)];
  return from === to ? figure(median, unit) : `${figure(median, unit)} (${from}–${to})`;
}

/** `stale-while-revalidate` from `hybrid/stale-while-revalidate`: fit for an id in a page. */
export const slug = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

export const anchor = (...parts: readonly string[]): string => parts.map(slug).join('-');
