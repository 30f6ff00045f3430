import { accessTo, type Access } from '../../servers/access';
import { readExternal } from '../../servers/external';
import { keepSecrets } from '../../servers/secrets';
import { keepTokenKeys, type TokenKeys } from '../checkout/token-keys';
import { HOST, serverPorts } from '../../servers/port-block';
import { StackError } from '../../stack.errors';
import { lockHolder } from '../checkout/checkout-lock';
import { readStackFile } from '../checkout/stack-file';

/**
 * The way into what this checkout runs now.
 * @throws StackError when nothing runs
 */
export function runningAccess(folder: string): {
  readonly access: Access;
  readonly portBase: number;
  readonly tokenKeys: TokenKeys;
  /** Those that `npm start` has on; undefined when it was not told. */
  readonly approaches?: readonly string[];
} {
  const holder = lockHolder(folder);
  if (!holder) throw new StackError('Nothing runs. Start it with: npm start');
  const { portBase } = holder;
  const { nats, postgres } = serverPorts(portBase);
  const own = { nats: `nats://${HOST}:${nats}`, postgres: `${HOST}:${postgres}` };
  const access = accessTo(keepSecrets(folder), own, readExternal(process.env));
  const approaches = readStackFile(folder)?.approaches;
  return { access, portBase, tokenKeys: keepTokenKeys(folder), approaches };
}
