import { historyPage } from './history-page';
import type { Happening } from './relevant-part';

const happening = (lane: string, from: number, until: number, given: Partial<Happening> = {}): Happening => ({
  ...{ lane, from, until, text: `${lane} did it`, isWrong: false, ...given },
});

const ANOMALY = { rule: 'details', about: ['d-1'], what: 'it is <wrong>' };
const PART = [
  happening('faults', 1_000, 3_000, { text: 'kill a > b' }),
  happening('rider-1', 1_500, 1_600),
  happening('rider-1', 1_550, 2_000, { isWrong: true }),
  happening("owner's log", 1_580, 1_580),
];

describe('the page of a failure', () => {
  const page = historyPage('Chaos, seed 7', ANOMALY, PART);

  it('is whole in itself, says what is wrong, and escapes it', () => {
    expect(page).toContain('<title>Chaos, seed 7</title>');
    expect(page).toContain('<strong>details</strong>: it is &lt;wrong&gt;');
    expect(page).toContain('kill a &gt; b');
    expect(page).not.toMatch(/<script|<link|src=|https?:/);
  });

  it('has a lane for each client and for the faults, and draws each happening once, what is wrong in red', () => {
    for (const lane of ['faults', 'rider-1', "owner's log"])
      expect(page.split(`font-weight="600">${lane}</text>`)).toHaveLength(2);
    expect(page.match(/<rect /g)).toHaveLength(PART.length);
    expect(page.match(/fill="#c22" fill-opacity/g)).toHaveLength(1);
    expect(page.match(/<tr class="wrong">/g)).toHaveLength(1);
  });

  it('draws what overlaps in one lane in rows of their own', () => {
    const rows = [...page.matchAll(/<rect x="[\d.]+" y="(\d+)"/g)].map(([, y]) => y);
    expect(new Set(rows).size).toBe(PART.length);
  });

  it('lists the times from the first happening on', () => {
    expect(page).toContain('<td>3</td><td>0.550</td><td>1.000</td><td>rider-1</td>');
  });

  it('says so when nothing of the history is about it', () => {
    expect(historyPage('x', ANOMALY, [])).toContain('Nothing of the history is about it.');
  });
});
