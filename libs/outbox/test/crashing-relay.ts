import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { Broker, type BrokerOptions, JetStreamPublisher, MessagingEvents } from '@ride-hailing/messaging';
import { OutboxEvents, OutboxRelay } from '../src/index';
import { DEFAULT_TUNING, type OutboxTuning } from '../src/outbox-tuning';
import type { OutboxPublisher } from '../src/relay-pump';
import { RelaySession } from '../src/relay-session';

/** Where a relay in a process of its own kills itself with SIGKILL. */
export const CRASH_POINTS = [
  'before select',
  'after select',
  'after publish, before its acknowledgement',
  'after acknowledgement, before mark',
  'mid-batch',
  'after mark',
] as const;

export interface CrashOrder {
  readonly point: (typeof CRASH_POINTS)[number] | 'never';
  readonly tuning?: Partial<OutboxTuning>;
  readonly databaseUrl: string;
  readonly login: BrokerOptions;
}

/** Starts this file as a process of its own. */
export function spawnRelay(order: CrashOrder): ChildProcess {
  const args = ['-r', '@swc-node/register', __filename, JSON.stringify(order)];
  return spawn(process.execPath, args, {
    cwd: join(__dirname, '../../..'),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

const MID_BATCH = 25;

const crash = (): Promise<never> => {
  process.kill(process.pid, 'SIGKILL');
  return new Promise<never>(() => undefined);
};

type Method<Name extends 'heads' | 'mark'> = (
  this: RelaySession,
  ...given: Parameters<RelaySession[Name]>
) => ReturnType<RelaySession[Name]>;

const heads = Reflect.get(RelaySession.prototype, 'heads') as Method<'heads'>;
const mark = Reflect.get(RelaySession.prototype, 'mark') as Method<'mark'>;

function arm(point: CrashOrder['point'], real: OutboxPublisher): OutboxPublisher {
  let acknowledged = 0;
  if (point === 'before select') RelaySession.prototype.heads = crash;
  if (point === 'after acknowledgement, before mark') RelaySession.prototype.mark = crash;
  if (point === 'after select') {
    RelaySession.prototype.heads = async function (...given) {
      const rows = await heads.call(this, ...given);
      return rows.length > 0 ? crash() : rows;
    };
  }
  if (point === 'after mark') {
    RelaySession.prototype.mark = async function (rows) {
      await mark.call(this, rows);
      await crash();
    };
  }
  return {
    publish: async (...message) => {
      const ack = await real.publish(...message);
      acknowledged += 1;
      if (point === 'after publish, before its acknowledgement') await crash();
      if (point === 'mid-batch' && acknowledged === MID_BATCH) await crash();
      return ack;
    },
  };
}

function run({ point, databaseUrl, login, tuning }: CrashOrder): void {
  const broker = new Broker(login, new MessagingEvents());
  broker.start();
  const publisher = arm(point, new JetStreamPublisher(broker));
  new OutboxRelay({
    databaseUrl,
    publisher,
    events: new OutboxEvents(),
    tuning: { ...DEFAULT_TUNING, ...tuning },
  }).start();
}

if (require.main === module) run(JSON.parse(process.argv[2] ?? '{}') as CrashOrder);
