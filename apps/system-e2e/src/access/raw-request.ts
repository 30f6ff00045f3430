import { request } from 'node:http';

export interface RawAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const ANSWER_WITHIN_MS = 10_000;

/** Sends a path unchanged; fetch would normalise it. */
export const rawRequest = (base: string, path: string, headers: Record<string, string>): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base);
    const options = {
      ...{ hostname, port, path, headers, agent: false as const },
      timeout: ANSWER_WITHIN_MS,
    };
    const asked = request(options, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', body }),
      );
    });
    asked.on('timeout', () => asked.destroy(new Error('no answer in time')));
    asked.on('error', reject).end();
  });
