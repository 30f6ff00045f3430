import { QueryFailedError } from 'typeorm';
import { runInContextOf } from '../context/request-context';
import { createLogger } from './logger';

function logLines(write: (logger: ReturnType<typeof createLogger>) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  write(createLogger({ name: 'test', level: 'info' }, { write: (line) => void lines.push(line) }));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('createLogger', () => {
  it('names the service, and inside a request its id and trace', () => {
    const [line, outside] = logLines((logger) => {
      runInContextOf({ 'x-request-id': 'req-1' }, () => logger.info('hello'));
      logger.info('outside');
    });
    expect(line).toMatchObject({ service: 'test', level: 'info', msg: 'hello', requestId: 'req-1' });
    expect(line?.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(outside).not.toHaveProperty('requestId');
  });

  it('hides secrets and personal data', () => {
    const text = JSON.stringify(
      logLines((logger) =>
        logger.info({
          headers: { authorization: 'Bearer abc' },
          ride: { rider: { phone: '010-1' } },
          password: 'pw1',
        }),
      ),
    );
    expect(text).not.toMatch(/Bearer|010-1|pw1/);
  });

  it("leaves out a statement's parameters and the row that Postgres quotes", () => {
    const driverError = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'Key (phone)=(010-2)',
    });
    const [line] = logLines((logger) =>
      logger.error({ err: new QueryFailedError('INSERT', ['010-3'], driverError) }),
    );
    expect(JSON.stringify(line)).not.toMatch(/010-/);
    expect(line?.err).toMatchObject({ message: 'duplicate key', code: '23505' });
  });

  it('keeps the chain of causes', () => {
    const error = new Error('outer', { cause: new Error('inner') });
    const [line] = logLines((logger) => logger.error({ err: error }));
    expect(line?.err).toMatchObject({ message: 'outer', cause: { message: 'inner' } });
  });
});
