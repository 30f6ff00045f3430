import { eventually } from '@ride-hailing/testing';
import { mismatch } from './expectation';
import { Terminal, type Typed } from './terminal';
import { type Step } from './walkthrough';

const RETRY_EVERY_MS = 100;

/** @throws Error with the fault of the output */
function check({ expectation }: Step, { output, status }: Typed): true {
  const wrong = status === 0 ? mismatch(expectation, output) : `a command failed with status ${status}`;
  if (wrong) throw new Error(`${wrong}; it printed:\n${output.trim()}`);
  return true;
}

async function take(step: Step, terminal: Terminal, open: (line: string) => Terminal): Promise<void> {
  const again = { timeoutMs: step.withinMs, intervalMs: RETRY_EVERY_MS };
  if (step.terminal === 'another') {
    const other = open(step.commands);
    await eventually(() => check(step, { output: other.output, status: other.hasEnded ? 1 : 0 }), again);
  } else if (step.withinMs > 0) {
    await eventually(async () => check(step, await terminal.tryOut(step.commands)), again);
  } else {
    check(step, await terminal.type(step.commands));
  }
}

/**
 * Types a walkthrough's commands, in order, into one terminal, and checks their output.
 * @param folder the data folder of the running system
 * @throws Error with the line of the first step that differs from the text
 */
export async function walk(steps: readonly Step[], folder: string): Promise<void> {
  const terminal = new Terminal(folder);
  const others: Terminal[] = [];
  const open = (line: string): Terminal => {
    const other = new Terminal(folder, line);
    others.push(other);
    return other;
  };
  try {
    for (const step of steps) {
      await take(step, terminal, open).catch((cause: unknown) => {
        throw new Error(`line ${step.line}: ${(cause as Error).message}`, { cause });
      });
    }
  } finally {
    await Promise.all([terminal, ...others].map((one) => one.close()));
  }
}
