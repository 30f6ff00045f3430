import { filesIn, readCertificates } from '@ride-hailing/certificates';
import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Secrets, upperName } from '../secrets';
import { firstAnswer } from '../first-answer';
import { HOST } from '../port-block';
import { baseEnvironment } from '../processes/base-environment';
import { ManagedProcess } from '../processes/managed-process';
import type { Watchdog } from '../processes/watchdog';
import { replaceFile } from '../whole-file';
import { workspaceRoot } from '../../workspace-root';
import { accountOf } from '../account-key';

export interface NatsServerOptions {
  /** The server's own name, which no other server of a cluster has. Default `nats`. */
  readonly name?: string;
  readonly binary: string;
  readonly folder: string;
  readonly port: number;
  /** Passwords and keys; the server reads them from its environment, as docker/nats/nats.conf says. */
  readonly secrets: Pick<Secrets, 'nats' | 'natsRoutes' | 'phoneIssuerSeed'>;
  readonly logFile: string;
  readonly watchdog: Watchdog;
  /** The folder of its certificates: then clients need one too. Default: in the clear. */
  readonly tlsFolder?: string;
  /** Default: a server on its own. */
  readonly cluster?: NatsCluster;
}

interface NatsCluster {
  /** The port for the other servers. */
  readonly port: number;
  /** The ports through which it reaches them. */
  readonly ports: readonly number[];
  /** True keeps others from learning its address, so that they reach it only through their own ports. */
  readonly isHidden: boolean;
}

type ConfigOptions = Pick<NatsServerOptions, 'folder' | 'tlsFolder' | 'cluster' | 'secrets'> & {
  readonly name: string;
};

const CLUSTER = 'ride-hailing';
/** The login of one server of a cluster at another one. */
const ROUTE = 'route';

/** Nothing listens there. */
const NOWHERE = `${HOST}:1`;

/** True when the server answers with JetStream enabled, which its first line says. */
export async function natsAnswers(port: number, tlsFolder?: string): Promise<boolean> {
  const says = (text: string) => /^INFO .*"jetstream":true/.test(text);
  try {
    return await firstAnswer(port, says, { tls: tlsFolder ? readCertificates(tlsFolder) : undefined });
  } catch {
    // The certificates are just being replaced.
    return false;
  }
}

/**
 * Writes the configuration of one server, which takes in the one of all. The server's name and its cluster stand in it, since
 * SIGHUP, which reads certificates again, fails where they are on the command line.
 */
function writeConfig({ name, folder, tlsFolder, cluster, secrets }: ConfigOptions): string {
  const file = join(folder, 'server.conf');
  const tls = tlsFolder ? tlsBlock(tlsFolder) : '';
  const all = JSON.stringify(relative(folder, join(workspaceRoot(), 'docker/nats/nats.conf')));
  const routing = cluster ? clusterBlock(cluster, secrets.natsRoutes, tls) : '';
  replaceFile(file, `server_name: ${name}\ninclude ${all}\n${tls}${routing}`, 0o600);
  return file;
}

function tlsBlock(tlsFolder: string): string {
  const { caFile, certFile, keyFile } = filesIn(tlsFolder);
  const files = Object.entries({ ca_file: caFile, cert_file: certFile, key_file: keyFile });
  const lines = files.map(([key, path]) => `  ${key}: ${JSON.stringify(path)}\n`).join('');
  return `tls {\n${lines}  verify: true\n  timeout: 5\n}\n`;
}

/** The servers of a cluster know each other by a password, and with certificates by these, too. */
const clusterBlock = (
  { port, ports, isHidden }: NatsCluster,
  password: string,
  tls: string,
): string => `cluster {
name: ${CLUSTER}
listen: "${HOST}:${port}"
authorization: { user: ${ROUTE}, password: ${password} }
routes: ${JSON.stringify(ports.map((route) => `nats://${ROUTE}:${password}@${HOST}:${route}`))}
${isHidden ? `no_advertise: true\ncluster_advertise: "${NOWHERE}"\n` : ''}${tls}}
`;

/** A nats-server with its own JetStream folder and the users and permissions of docker/nats/nats.conf. */
export function natsServer(options: NatsServerOptions): ManagedProcess {
  const { name = 'nats', binary, folder, port, secrets, logFile, watchdog, cluster, tlsFolder } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const passwords = Object.entries(secrets.nats).map(([user, password]) => [
    `NATS_${upperName(user)}_PASSWORD`,
    password,
  ]);
  const variables = [...passwords, ['NATS_PHONE_ISSUER', accountOf(secrets.phoneIssuerSeed)]];
  return new ManagedProcess(
    {
      name,
      command: binary,
      args: [
        ...['-c', writeConfig({ name, folder, tlsFolder, cluster, secrets })],
        ...['-a', HOST, '-p', String(port), '-sd', folder],
      ],
      env: { ...baseEnvironment(), ...(Object.fromEntries(variables) as Record<string, string>) },
      cwd: folder,
      logFile,
      url: `nats://${HOST}:${port}`,
      stopWithinMs: 10_000,
      isReady: () => natsAnswers(port, tlsFolder),
    },
    watchdog,
  );
}
