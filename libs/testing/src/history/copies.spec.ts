import { copyAnomalies } from './copies';

const row = (id: string, version: number) => ({ id, version, status: 'ASSIGNED' });

describe('a copy, held against its owner', () => {
  it('is right when it has the same rows in any order', () => {
    expect(copyAnomalies('copy', [row('r1', 2), row('r2', 1)], [row('r2', 1), row('r1', 2)])).toEqual([]);
  });

  it('names each row that is missing, invented or different', () => {
    const found = copyAnomalies('copy', [row('r1', 2), row('r2', 1)], [row('r1', 1), row('r3', 1)]);
    expect(found.map(({ about }) => about)).toEqual([['r1'], ['r2'], ['r3']]);
    expect(found[0]).toMatchObject({
      rule: 'copies',
      what: 'r1: owner {"status":"ASSIGNED","version":2}, copy {"status":"ASSIGNED","version":1}',
    });
  });
});
