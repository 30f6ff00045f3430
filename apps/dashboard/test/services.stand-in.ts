import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface StandInAnswer {
  readonly status?: number;
  readonly body: unknown;
  readonly laterMs?: number;
}

export interface StandInRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** The gateway, or another service that the dashboard asks over HTTP: answers what a test says, and keeps what it was asked. */
export class ServiceStandIn {
  readonly asked: StandInRequest[] = [];
  answer: (request: StandInRequest) => StandInAnswer | Promise<StandInAnswer> = () => ({
    status: 404,
    body: { detail: 'nothing' },
  });
  private server?: Server;

  async start(at: number | string = 0): Promise<string> {
    this.server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        const asked = {
          method: request.method ?? '',
          path: request.url ?? '',
          headers: request.headers,
          body,
        };
        this.asked.push(asked);
        void Promise.resolve(this.answer(asked)).then(({ status = 200, body: answer }) => {
          const isText = typeof answer === 'string';
          response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json' });
          response.end(isText ? answer : JSON.stringify(answer));
        });
      });
    });
    if (typeof at === 'string') this.server.listen(at);
    else this.server.listen(at, '127.0.0.1');
    await once(this.server, 'listening');
    return typeof at === 'string' ? at : `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    if (!this.server?.listening) return;
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
