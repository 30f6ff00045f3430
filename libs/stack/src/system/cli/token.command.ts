import { isId, TOKEN_ROLES } from '@ride-hailing/contracts/without-grpc';
import { developmentToken, TOKEN_KEYS, type TokenOptions } from '../checkout/token-keys';
import { StackError } from '../../stack.errors';
import { say, stackFolder } from './console';
import { readOptions } from './read-options';

const MOST_HOURS = 24 * 365;
const HELP = `npm run -s token -- --role rider --sub r-1 [--hours 12]   prints a bearer token for this checkout
  --role R    ${TOKEN_ROLES.join(', ')}
  --sub ID    id of the rider or driver, or a name for the dispatcher
  --hours H   how long it is good for (12); it cannot be taken back before that\nJWT_PRIVATE_KEY, if set, signs it instead of the key of this checkout: PEM in base64, as in docker/.env.`;

const TEXT = { type: 'string' } as const;
const OPTIONS = { role: TEXT, sub: TEXT, hours: TEXT, help: { type: 'boolean' } } as const;

/**
 * The options of the token; undefined when only help is wanted.
 * @throws StackError for an unknown option or a bad value
 */
export function tokenArguments(args: readonly string[]): TokenOptions | undefined {
  const {
    help,
    role,
    sub = '',
    hours: given = '12',
  } = readOptions(args, OPTIONS, {
    shown: ['role', 'sub', 'hours'],
  }).values;
  if (help) return undefined;
  const known = TOKEN_ROLES.find((one) => one === role);
  if (!known) throw new StackError(`--role must be one of ${TOKEN_ROLES.join(', ')}, not "${role ?? ''}"`);
  if (!isId(sub)) throw new StackError(`--sub must be 1 to 64 letters, digits, - and _, not "${sub}"`);
  const hours = /^\d+(\.\d+)?$/.test(given) ? Number(given) : 0;
  if (hours <= 0 || hours > MOST_HOURS)
    throw new StackError(`--hours must be a number above 0 and up to ${MOST_HOURS}, not "${given}"`);
  return { role: known, sub, hours };
}

/** `npm run token`: prints only the token to stdout, for `TOKEN=$(…)`. */
export async function token(args: readonly string[]): Promise<void> {
  const wanted = tokenArguments(args);
  if (!wanted) return say(HELP);
  const given = process.env.JWT_PRIVATE_KEY;
  const keys = given ? { privateKey: given } : TOKEN_KEYS.keep(stackFolder());
  say(await developmentToken(keys, wanted));
}
