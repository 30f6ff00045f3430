import { turnsOf } from './turns';

describe('the order in which sides are measured', () => {
  const sides = ['naive', 'project', 'limit'];

  it('gives each side one turn in each repeat, one repeat after the other', () => {
    const turns = turnsOf(sides, 20, 7);
    expect(turns.map(({ repeat }) => repeat)).toEqual(
      Array.from({ length: 60 }, (_, at) => Math.floor(at / 3)),
    );
    for (let repeat = 0; repeat < 20; repeat += 1) {
      const own = turns.filter((turn) => turn.repeat === repeat).map(({ id }) => id);
      expect(own.sort()).toEqual([...sides].sort());
    }
  });

  it('is another in other repeats, and the same again with the same seed', () => {
    const firsts = turnsOf(sides, 20, 7).filter((_, at) => at % 3 === 0);
    expect(new Set(firsts.map(({ id }) => id)).size).toBe(3);
    expect(turnsOf(sides, 20, 7)).toEqual(turnsOf(sides, 20, 7));
    expect(turnsOf(sides, 20, 8)).not.toEqual(turnsOf(sides, 20, 7));
  });
});
