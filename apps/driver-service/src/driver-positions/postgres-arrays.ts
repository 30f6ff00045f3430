/**
 * Arrays in Postgres's binary format (`array_recv`), for the one statement that writes thousands of rows: printing
 * numbers here and parsing them there would cost about as much as writing the rows. node-postgres sends a Buffer as a
 * binary parameter.
 *
 * Layout: dimensions, has-nulls flag, element type, length, lower bound; then size and bytes of each element.
 */
const HEADER_BYTES = 20;
const SIZE_BYTES = 4;
const OID = { boolean: 16, bigint: 20, integer: 23, text: 25, double: 701 } as const;
const TWO_TO_32 = 2 ** 32;

function startArray(oid: number, count: number, dataBytes: number): { bytes: Buffer; view: DataView } {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + count * SIZE_BYTES + dataBytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  [1, 0, oid, count, 1].forEach((field, index) => view.setInt32(index * 4, field));
  return { bytes, view };
}

type Write<T> = (view: DataView, at: number, value: T) => void;

/** An array whose elements all have the same size. */
function fixedSize<T>(oid: number, size: number, values: readonly T[], write: Write<T>): Buffer {
  const { bytes, view } = startArray(oid, values.length, values.length * size);
  let at = HEADER_BYTES;
  for (const value of values) {
    view.setInt32(at, size);
    write(view, at + SIZE_BYTES, value);
    at += SIZE_BYTES + size;
  }
  return bytes;
}

export const doubles = (values: readonly number[]): Buffer =>
  fixedSize(OID.double, 8, values, (view, at, value) => view.setFloat64(at, value));

export const integers = (values: readonly number[]): Buffer =>
  fixedSize(OID.integer, 4, values, (view, at, value) => view.setInt32(at, value));

/** Takes safe integers that are not negative. */
export const bigints = (values: readonly number[]): Buffer =>
  fixedSize(OID.bigint, 8, values, (view, at, value) => {
    view.setUint32(at, Math.floor(value / TWO_TO_32));
    view.setUint32(at + 4, value % TWO_TO_32);
  });

export const booleans = (values: readonly boolean[]): Buffer =>
  fixedSize(OID.boolean, 1, values, (view, at, value) => view.setUint8(at, value ? 1 : 0));

/** Takes ASCII only, as ids are. */
export function ids(values: readonly string[]): Buffer {
  const { bytes, view } = startArray(
    OID.text,
    values.length,
    values.reduce((sum, value) => sum + value.length, 0),
  );
  let at = HEADER_BYTES;
  for (const value of values) {
    view.setInt32(at, value.length);
    bytes.write(value, at + SIZE_BYTES, 'latin1');
    at += SIZE_BYTES + value.length;
  }
  return bytes;
}
