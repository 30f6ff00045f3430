import { certificatesOf, IDENTITIES, rotateCertificates } from '../../servers/certificates/certificates';
import { isSameProcess } from '../../servers/processes/process-table';
import { rotateServers } from '../../servers/rotate-servers';
import { readStackFile } from '../checkout/stack-file';
import { noArguments } from './arguments';
import { say, stackFolder } from './console';

const HELP = `npm run certificates   makes a new certificate, with a new key, for each service and server
They lie in .stack/certificates, each in a folder as TLS_FOLDER names it. The authority that signs them is made once and
kept. What npm start -- --tls runs takes the new ones within a second, for new connections, without a restart.`;

/** Also those of a cluster: `nats-2`, `postgres-standby`. */
const SERVERS = /^(nats|postgres)(-|$)/;

/** `npm run certificates`: makes all certificates again, and tells the servers that run with them. */
export async function certificates(args: readonly string[]): Promise<void> {
  if (noArguments(args).help) return say(HELP);
  const folder = stackFolder();
  const { tls, processes = [], dataFolder } = readStackFile(folder) ?? {};
  if (tls && dataFolder) {
    const pids = processes.flatMap(({ name, pid, mark }) =>
      SERVERS.test(name) && pid && mark && isSameProcess(pid, mark) ? [pid] : [],
    );
    await rotateServers({ folder, dataFolder, pids });
  } else await rotateCertificates(folder);
  say(...IDENTITIES.map((identity) => certificatesOf(folder, identity)));
}
