const NOTHING = '–';
/** Keeps a unit on the line of its digits. */
const SPACE = '\u00a0';

/** Three significant digits, without jumping between widths more than it must. */
function short(value: number): string {
  const size = Math.abs(value);
  if (size >= 99.95) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(size >= 9.995 || value === 0 ? 1 : 2);
}

const isFigure = (value: number | null | undefined): value is number => Number.isFinite(value);
const withUnit = (digits: string, unit: string) => (unit ? digits + SPACE + unit : digits);

/** A duration in the unit that people would say it in: µs, ms, s, min, h or d. */
export function duration(ms: number | null | undefined): string {
  if (!isFigure(ms)) return NOTHING;
  const size = Math.abs(ms);
  if (size > 0 && size < 1) return withUnit(String(Math.round(ms * 1_000)), 'µs');
  if (size < 1_000) return withUnit(short(ms), 'ms');
  if (size < 120_000) return withUnit(short(ms / 1_000), 's');
  if (size < 7_200_000) return withUnit(String(Math.round(ms / 60_000)), 'min');
  if (size < 48 * 3_600_000) return withUnit(short(ms / 3_600_000), 'h');
  return withUnit(String(Math.round(ms / 86_400_000)), 'd');
}

/** A rate or a count: three digits, thousands as k and millions as M. */
export function count(value: number | null | undefined, unit = ''): string {
  if (!isFigure(value)) return withUnit(NOTHING, unit);
  const size = Math.abs(value);
  if (size >= 1e6) return withUnit(withUnit(short(value / 1e6), 'M'), unit);
  if (size >= 10_000) return withUnit(withUnit(short(value / 1_000), 'k'), unit);
  return withUnit(Number.isInteger(value) ? value.toLocaleString('en-US') : short(value), unit);
}

/** Bytes in the units of 1,024. */
export function bytes(value: number | null | undefined): string {
  if (!isFigure(value)) return NOTHING;
  const power = Math.min(3, Math.max(0, Math.floor(Math.log2(Math.max(1, value)) / 10)));
  const digits = power === 0 ? String(Math.round(value)) : short(value / 1_024 ** power);
  return withUnit(digits, ['B', 'KiB', 'MiB', 'GiB'][power] ?? 'GiB');
}

/** How bright a value of this age is drawn: 1 fresh, fading with the logarithm of its age to 0.35 after ten minutes. */
export function brightness(ageMs: number | null | undefined): number {
  if (!isFigure(ageMs)) return 1;
  const faded = Math.log10(Math.max(100, ageMs) / 100) / Math.log10(600_000 / 100);
  return Math.round(100 * (1 - 0.65 * Math.min(1, faded))) / 100;
}
