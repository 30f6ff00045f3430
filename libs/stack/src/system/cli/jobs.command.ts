import { brokerVariables } from '../../servers/access';
import { readExternal } from '../../servers/external';
import { baseEnvironment } from '../../servers/processes/base-environment';
import { appCommand, provisionEnvironment } from '../../servers/provision';
import { DATABASE_SERVICES } from '../../servers/secrets';
import { StackError } from '../../stack.errors';
import { developmentToken } from '../checkout/token-keys';
import { refuseOtherStores } from '../checkout/shared-stores';
import { type ServiceName, serviceUrl } from '../services';
import { noArguments } from './arguments';
import { say } from './console';
import { runOneShot, runServiceJob } from './one-shot';
import { runningAccess } from './running-access';

/** A broker that runs elsewhere can be used while nothing of this checkout runs. */
function brokerOfOperator(): Record<string, string> {
  const { nats } = readExternal(process.env);
  if (nats) return { NATS_URL: nats.url, NATS_USER: 'operator', NATS_PASSWORD: nats.passwords.operator };
  return brokerVariables(runningAccess().access, 'operator');
}

/** `npm run dead-letters`: runs the app of that name with the operator's login to the broker. */
export async function deadLetters(args: readonly string[]): Promise<void> {
  const broker = args.includes('--help') ? {} : brokerOfOperator();
  const environment = { ...baseEnvironment(), ...broker };
  process.exitCode = await runOneShot([...appCommand('dead-letters', false), ...args], environment);
}

/** What `npm run forget` needs of a running stack: a dispatcher's token, and logins that see every copy. */
export async function forgetEnvironment({
  access,
  portBase,
  tokenKeys,
  approaches,
  sharedStores,
}: ReturnType<typeof runningAccess>): Promise<Record<string, string>> {
  refuseOtherStores(sharedStores, process.env);
  return {
    RIDE_SERVICE_URL: serviceUrl('ride-service', portBase),
    DISPATCHER_TOKEN: await developmentToken(tokenKeys, { role: 'dispatcher', sub: 'operator', hours: 1 }),
    ...brokerVariables(access, 'operator'),
    DRIVER_SERVICE_DATABASE_URL: access.databaseUrl('driver-service'),
    GATEWAY_DATABASE_URL: access.databaseUrl('gateway'),
    ...(approaches && { APPROACHES: approaches.join(',') }),
  };
}

/** `npm run forget`: runs the app of that name. The shared stores come from the same variables as those of the services. */
export async function forget(args: readonly string[]): Promise<void> {
  const running = args.includes('--help') ? {} : await forgetEnvironment(runningAccess());
  const environment = { ...process.env, ...baseEnvironment(), ...running };
  process.exitCode = await runOneShot([...appCommand('forget', false), ...args], environment);
}

const PROVISION_HELP = [
  'npm run provision   makes again what somebody has deleted while all runs: databases, logins and their rights,',
  '                    streams and consumers, and the tables and indexes of each service',
  '',
  'Nothing has to be restarted, and running it again is harmless. Rows do not come back with their table:',
  'npm run rebuild -- ride-copy fills the copy of rides; what a service owns comes back from a backup.',
];

/** `npm run provision`: runs the app of that name, then the restoring job of each service that has a database. */
export async function provisionCommand(args: readonly string[]): Promise<void> {
  if (noArguments(args).help) return say(...PROVISION_HELP);
  const running = runningAccess();
  const environment = { ...baseEnvironment(), ...provisionEnvironment(running.access) };
  const codes = [await runOneShot(appCommand('provision', false), environment)];
  // Without its login and database a service cannot say what is missing there.
  for (const service of codes[0] === 0 ? DATABASE_SERVICES : []) {
    codes.push(await runServiceJob(service, 'restore-schema/main.ts', [], running));
  }
  process.exitCode = Math.max(...codes);
}

interface ServiceJob {
  readonly service: ServiceName;
  /** Below the service's `src`. */
  readonly program: string;
  /** Arguments that the program gets before those of the command line. */
  readonly before: readonly string[];
  /** The command line must name one of these. */
  readonly subjects: readonly string[];
  readonly help: readonly string[];
}

const PATIENCE = '  --patience <seconds>   how long Ride Service may be away before it is given up (60)';

const COPY_JOB = {
  service: 'driver-service',
  program: 'ride-copy-repair/main.ts',
  subjects: ['ride-copy'],
} as const;

const SERVICE_JOBS = {
  rebuild: {
    ...COPY_JOB,
    before: ['rebuild'],
    help: [
      `npm run rebuild -- ride-copy     fills Driver Service's copy of rides from Ride Service; creates the table if it is lost`,
      PATIENCE,
    ],
  },
  reconcile: {
    ...COPY_JOB,
    before: ['reconcile'],
    help: [
      `npm run reconcile -- ride-copy   compares the copy of rides with Ride Service and mends what differs`,
      PATIENCE,
    ],
  },
  republish: {
    service: 'ride-service',
    program: 'republish/main.ts',
    before: [],
    subjects: ['ride-events', 'ride-publications'],
    help: [
      'npm run republish -- ride-events   publishes the events of rides again, after their stream was lost',
      '  --since <time>         only what was published at this time or later, such as 2026-11-22T09:00:00Z;',
      '                         otherwise as far back as the outbox keeps rows, which is 7 days',
      '  --patience <seconds>   how long nothing may go out before the wait is given up (60)',
      '',
      'Ride Service publishes them, in the order of versions. Consumers that know them already take no harm.',
      '',
      'npm run republish -- ride-publications   publishes all rides, as they are now, to the approaches that are on:',
      '                                         documents, the shared cache, the shared files',
      '  --patience <seconds>   how long the broker or a store may be away before it is given up (60)',
      '',
      'Ride Service may run meanwhile: nothing newer is written over.',
    ],
  },
} as const satisfies Record<string, ServiceJob>;

/** `npm run rebuild|reconcile|republish`: runs a service's own job with that service's environment. Traffic may go on. */
export const serviceJob =
  (name: keyof typeof SERVICE_JOBS) =>
  async (args: readonly string[]): Promise<void> => {
    const { service, program, before, subjects, help }: ServiceJob = SERVICE_JOBS[name];
    if (args.includes('--help')) return say(...help);
    if (!subjects.some((subject) => args.includes(subject))) {
      const all = subjects.map((subject) => `npm run ${name} -- ${subject}`).join(' and ');
      const are = subjects.length > 1 ? 'are' : 'is';
      throw new StackError(`${all} ${are} all there is, not "${args.join(' ')}"`);
    }
    const running = runningAccess();
    if (name === 'republish') refuseOtherStores(running.sharedStores, process.env);
    process.exitCode = await runServiceJob(service, program, [...before, ...args], running);
  };
