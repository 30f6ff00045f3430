import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDriverUpdate } from './driver-update';
import { BatchGetRidesRequest, BatchGetRidesResponse } from './generated/ride/v1/ride_details';
import { parseRideChanged, type RideChanged } from './ride-changed';

/** Published messages never change: a new shape gets a new file, and every old file must go on parsing. */
const SAMPLES = join(__dirname, '../samples');

const read = (file: string): string => readFileSync(join(SAMPLES, file), 'utf8');
const bytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

interface RideChangedSample {
  headers: Record<string, string>;
  data: RideChanged;
}

const parsers: Record<string, (file: string) => void> = {
  'driver-update': (file) => {
    const sample: unknown = JSON.parse(read(file));
    expect(parseDriverUpdate(bytes(sample))).toEqual({ ok: true, value: sample });
  },
  'ride-changed': (file) => {
    const sample = JSON.parse(read(file)) as RideChangedSample;
    expect(parseRideChanged(sample.headers['ce-type'], bytes(sample.data))).toEqual({
      ok: true,
      value: sample.data,
    });
  },
  'batch-get-rides-request': (file) => {
    const wire = Buffer.from(read(file.replace('.json', '.base64')), 'base64');
    const json: unknown = JSON.parse(read(file));
    expect(BatchGetRidesRequest.decode(wire)).toEqual(BatchGetRidesRequest.fromJSON(json));
    expect(BatchGetRidesRequest.toJSON(BatchGetRidesRequest.decode(wire))).toEqual(json);
  },
  'batch-get-rides-response': (file) => {
    const wire = Buffer.from(read(file.replace('.json', '.base64')), 'base64');
    const json: unknown = JSON.parse(read(file));
    expect(BatchGetRidesResponse.decode(wire)).toEqual(BatchGetRidesResponse.fromJSON(json));
    expect(BatchGetRidesResponse.toJSON(BatchGetRidesResponse.decode(wire))).toEqual(json);
  },
};

describe('committed samples', () => {
  const files = readdirSync(SAMPLES).filter((file) => file.endsWith('.json'));

  it.each(files)('%s still parses to the same values', (file) => {
    const kind = file.slice(0, file.indexOf('.v'));
    const parse = parsers[kind];
    if (!parse) throw new Error(`no parser is named for samples of kind ${kind}`);
    parse(file);
  });

  it('exist for every kind of message', () => {
    const kinds = new Set(files.map((file) => file.slice(0, file.indexOf('.v'))));
    expect([...kinds].sort()).toEqual(Object.keys(parsers).sort());
  });
});
