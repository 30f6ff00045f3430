import { percent, plain } from '../format/format';
import { type Table, text } from '../format/table';
import type { ExperimentResult } from '../results/results';

const SMALLEST_SHARE = 0.005;

/** One table for each profiled process: parts to the left, functions to the right, the largest first. */
export const profileTables = ({ title, profiles }: ExperimentResult): Table[] =>
  profiles.map(({ process, sampledMs, parts, functions }) => {
    const [left, right] = [parts, functions].map((list) =>
      list.filter(({ share }) => share >= SMALLEST_SHARE),
    );
    const length = Math.max(left?.length ?? 0, right?.length ?? 0);
    const cellsOf = (one?: { name: string; share: number }) => [
      text(one?.name ?? ''),
      text(one ? percent(one.share) : ''),
    ];
    return {
      title: `${title}: where ${process} spends its time`,
      note: `${plain(sampledMs / 1_000)} s of CPU in a pass of its own, its start included; each function's own time.`,
      head: ['part', 'share', 'function', 'share'],
      rows: Array.from({ length }, (_, at) => [...cellsOf(left?.[at]), ...cellsOf(right?.[at])]),
    };
  });
