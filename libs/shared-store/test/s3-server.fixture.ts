import S3rver from '@20minutes/s3rver';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const HOST = '127.0.0.1';
export const S3_BUCKET = 'current-rides';
export const S3_CREDENTIALS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

type Middleware = S3rver['middleware'][number];

/** Which conditions of a write the server honours; some real servers know only `If-None-Match`. */
type Conditions = 'all' | 'if-none-match' | 'none';

/** Serializes the writes of each object, and answers a condition that does not hold as Amazon's S3 does. */
function conditionalWrites(server: S3rver, conditions: Conditions): Middleware {
  const lines = new Map<string, Promise<void>>();
  const refuse = (context: Parameters<Middleware>[0], status: number, code: string) => {
    context.status = status;
    context.set('content-type', 'application/xml');
    context.body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`;
  };
  const answer: Middleware = async (context, next) => {
    const [, bucket = '', key = ''] = context.path.split('/');
    const ifMatch = conditions === 'all' && context.get('if-match');
    if (context.method !== 'PUT' || !(ifMatch || context.get('if-none-match'))) return next();
    const etag = await server.store.getMetadata(bucket, key).then(
      (metadata) => metadata?.etag,
      () => undefined,
    );
    if (ifMatch && !etag) return refuse(context, 404, 'NoSuchKey');
    if (ifMatch ? ifMatch !== etag : etag) return refuse(context, 412, 'PreconditionFailed');
    await next();
  };
  return (context, next) => {
    const before = lines.get(context.path) ?? Promise.resolve();
    const mine = before.then(() => answer(context, next));
    const done = mine.catch(() => undefined);
    lines.set(context.path, done);
    return mine;
  };
}

/**
 * s3rver, a real S3 server that checks signatures, with its files in a private folder. It ignores the conditions of a
 * write, like every other S3 server in npm, so a layer of 30 lines in front of it enforces them, unless a spec wants
 * the server as it is.
 */
export class S3Server {
  private readonly directory = mkdtempSync(join(tmpdir(), 'ride-hailing-s3-'));
  private server?: S3rver;
  private bound = 0;

  constructor(private readonly options: { conditionalWrites: Conditions }) {}

  get port(): number {
    return this.bound;
  }

  get url(): string {
    return `http://${HOST}:${this.bound}/${S3_BUCKET}`;
  }

  async start(): Promise<this> {
    const server = new S3rver({
      address: HOST,
      port: this.bound,
      silent: true,
      directory: this.directory,
      configureBuckets: [{ name: S3_BUCKET, configs: [] }],
    });
    const { conditionalWrites: conditions } = this.options;
    if (conditions !== 'none') server.middleware.unshift(conditionalWrites(server, conditions));
    this.bound = (await server.run()).port;
    this.server = server;
    return this;
  }

  /** Ends all connections, and keeps the files for the next start. */
  async stop(): Promise<void> {
    if (!this.server) return;
    const { httpServer } = this.server;
    this.server = undefined;
    httpServer.close();
    httpServer.closeAllConnections();
    await once(httpServer, 'close');
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 });
  }
}
