declare module '@20minutes/s3rver' {
  import type { Server } from 'node:http';

  interface Context {
    readonly method: string;
    readonly path: string;
    get(header: string): string;
    set(header: string, value: string): void;
    status: number;
    body: unknown;
  }

  type Middleware = (context: Context, next: () => Promise<void>) => Promise<void>;

  class S3rver {
    constructor(options: {
      address: string;
      port: number;
      silent: boolean;
      directory: string;
      configureBuckets: { name: string; configs: string[] }[];
    });
    readonly middleware: Middleware[];
    readonly httpServer: Server;
    readonly store: { getMetadata(bucket: string, key: string): Promise<{ etag: string } | null> };
    run(): Promise<{ port: number }>;
  }

  export = S3rver;
}
