import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { StackError } from '../../stack.errors';
import { readStackFile } from '../checkout/stack-file';

const ANSWERS_WITHIN_MS = 5_000;
/** A stop may take 20 s, and a standby of Postgres is copied before it starts. */
const ACTS_WITHIN_MS = 120_000;

interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE' | 'PATCH';
  readonly path: string;
  readonly body?: object;
  /** How long the answer may take, in ms. Default 5,000 for GET, and 120,000 for others. */
  readonly withinMs?: number;
}

const NO_ANSWER = ['ENOENT', 'ECONNREFUSED'];

/** Asks the control API of the system that runs in a folder. */
export class ControlClient {
  private constructor(private readonly socketPath: string) {}

  /** Undefined when nothing runs in the folder that has a control API. */
  static in(folder: string): ControlClient | undefined {
    const path = readStackFile(folder)?.controlSocket;
    return path === undefined ? undefined : new ControlClient(path);
  }

  /**
   * The answer's JSON; undefined for an answer without content.
   * @throws StackError with the reason of a refusal, or when nothing answers
   */
  async ask(call: Call): Promise<unknown> {
    const { status, answer } = await this.send(call).catch((cause: NodeJS.ErrnoException) => {
      if (NO_ANSWER.includes(cause.code ?? ''))
        throw new StackError('Nothing runs. Start it with: npm start');
      throw new StackError(`The control API at ${this.socketPath} cannot be used: ${cause.message}`, {
        cause,
      });
    });
    const json: unknown = answer === '' ? undefined : JSON.parse(answer);
    if (status < 400) return json;
    throw new StackError((json as { detail?: string }).detail ?? `the control API answers ${status}`);
  }

  private send({
    method,
    path,
    body,
    withinMs,
  }: Call): Promise<{ readonly status: number; readonly answer: string }> {
    const { socketPath } = this;
    const payload = body && JSON.stringify(body);
    const headers = payload ? { 'content-type': 'application/json' } : {};
    const signal = AbortSignal.timeout(withinMs ?? (method === 'GET' ? ANSWERS_WITHIN_MS : ACTS_WITHIN_MS));
    return new Promise((resolve, reject) => {
      const asking = request({ socketPath, method, path, headers, signal }, (response) => {
        text(response).then((answer) => resolve({ status: response.statusCode ?? 500, answer }), reject);
      });
      asking.once('error', reject);
      asking.end(payload);
    });
  }
}
