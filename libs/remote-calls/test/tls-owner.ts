import { type ChannelOptions, Server, ServerCredentials, type ServerUnaryCall } from '@grpc/grpc-js';
import { type AllowedCallers } from '../src/allowed-callers';
import { createGrpcServer } from '../src/create-grpc-server';
import { RemoteCallEvents } from '../src/remote-call-events';
import { type Echo, EchoServiceDefinition } from './echo-service';

/** A real server with certificates, which remembers the certificate that each served call came with. */
export class TlsOwner {
  readonly callers: string[] = [];
  readonly codes: string[] = [];
  port = 0;
  private server?: Server;

  constructor(
    private readonly tlsFolder: string | undefined,
    private readonly allowed: AllowedCallers = { 'test.v1.EchoService': ['driver-service'] },
  ) {}

  get url(): string {
    return `127.0.0.1:${this.port}`;
  }

  async start(channel: ChannelOptions = {}): Promise<this> {
    const events = new RemoteCallEvents();
    events.on('call', ({ code }) => this.codes.push(code));
    const parts = createGrpcServer({
      ...{ tlsFolder: this.tlsFolder, callers: this.allowed, events },
      services: { 'test.v1.EchoService': EchoServiceDefinition },
      protos: { root: '', files: [] },
    });
    const server = new Server({ ...parts.channelOptions, ...channel, interceptors: parts.interceptors });
    parts.onServer(server, { isReady: () => true, onReadinessChange: () => undefined });
    server.addService(EchoServiceDefinition, {
      say: (call: ServerUnaryCall<Echo, Echo>, callback: (error: null, answer: Echo) => void) => {
        this.callers.push(call.getAuthContext().sslPeerCertificate?.fingerprint256 ?? 'nobody');
        callback(null, call.request);
      },
    });
    const credentials = parts.credentials ?? ServerCredentials.createInsecure();
    this.port = await new Promise<number>((resolve, reject) => {
      server.bindAsync('127.0.0.1:0', credentials, (error, port) => (error ? reject(error) : resolve(port)));
    });
    this.server = server;
    return this;
  }

  stop(): void {
    this.server?.forceShutdown();
  }
}
