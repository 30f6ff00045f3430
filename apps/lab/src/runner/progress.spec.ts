import { Progress } from './progress';

class Paper {
  text = '';
  readonly columns = 80;
  constructor(readonly isTTY: boolean) {}
  write(text: string): boolean {
    this.text += text;
    return true;
  }
}

const progressOn = (paper: Paper) => new Progress([{ plannedSeconds: 90 }, { plannedSeconds: 30 }], paper);

describe('the progress display', () => {
  it('says which slot it is, of how many, and how long the rest will take', () => {
    const paper = new Paper(false);
    const progress = progressOn(paper);
    progress.slot('sync-api, repeat 1 of 3');
    progress.step('warm-up');
    progress.slotDone();
    progress.slot('hybrid/none, repeat 1 of 3');
    const [first, second] = paper.text.split('\n');
    expect(first).toBe('[1 of 2] sync-api, repeat 1 of 3; about 2 min 0 s left');
    expect(second).toMatch(/^\[2 of 2\] hybrid\/none, repeat 1 of 3; about \d+ s left$/);
  });

  it('changes one line on a terminal, with what is going on', () => {
    const paper = new Paper(true);
    const progress = progressOn(paper);
    progress.slot('sync-api');
    progress.step('warm-up');
    progress.end();
    expect(paper.text).not.toContain('\n');
    expect(paper.text).toContain('\r\u001B[2K[1 of 2] sync-api: warm-up; about 2 min 0 s left');
  });
});
