import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROTO = join(__dirname, '../proto');
const RELEASED = join(__dirname, '../released.json');
const BUF = require.resolve('@bufbuild/buf/bin/buf');
const WITHIN_MS = 30_000;
/** The exit code of buf when it finds a breaking change. */
const FOUND = 100;

const DETAILS = 'ride/v1/ride_details.proto';

describe('a change of the .proto files since the last release', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'breaking-'));
    cpSync(PROTO, folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const change = (file: string, from: string, to: string): void => {
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8');
    expect(text).toContain(from);
    writeFileSync(path, text.replace(from, to));
  };

  const compare = () => {
    const args = [BUF, 'breaking', '.', '--against', RELEASED];
    const { status, stdout } = spawnSync(process.execPath, args, {
      cwd: folder,
      encoding: 'utf8',
      timeout: WITHIN_MS,
    });
    return { status, stdout };
  };

  it('accepts a new field and a new call', () => {
    change(DETAILS, '  string driver_id = 3;\n', '  string driver_id = 3;\n  string language = 99;\n');
    change(
      DETAILS,
      'service RideDetailsService {',
      'service RideDetailsService {\n  rpc Ask(Ride) returns (Ride);',
    );
    expect(compare()).toEqual({ status: 0, stdout: '' });
  });

  it.each([
    [
      'a field is taken away',
      '  int64 min_version = 2;\n',
      '',
      '"2" with name "min_version" on message "RideLookup"',
    ],
    ['a field changes its type', 'int64 min_version = 2;', 'string min_version = 2;', '"min_version"'],
    ['a field changes its name, which JSON has', 'string ride_id = 1;', 'string id = 1;', '"ride_id"'],
    [
      'a call is taken away',
      '  rpc BatchGetRides(BatchGetRidesRequest) returns (BatchGetRidesResponse);\n',
      '',
      '"BatchGetRides"',
    ],
  ])('refuses a change, and names it and its place, when %s', (_what, from, to, named) => {
    change(DETAILS, from, to);
    const { status, stdout } = compare();
    expect([status, stdout]).toEqual([FOUND, expect.stringContaining(named)]);
    expect(stdout).toContain(`${DETAILS}:`);
  });
});
