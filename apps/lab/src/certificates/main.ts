import { Client as GrpcClient, credentials } from '@grpc/grpc-js';
import { readCertificates } from '@ride-hailing/certificates';
import { driverUpdateSubject, RideDetailsServiceClient } from '@ride-hailing/contracts';
import { type Stack, startStack } from '@ride-hailing/stack';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { cpuSeconds } from '../measuring/cpu-time';
import { login } from '../world/lab-broker';
import { type Rates, ratesOf } from './throughput';

const ROUNDS = 3;
const CALLS = 1_000;
const LOOKUPS = 50;
const UPDATES = 10_000;
const UPDATE_BYTES = 200;
const STATEMENTS = 4_000;
const CONNECTS = 100;
const AT_ONCE = 32;
const START = 'start of the system (time, not CPU)';

/** CPU time of both sides for one of what was done, µs. */
type Costs = Readonly<Record<string, number>>;

const say = (line: string) => process.stdout.write(`${line}\n`);

/** Does something `count` times, some at once. */
async function repeated(count: number, once: (at: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const loop = async () => {
    while (next < count) await once((next += 1));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, loop));
}

/** CPU time of this process, the client, and of one server, for one of `count`, µs. The first tenth warms up. */
async function costOf(
  stack: Stack,
  server: string,
  count: number,
  once: (at: number) => Promise<unknown>,
): Promise<number> {
  await repeated(count / 10, once);
  const used = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6 + (cpuSeconds(stack.processes)[server] ?? 0);
  };
  const before = used();
  await repeated(count, once);
  return ((used() - before) / count) * 1e6;
}

async function callCosts(stack: Stack): Promise<Costs> {
  const folder = stack.tlsFolder('driver-service');
  const shown = folder ? readCertificates(folder) : undefined;
  const secure = shown
    ? credentials.createSsl(shown.ca, shown.key, shown.cert)
    : credentials.createInsecure();
  const options = { 'grpc.ssl_target_name_override': 'ride-service' };
  const client: RideDetailsServiceClient & GrpcClient = new RideDetailsServiceClient(
    ...([stack.urls.rideServiceGrpc, secure, options] as const),
  );
  const call = (lookups: number) => (at: number) =>
    new Promise<void>((resolve, reject) => {
      const wanted = Array.from({ length: lookups }, (_, index) => ({
        ...{ rideId: `r-${at}-${index}`, minVersion: 0, driverId: 'd-1' },
      }));
      client.batchGetRides({ lookups: wanted }, (error) => (error ? reject(error) : resolve()));
    });
  try {
    return {
      'gRPC call of 1 lookup': await costOf(stack, 'ride-service', CALLS, call(1)),
      [`gRPC call of ${LOOKUPS} lookups`]: await costOf(stack, 'ride-service', CALLS / 4, call(LOOKUPS)),
    };
  } finally {
    client.close();
  }
}

async function updateCosts(stack: Stack): Promise<Costs> {
  const nats = await login(stack, 'operator');
  const jetstream = nats.jetstream();
  const data = new Uint8Array(UPDATE_BYTES);
  try {
    const publish = () => jetstream.publish(driverUpdateSubject('d-cost'), data);
    return { 'update stored by NATS': await costOf(stack, 'nats', UPDATES, publish) };
  } finally {
    await nats.close();
  }
}

async function statementCosts(stack: Stack): Promise<Costs> {
  const connectionString = stack.databaseUrl('ride-service');
  const pool = new Pool({ connectionString, max: 4 });
  const newConnection = async () => {
    const single = new Pool({ connectionString, max: 1 });
    await single.query('SELECT 1');
    await single.end();
  };
  try {
    return {
      'statement of Postgres': await costOf(stack, 'postgres', STATEMENTS, () => pool.query('SELECT 1')),
      'connect to Postgres': await costOf(stack, 'postgres', CONNECTS, newConnection),
    };
  } finally {
    await pool.end();
  }
}

/** One turn of one side, on servers that do nothing else. */
async function measure(tls: boolean, build: boolean): Promise<Costs> {
  const folder = mkdtempSync(join(tmpdir(), 'cost-of-certificates-'));
  const startedAt = performance.now();
  const options = {
    folder,
    portBase: 'free',
    simulator: false,
    services: ['ride-service'],
    tls,
    build,
  } as const;
  const stack = await startStack(options);
  const startMs = performance.now() - startedAt;
  try {
    const costs = {
      ...(await callCosts(stack)),
      ...(await updateCosts(stack)),
      ...(await statementCosts(stack)),
    };
    return { ...costs, [START]: startMs * 1_000 };
  } finally {
    await stack.stop();
    rmSync(folder, { recursive: true });
  }
}

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;

type Figures = Costs | Rates;
type Round = Readonly<Record<'clear' | 'tls', Figures>>;

/** Medians of the rounds, in which both kinds take turns, and the median of the ratios within a round. */
function table(title: string, rounds: readonly Round[]): void {
  say(`| ${title} | in the clear | with certificates | ratio |`);
  say('| --- | --- | --- | --- |');
  for (const what of Object.keys(rounds[0]?.clear ?? {})) {
    const of = (pick: (round: Round) => number | undefined) =>
      median(rounds.map((round) => pick(round) ?? NaN));
    const clear = of((round) => round.clear[what]);
    const tls = of((round) => round.tls[what]);
    const ratio = of((round) => (round.tls[what] ?? NaN) / (round.clear[what] ?? NaN));
    say(
      `| ${what} | ${Math.round(clear).toLocaleString('en')} | ${Math.round(tls).toLocaleString('en')} | ${ratio.toFixed(2)} |`,
    );
  }
}

async function roundsOf(measured: (tls: boolean, build: boolean) => Promise<Figures>): Promise<Round[]> {
  const rounds: Round[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const isTlsFirst = round % 2 === 0;
    const [first, second] = [await measured(isTlsFirst, round === 1), await measured(!isTlsFirst, false)];
    rounds.push(isTlsFirst ? { tls: first, clear: second } : { clear: first, tls: second });
    say(`round ${round} of ${ROUNDS}: ${JSON.stringify(rounds.at(-1))}`);
  }
  return rounds;
}

/** What one costs in CPU time, and how many a second there can be. */
export async function main(): Promise<void> {
  const costs = await roundsOf(measure);
  const rates = await roundsOf(ratesOf);
  table('CPU time of both sides for one, µs', costs);
  table('a second', rates);
}
