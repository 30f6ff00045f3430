import { accessTo, type Access } from '../../servers/access';
import { readExternal } from '../../servers/external';
import { tlsFolders } from '../../servers/certificates/certificates';
import { SECRETS } from '../../servers/secrets';
import { TOKEN_KEYS, type TokenKeys } from '../checkout/token-keys';
import { serverPorts } from '../../servers/port-block';
import { StackError } from '../../stack.errors';
import { lockHolder } from '../checkout/checkout-lock';
import { readStackFile } from '../checkout/stack-file';
import { stackFolder } from './console';

/**
 * The access to the infrastructure that this checkout runs now.
 * @throws StackError when nothing runs
 */
export function runningAccess(): {
  readonly access: Access;
  readonly portBase: number;
  readonly tokenKeys: TokenKeys;
  /** The approaches that `npm start` was started with; undefined when it was started without any. */
  readonly approaches?: readonly string[];
  /** As `sharedStoresIn` gave them when the system was started. */
  readonly sharedStores: Readonly<Record<string, string>>;
} {
  const folder = stackFolder();
  const holder = lockHolder(folder);
  if (!holder) throw new StackError('Nothing runs. Start it with: npm start');
  const { portBase, cluster } = holder;
  const { approaches, sharedStores = {}, tls } = readStackFile(folder) ?? {};
  const access = accessTo(
    ...([SECRETS.keep(folder), serverPorts(portBase, cluster)] as const),
    ...([readExternal(process.env), tlsFolders(folder, tls)] as const),
  );
  return { access, portBase, tokenKeys: TOKEN_KEYS.keep(folder), approaches, sharedStores };
}
