/** Where a part of an answer came from, as `sources` says. */
export interface Origin {
  readonly from: string;
  readonly version?: number | null;
  readonly ageMs?: number | null;
  /** Why it is not there. */
  readonly reason?: string | null;
}

export interface Field {
  /** Its path in the answer, such as `details.fare`. */
  readonly path: string;
  /** Null when it is not there. */
  readonly text: string | null;
  readonly origin: Origin;
}

/** The body of `GET /drivers/:id/current-ride`. */
export interface Answer {
  readonly driverId: string;
  /** Null when the driver is on no ride. */
  readonly ride: (Readonly<Record<string, unknown>> & { readonly id: string }) | null;
  readonly details: Readonly<Record<string, unknown>> | null;
  readonly sources: {
    readonly approach: string;
    readonly ride: Origin;
    /** With the caching choice that served it. */
    readonly details: Origin & { readonly cache?: string | null };
  };
}

const ESSENTIAL = ['status', 'pickup', 'version'] as const;
const DETAILS = [
  ...(['riderName', 'riderPhone', 'riderId', 'pickupAddress', 'dropoff'] as const),
  ...(['stops', 'fare', 'notes'] as const),
];

/** Null for a body that is no answer. */
export function answerIn(body: unknown): Answer | null {
  const { driverId, sources } = (body ?? {}) as Partial<Answer>;
  return driverId !== undefined && sources ? (body as Answer) : null;
}

/** The fields of an answer with their sources; none when the driver is on no ride. */
export function fieldsOf({ ride, details, sources }: Answer): readonly Field[] {
  const field = (path: string, value: unknown, origin: Origin) => ({ path, text: sayValue(value), origin });
  if (!ride) return [];
  return [
    ...ESSENTIAL.map((name) => field(`ride.${name}`, ride[name], sources.ride)),
    ...DETAILS.map((name) => field(`details.${name}`, details?.[name], sources.details)),
  ];
}

/** A value as people read it: places, amounts of money and lists in one line; null when there is nothing. */
export function sayValue(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map(sayValue).filter(Boolean).join(' → ');
  const { amountMinor, currency, address, lat, lng } = value as Readonly<Record<string, unknown>>;
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
