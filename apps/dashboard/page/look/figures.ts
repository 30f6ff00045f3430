export interface Figure {
  readonly digits: string;
  readonly unit: string;
}

const NOTHING: Figure = { digits: '–', unit: '' };

/** Three significant digits, without jumping between widths more than it must. */
function short(value: number): string {
  const size = Math.abs(value);
  if (size >= 99.95) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(size >= 9.995 || value === 0 ? 1 : 2);
}

/** A duration in the unit that people would say it in: µs, ms, s, min, h or d. */
export function duration(ms: number | null | undefined): Figure {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return NOTHING;
  const size = Math.abs(ms);
  if (size > 0 && size < 1) return { digits: String(Math.round(ms * 1_000)), unit: 'µs' };
  if (size < 1_000) return { digits: short(ms), unit: 'ms' };
  if (size < 120_000) return { digits: short(ms / 1_000), unit: 's' };
  if (size < 7_200_000) return { digits: String(Math.round(ms / 60_000)), unit: 'min' };
  if (size < 48 * 3_600_000) return { digits: short(ms / 3_600_000), unit: 'h' };
  return { digits: String(Math.round(ms / 86_400_000)), unit: 'd' };
}

/** A rate or a count: three digits, thousands as k and millions as M. */
export function count(value: number | null | undefined, unit = ''): Figure {
  if (value === null || value === undefined || !Number.isFinite(value)) return { ...NOTHING, unit };
  const size = Math.abs(value);
  if (size >= 1e6) return { digits: `${short(value / 1e6)} M`, unit };
  if (size >= 10_000) return { digits: `${short(value / 1_000)} k`, unit };
  return { digits: Number.isInteger(value) ? value.toLocaleString('en-US') : short(value), unit };
}

/** Bytes in the units of 1,024. */
export function bytes(value: number | null | undefined): Figure {
  if (value === null || value === undefined || !Number.isFinite(value)) return NOTHING;
  const power = Math.min(3, Math.max(0, Math.floor(Math.log2(Math.max(1, value)) / 10)));
  const digits = power === 0 ? String(Math.round(value)) : short(value / 1_024 ** power);
  return { digits, unit: ['B', 'KiB', 'MiB', 'GiB'][power] ?? 'GiB' };
}

/** How bright a value of this age is drawn: 1 fresh, fading with the logarithm of its age to 0.35 after ten minutes. */
export function brightness(ageMs: number | null | undefined): number {
  if (ageMs === null || ageMs === undefined) return 1;
  const faded = Math.log10(Math.max(100, ageMs) / 100) / Math.log10(600_000 / 100);
  return Math.round(100 * (1 - 0.65 * Math.min(1, faded))) / 100;
}
