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
  readonly secrets: Pick<Secrets, 'nats' | 'phoneIssuerSeed'>;
  readonly logFile: string;
  readonly watchdog: Watchdog;
  /** The folder of its certificates: then clients need one too. Default: in the clear. */
  readonly tlsFolder?: string;
  /** Default: a server on its own. */
  readonly cluster?: {
    /** The port for the other servers. */
    readonly port: number;
    /** The ports through which it reaches them. */
    readonly ports: readonly number[];
    /** True keeps others from learning its address, so that they reach it only through their own ports. */
    readonly isHidden: boolean;
  };
}

const CLUSTER = 'ride-hailing';

/** Nothing listens there. */
const NOWHERE = `${HOST}:1`;

const routeTo = (port: number) => `nats://${HOST}:${port}`;

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

/** The same configuration, with certificates and the name, which makes SIGHUP fail where it is on the command line. */
function withCertificates(config: string, folder: string, tlsFolder: string, name: string): string {
  const { caFile, certFile, keyFile } = filesIn(tlsFolder);
  const file = join(folder, 'tls.conf');
  const tls = Object.entries({ ca_file: caFile, cert_file: certFile, key_file: keyFile })
    .map(([name, path]) => `  ${name}: ${JSON.stringify(path)}\n`)
    .join('');
  replaceFile(
    file,
    `server_name: ${name}\ninclude ${JSON.stringify(relative(folder, config))}\ntls {\n${tls}  verify: true\n  timeout: 5\n}\n`,
  );
  return file;
}

/** A nats-server with its own JetStream folder and the users and permissions of docker/nats/nats.conf. */
export function natsServer(options: NatsServerOptions): ManagedProcess {
  const { name = 'nats', binary, folder, port, secrets, logFile, watchdog, cluster, tlsFolder } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const config = join(workspaceRoot(), 'docker/nats/nats.conf');
  const passwords = Object.entries(secrets.nats).map(([user, password]) => [
    `NATS_${upperName(user)}_PASSWORD`,
    password,
  ]);
  const variables = [...passwords, ['NATS_PHONE_ISSUER', accountOf(secrets.phoneIssuerSeed)]];
  const routing = cluster
    ? [
        '--cluster_name',
        CLUSTER,
        '--cluster',
        routeTo(cluster.port),
        '--routes',
        cluster.ports.map(routeTo).join(','),
        ...(cluster.isHidden ? ['--no_advertise', '--cluster_advertise', NOWHERE] : []),
      ]
    : [];
  return new ManagedProcess(
    {
      name,
      command: binary,
      args: [
        ...(tlsFolder
          ? ['-c', withCertificates(config, folder, tlsFolder, name)]
          : ['-c', config, '-n', name]),
        '-a',
        HOST,
        '-p',
        String(port),
        '-sd',
        folder,
        ...routing,
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
