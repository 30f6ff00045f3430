import { type ChannelCredentials, Client, credentials, status } from '@grpc/grpc-js';
import { readCertificates } from '@ride-hailing/certificates';
import {
  APPROACHES,
  CoordinatorServiceService,
  ParticipantServiceService,
  RideDetailsServiceService,
  RideEssentialsServiceService,
} from '@ride-hailing/contracts';
import { eventually } from '@ride-hailing/testing';
import { execFile } from 'node:child_process';
import { randomUUID, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { promisify } from 'node:util';
import { untilCopiesEqual } from '../running-system/copies';
import { call } from '../running-system/http';
import { runJob } from '../running-system/jobs';
import { Riders } from '../running-system/riders';
import { assignedRide, commandRide } from '../running-system/rides';
import { type CurrentRide, type Service, startSystem, type System } from '../running-system/system';

const FOLLOWS_WITHIN_MS = 15_000;
/** On a busy machine elections take several turns. */
const GOES_ON_WITHIN_MS = 60_000;
const CALLERS = ['ride-service', 'driver-service', 'gateway', 'dashboard', 'operator'];

/** Every gRPC service of the system, with the services that may call it. */
const DOORS: readonly [Service, string, readonly string[]][] = [
  ['ride-service', RideDetailsServiceService.batchGetRides.path, ['driver-service']],
  ['ride-service', RideEssentialsServiceService.listRideEssentials.path, ['driver-service']],
  ['ride-service', ParticipantServiceService.tryAssignment.path, ['gateway']],
  ['ride-service', ParticipantServiceService.confirmAssignment.path, ['gateway']],
  ['driver-service', ParticipantServiceService.tryAssignment.path, ['gateway']],
  ['driver-service', ParticipantServiceService.cancelAssignment.path, ['gateway']],
  ['gateway', CoordinatorServiceService.getAssignmentOutcome.path, ['ride-service', 'driver-service']],
];

describe('the whole system with certificates', () => {
  let system: System;

  beforeAll(async () => {
    system = await startSystem({ tls: true, approaches: [...APPROACHES] });
  }, 120_000);

  afterAll(() => system?.stop());

  const folderOf = (identity: string) => join(system.folderOf('certificates'), identity);
  const grpcPort = (service: Service) => Number(system.process(service).spec.env['GRPC_PORT']);
  /** How the server of `service` ends an empty request with these credentials. */
  const codeOf = async (service: Service, path: string, shown: ChannelCredentials) => {
    const client = new Client(`127.0.0.1:${grpcPort(service)}`, shown, {
      'grpc.ssl_target_name_override': service,
    });
    try {
      return await new Promise<status>((resolve) => {
        const none = () => Buffer.alloc(0);
        client.makeUnaryRequest(
          path,
          none,
          (bytes) => bytes,
          {},
          { deadline: Date.now() + 5_000 },
          (error) => resolve(error?.code ?? status.OK),
        );
      });
    } finally {
      client.close();
    }
  };
  const showing = (identity: string) => {
    const { ca, cert, key } = readCertificates(folderOf(identity));
    return credentials.createSsl(ca, key, cert);
  };
  /** The fingerprint of the certificate that a new connection to the gRPC server of `service` meets. */
  const shownBy = async (service: Service) => {
    const { ca, cert, key } = readCertificates(folderOf('operator'));
    const socket = connect({
      ...{ port: grpcPort(service), ca, cert, key },
      ...{ servername: service, ALPNProtocols: ['h2'] },
    });
    await once(socket, 'secureConnect');
    const { fingerprint256 } = socket.getPeerCertificate();
    socket.destroy();
    return fingerprint256;
  };

  it('gives the same answer by every approach through the life of a ride, while nothing but HTTP is in the clear', async () => {
    const driverId = `d-${randomUUID()}`;
    const ride = await assignedRide(system, driverId);
    const answers = async (version: number) => {
      for (const approach of APPROACHES) {
        const url = `${system.gateway}/drivers/${driverId}/current-ride?approach=${approach}`;
        await eventually(
          async () => {
            const { body } = await call<CurrentRide>(url);
            return (
              body.ride?.version === version && body.details !== null && body.sources.approach === approach
            );
          },
          { timeoutMs: FOLLOWS_WITHIN_MS },
        );
      }
    };
    await answers(2);
    await commandRide(system, ride, 'start');
    await answers(3);
    await commandRide(system, ride, 'complete');
    await untilCopiesEqual(system, 'a ride with certificates');
    const sessions = await system.sql(
      'ride_service',
      `SELECT DISTINCT usename, ssl, client_dn FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
       WHERE client_addr IS NOT NULL ORDER BY usename`,
    );
    expect(sessions).toEqual([
      { usename: 'driver_service', ssl: true, client_dn: '/CN=driver-service' },
      { usename: 'driver_service_ride_view', ssl: true, client_dn: '/CN=driver-service' },
      { usename: 'gateway', ssl: true, client_dn: '/CN=gateway' },
      { usename: 'postgres', ssl: true, client_dn: '/CN=operator' },
      { usename: 'ride_service', ssl: true, client_dn: '/CN=ride-service' },
    ]);
  }, 60_000);

  it.each(DOORS)('%s answers %s only to %j', async (service, path, allowed) => {
    const served: string[] = [];
    for (const caller of CALLERS) {
      const code = await codeOf(service, path, showing(caller));
      expect(code).not.toBe(status.UNAVAILABLE);
      if (code !== status.PERMISSION_DENIED) served.push(caller);
    }
    expect(served).toEqual(CALLERS.filter((caller) => allowed.includes(caller)));
    expect(await codeOf(service, path, credentials.createInsecure())).toBe(status.UNAVAILABLE);
  });

  it("runs a service's job with the service's certificate", async () => {
    expect(await runJob(system, 'reconcile')).toMatchObject({ code: 0 });
  }, 60_000);

  it('takes new certificates while rides go on, without a restart and without a failed command', async () => {
    const riders = new Riders(system, [`d-${randomUUID()}`, `d-${randomUUID()}`]);
    const pids = system.pidsOf(['ride-service', 'driver-service', 'gateway']);
    try {
      await eventually(() => riders.assigned > 2);
      const env = { ...process.env, STACK_FOLDER: system.folderOf('.') };
      await promisify(execFile)(process.execPath, ['tools/stack.mjs', 'certificates'], { env });
      for (const service of ['ride-service', 'driver-service', 'gateway'] as const) {
        const made = new X509Certificate(readCertificates(folderOf(service)).cert).fingerprint256;
        await eventually(async () => (await shownBy(service)) === made);
      }
      // A process that starts now connects to all others.
      const done = riders.assigned;
      await system.process('driver-service').stop();
      await system.process('driver-service').start();
      await system.process('driver-service').waitReady();
      await eventually(() => riders.assigned > done + 3);
    } finally {
      await riders.stop();
    }
    expect(riders.failed).toBe(0);
    expect(system.pidsOf(['ride-service', 'gateway'])).toEqual([pids[0], pids[2]]);
    await untilCopiesEqual(system, 'after new certificates');
  }, 60_000);
});

describe('a cluster with certificates', () => {
  let system: System;

  beforeAll(async () => {
    system = await startSystem({ tls: true, cluster: true, control: true });
  }, 180_000);

  afterAll(() => system?.stop());

  const certificateOf = (identity: string) =>
    new X509Certificate(readCertificates(join(system.folderOf('certificates'), identity)).cert);

  it('goes on with new certificates when each of its servers is lost and comes back', async () => {
    const nodes = ['nats-1', 'nats-2', 'nats-3'].map((name) => system.process(name));
    const followers = await system.sql(
      'ride_service',
      'SELECT ssl, client_dn FROM pg_stat_ssl JOIN pg_stat_replication USING (pid)',
    );
    expect(followers).toEqual([{ ssl: true, client_dn: '/CN=postgres' }]);

    const riders = new Riders(system, [`d-${randomUUID()}`, `d-${randomUUID()}`]);
    const untilItGoesOn = async () => {
      const done = riders.assigned;
      await eventually(() => riders.assigned > done + 3, { timeoutMs: GOES_ON_WITHIN_MS });
    };
    try {
      await untilItGoesOn();
      const old = certificateOf('nats').fingerprint256;
      const env = { ...process.env, STACK_FOLDER: system.folderOf('.') };
      await promisify(execFile)(process.execPath, ['tools/stack.mjs', 'certificates'], { env });
      expect(certificateOf('nats').fingerprint256).not.toBe(old);
      for (const node of nodes) {
        await node.kill();
        await untilItGoesOn();
        await node.start();
        await node.waitReady();
      }
      await system.process('postgres').kill();
      await system.act('postgres-standby', 'promote');
      await untilItGoesOn();
      await system.process('postgres').start();
      await system.process('postgres').waitReady();
      await untilItGoesOn();
    } finally {
      await riders.stop();
    }
    await untilCopiesEqual(system, 'a cluster with certificates');
  }, 240_000);
});
