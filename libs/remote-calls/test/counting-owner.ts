import {
  type ChannelOptions,
  type sendUnaryData,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type status,
} from '@grpc/grpc-js';
import { addHealthService } from '../src/health-service';
import { remainingMs } from '../src/still-wanted';
import { type Echo, EchoServiceDefinition } from './echo-service';

export type Say = (call: ServerUnaryCall<Echo, Echo>, callback: sendUnaryData<Echo>) => void;

export const echo: Say = ({ request }, callback) => callback(null, request);
export const fail =
  (code: status): Say =>
  (_call, callback) =>
    callback({ code, details: 'because' });
export const hang: Say = () => undefined;

/** A real server that counts the calls that reach it, and can stop and start again on its port. */
export class CountingOwner {
  /** The time that each call had left when it arrived, ms. */
  readonly budgets: number[] = [];
  private server?: Server;
  private port = 0;
  private readinessListener: (ready: boolean) => void = () => undefined;

  constructor(
    public say: Say = echo,
    private readonly options: { health?: boolean; channel?: ChannelOptions } = {},
  ) {}

  get url(): string {
    return `127.0.0.1:${this.port}`;
  }

  get calls(): number {
    return this.budgets.length;
  }

  forget(): void {
    this.budgets.length = 0;
  }

  async start(): Promise<this> {
    const server = new Server(this.options.channel);
    server.addService(EchoServiceDefinition, {
      say: (call: ServerUnaryCall<Echo, Echo>, callback: sendUnaryData<Echo>) => {
        this.budgets.push(remainingMs(call));
        this.say(call, callback);
      },
    });
    if (this.options.health) {
      addHealthService(server, {
        isReady: () => true,
        onReadinessChange: (listener) => (this.readinessListener = listener),
      });
    }
    this.port = await new Promise<number>((resolve, reject) => {
      server.bindAsync(this.url, ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(port),
      );
    });
    this.server = server;
    return this;
  }

  setReady(ready: boolean): void {
    this.readinessListener(ready);
  }

  stop(): void {
    this.server?.forceShutdown();
    this.server = undefined;
  }
}
