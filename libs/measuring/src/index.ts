export { nowMs } from './clock';
export { closedLoop } from './closed-loop';
export { cpuSeconds, secondsOfPs, usedOf } from './cpu-time';
export {
  anchor,
  bytes,
  duration,
  figure,
  percent,
  plain,
  quantity,
  slug,
  type Unit,
  withSpread,
} from './format';
export { type Latency, LatencyHistogram, latencyOf } from './latency';
export { commitOfCheckout, installedVersions, type Machine, machine, type RunFacts } from './machine';
export { markdownOf } from './markdown';
export { residentBytes } from './memory';
export { intendedTimes, openLoop, type OpenLoopPlan } from './open-loop';
export { Program, type ProgramOptions, type Served, serveOrders } from './program';
export { Progress } from './progress';
export { factorOf, isApart, once, type Sample, sampleOf } from './sample';
export { shownPath } from './shown-path';
export {
  element,
  escapeHtml,
  line,
  picture,
  polyline,
  rectangle,
  rounded,
  scale,
  spread,
  svgText,
  ticks,
} from './svg';
export { type Cell, MISSING, type Section, type Table, text, type Tone } from './table';
export { type SqlClient, type SqlStatement, TimedStatements } from './timed-statements';
