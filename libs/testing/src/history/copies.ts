import type { Anomaly } from './anomaly';

type Row = Readonly<Record<string, unknown>>;

const fieldsById = (rows: readonly Row[]): Map<unknown, string> =>
  new Map(rows.map(({ id, ...rest }) => [id, JSON.stringify(rest, Object.keys(rest).sort())]));

/** Rows, by their `id`, that differ between the owner and something that must equal it at rest. */
export function copyAnomalies(name: string, owner: readonly Row[], copy: readonly Row[]): Anomaly[] {
  const [owned, copied] = [fieldsById(owner), fieldsById(copy)];
  return [...new Set([...owned.keys(), ...copied.keys()])]
    .filter((id) => owned.get(id) !== copied.get(id))
    .map((id) => ({
      ...{ rule: 'copies', about: [String(id)] },
      what: `${String(id)}: owner ${owned.get(id)}, ${name} ${copied.get(id)}`,
    }));
}
