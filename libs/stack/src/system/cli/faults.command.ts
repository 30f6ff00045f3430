import {
  FAULT_SECONDS,
  type FaultOrder,
  faultSchema,
  LINK_EFFECTS,
} from '@ride-hailing/contracts/without-grpc';
import { StackError } from '../../stack.errors';
import { say, table } from './console';
import { readOptions } from './read-options';
import { faultRows, runningControl, systemNow } from './running-control';

const HELP = `npm run faults -- list                                  the faults at work
npm run faults -- add frozen <process>                  the process does not answer; its connections stay open
npm run faults -- add killed <process>                  the process is killed, and started again at the end
npm run faults -- add link <from> <to> <effect>         faults between two processes: ${LINK_EFFECTS.join(', ')}
npm run faults -- add updates                           the simulator's phones send faulty updates
npm run faults -- heal [<id>]                           ends one fault, or all
  --for S              seconds until the fault ends by itself (${FAULT_SECONDS.usual}; at most ${FAULT_SECONDS.most})
  --latency MS         for slow: so much more in each direction (200)
  --bandwidth B        for narrow: bytes per second (10000)
  --duplicates P, --out-of-order P, --invalid P
                       for updates: the share that is sent twice, late, or broken, from 0 to 1

Examples:
  npm run faults -- add frozen ride-service --for 20
  npm run faults -- add killed nats
  npm run faults -- add link driver-service ride-service slow --latency 300
  npm run faults -- add updates --duplicates 0.2
npm run status names the processes. Each process and each connection has one fault at a time.`;

const TEXT = { type: 'string' } as const;
const OPTIONS = {
  for: TEXT,
  latency: TEXT,
  bandwidth: TEXT,
  duplicates: TEXT,
  'out-of-order': TEXT,
  invalid: TEXT,
  help: { type: 'boolean' },
} as const;

/** The field of an order for each option. */
const FIELDS = {
  for: 'forSeconds',
  latency: 'latencyMs',
  bandwidth: 'bytesPerSecond',
  duplicates: 'duplicates',
  'out-of-order': 'outOfOrder',
  invalid: 'invalid',
} as const;

/** What must follow each kind, and the options that it takes besides --for. */
const KINDS: Readonly<
  Record<string, { names: readonly string[]; options: readonly (keyof typeof FIELDS)[] }>
> = {
  frozen: { names: ['process'], options: [] },
  killed: { names: ['process'], options: [] },
  link: { names: ['from', 'to', 'effect'], options: ['latency', 'bandwidth'] },
  updates: { names: [], options: ['duplicates', 'out-of-order', 'invalid'] },
};

function numberIn(option: string, text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(value)) throw new StackError(`--${option} must be a number, not "${text}"`);
  return value;
}

type Values = Partial<Record<keyof typeof FIELDS, string>>;

/**
 * The order of `add`; the control API checks its values.
 * @throws StackError that says what is allowed
 */
export function faultOrder([kind = '', ...words]: readonly string[], values: Values): FaultOrder {
  const known = KINDS[kind];
  if (!known) throw new StackError(`add what? One of ${Object.keys(KINDS).join(', ')}, not "${kind}"`);
  if (words.length !== known.names.length) {
    const usage = [kind, ...known.names.map((name) => `<${name}>`)].join(' ');
    throw new StackError(`npm run faults -- add ${usage}; not "add ${[kind, ...words].join(' ')}"`);
  }
  const given = Object.keys(values) as (keyof Values)[];
  const strange = given.find((option) => option !== 'for' && !known.options.includes(option));
  if (strange) {
    const allowed = ['for', ...known.options].map((option) => `--${option}`).join(', ');
    throw new StackError(`--${strange} is not for ${kind}, which takes ${allowed}`);
  }
  const numbers = given.map((option) => [FIELDS[option], numberIn(option, values[option] ?? '')]);
  const names = known.names.map((name, index) => [name, words[index]]);
  return { kind, ...Object.fromEntries([...names, ...numbers]) } as FaultOrder;
}

/** The API's fields, by the names that people type. */
const withOptionNames = (message: string): string =>
  Object.entries(FIELDS).reduce((text, [option, field]) => text.replaceAll(field, `--${option}`), message);

async function add(words: readonly string[], values: Values): Promise<void> {
  const body = faultOrder(words, values);
  const answer = await runningControl()
    .ask({ method: 'POST', path: '/faults', body })
    .catch((error: Error) => {
      throw new StackError(withOptionNames(error.message), { cause: error });
    });
  const { id, title, order } = faultSchema.parse(answer);
  say(`${id}: ${title}, ends by itself in ${order.forSeconds} s`);
}

async function list(): Promise<void> {
  const { faults } = await systemNow(runningControl());
  say(...(faults.length > 0 ? table(faultRows(faults)) : ['No fault is at work.']));
}

async function heal([id, ...others]: readonly string[]): Promise<void> {
  if (others.length > 0) throw new StackError('heal takes one id, or none to end all faults');
  await runningControl().ask({
    method: 'DELETE',
    path: id ? `/faults/${encodeURIComponent(id)}` : '/faults',
  });
  say(id ? `${id} is over` : 'No fault is at work any more.');
}

/** `npm run faults`: shows, orders and ends faults of the running system. */
export async function faults(args: readonly string[]): Promise<void> {
  const { values, positionals } = readOptions(args, OPTIONS, { allowPositionals: true });
  const { help, ...options } = values;
  if (help) return say(HELP);
  const [verb = 'list', ...words] = positionals;
  if (verb === 'add') return add(words, options);
  if (Object.keys(options).length > 0) throw new StackError(`only add takes options, not ${verb}`);
  if (verb === 'heal') return heal(words);
  if (verb === 'list' && words.length === 0) return list();
  throw new StackError(
    `list, add <…> or heal [<id>]; not "${positionals.join(' ')}". See npm run faults -- --help`,
  );
}
