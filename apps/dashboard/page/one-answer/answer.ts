type Json = Readonly<Record<string, unknown>>;

/** Where a part of an answer came from, as `sources` says. */
export interface Origin {
  readonly from: string;
  readonly version: number | null;
  readonly ageMs: number | null;
  /** Why it is not there. */
  readonly reason: string | null;
}

export interface Field {
  /** Its path in the answer, such as `details.fare`. */
  readonly path: string;
  /** Null when it is not there. */
  readonly text: string | null;
  readonly origin: Origin;
}

export interface Answer {
  readonly driverId: string;
  readonly approach: string;
  /** The caching choice that served it. */
  readonly cache: string | null;
  /** Null when the driver is on no ride. */
  readonly rideId: string | null;
  readonly ride: Origin;
  readonly details: Origin;
  readonly detailsTookMs: number | null;
  /** Empty when the driver is on no ride. */
  readonly fields: readonly Field[];
}

const ESSENTIAL = ['status', 'pickup', 'version'] as const;
const DETAILS = [
  ...(['riderName', 'riderPhone', 'riderId', 'pickupAddress', 'dropoff'] as const),
  ...(['stops', 'fare', 'notes'] as const),
];

/** Reads the body of `GET /drivers/:id/current-ride`; null when it is none. */
export function answerIn(body: unknown): Answer | null {
  const { driverId, ride, details, sources } = asJson(body) ?? {};
  const parts = asJson(sources);
  if (typeof driverId !== 'string' || !parts) return null;
  const rideOrigin = originIn(parts.ride);
  const detailsOrigin = originIn(parts.details);
  const shownRide = asJson(ride);
  const shownDetails = asJson(details);
  return {
    ...{ driverId, approach: textOr(parts.approach, ''), ride: rideOrigin, details: detailsOrigin },
    cache: textOr(asJson(parts.details)?.cache, null),
    rideId: textOr(shownRide?.id, null),
    detailsTookMs: numberOr(asJson(parts.details)?.tookMs),
    fields: shownRide
      ? [
          ...ESSENTIAL.map((name) => field(`ride.${name}`, shownRide[name], rideOrigin)),
          ...DETAILS.map((name) => field(`details.${name}`, shownDetails?.[name], detailsOrigin)),
        ]
      : [],
  };
}

const field = (path: string, value: unknown, origin: Origin): Field => ({
  path,
  text: sayValue(value),
  origin,
});

/** A value as people read it: places, amounts of money and lists in one line; null when there is nothing. */
export function sayValue(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map(sayValue).filter(Boolean).join(' → ');
  const { amountMinor, currency, address, lat, lng } = value as Json;
  if (typeof amountMinor === 'number' && typeof currency === 'string') return money(amountMinor, currency);
  if (typeof address === 'string') return address;
  if (typeof lat === 'number' && typeof lng === 'number') return `${lat.toFixed(4)}, ${lng.toFixed(4)}`;
  return JSON.stringify(value);
}

function money(minor: number, currency: string): string {
  try {
    const form = new Intl.NumberFormat('en-US', { style: 'currency', currency });
    const digits = form.resolvedOptions().maximumFractionDigits ?? 0;
    const amount = (minor / 10 ** digits).toLocaleString('en-US', { minimumFractionDigits: digits });
    return `${amount} ${currency}`;
  } catch {
    return `${minor} ${currency}`;
  }
}

const UNKNOWN: Origin = { from: 'unavailable', version: null, ageMs: null, reason: null };

function originIn(value: unknown): Origin {
  const given = asJson(value);
  if (!given) return UNKNOWN;
  return {
    ...{ from: textOr(given.from, 'unavailable'), version: numberOr(given.version) },
    ...{ ageMs: numberOr(given.ageMs), reason: textOr(given.reason, null) },
  };
}

const asJson = (value: unknown): Json | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
const numberOr = (value: unknown) => (typeof value === 'number' ? value : null);
const textOr = <T>(value: unknown, otherwise: T) => (typeof value === 'string' ? value : otherwise);
