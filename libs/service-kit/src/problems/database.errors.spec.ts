import { QueryFailedError } from 'typeorm';
import { DatabaseNotReadyError, isDatabaseUnavailable, isDataError } from './database.errors';

const pgError = (code: string, message = 'from postgres') => Object.assign(new Error(message), { code });
const throughTypeOrm = (error: Error) => new QueryFailedError('INSERT …', [], error);

describe('errors of the database', () => {
  it.each([
    ['unique violation', pgError('23505')],
    ['invalid text representation', pgError('22P02')],
    ['a NUL character', throughTypeOrm(pgError('22021'))],
  ])('classifies %s as an error of the data, which a retry cannot solve', (_name, error) => {
    expect(isDataError(error)).toBe(true);
    expect(isDatabaseUnavailable(error)).toBe(false);
  });

  it.each([
    ['refused connection', pgError('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:3032')],
    ['shutdown by the administrator', throughTypeOrm(pgError('57P01'))],
    ['statement time-out', pgError('57014')],
    ['too many connections', pgError('53300')],
    ['a login that is locked', pgError('28000')],
    ['a wrong password', pgError('28P01')],
    ['a database that is gone', pgError('3D000')],
    ['a login that may not connect', pgError('42501', 'permission denied for database "a"')],
    ['a connection that ended', new Error('Connection terminated unexpectedly')],
    ['no free connection in time', new Error('timeout exceeded when trying to connect')],
    ['an unanswered query', new Error('Query read timeout')],
    ['not connected yet', new DatabaseNotReadyError('starting')],
    ['a stale plan', throughTypeOrm(Object.assign(pgError('0A000'), { routine: 'RevalidateCachedQuery' }))],
    ['a deadlock', throughTypeOrm(pgError('40P01'))],
    ['a serialization failure', pgError('40001')],
    ['wrapped as a cause', new Error('could not save', { cause: pgError('08006') })],
    ['several addresses refused', Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' })],
  ])('classifies %s as an outage or transient failure', (_name, error) => {
    expect(isDatabaseUnavailable(error)).toBe(true);
    expect(isDataError(error)).toBe(false);
  });

  it.each([
    new TypeError('x is undefined'),
    'a string',
    undefined,
    pgError('42P01', 'relation does not exist'),
    pgError('42501', 'permission denied for table a'),
  ])('classifies a programming error as neither: %s', (error) => {
    expect(isDataError(error)).toBe(false);
    expect(isDatabaseUnavailable(error)).toBe(false);
  });
});
