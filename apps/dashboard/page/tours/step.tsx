import type { StepOutcome, Tour } from '@ride-hailing/contracts';
import { useEffect, useRef } from 'preact/hooks';
import { Alert } from '../look/card';
import { duration } from '../look/figures';
import { htmlOf } from './markdown';
import { look, type Run, take } from './run';
import { say } from './texts';

interface Props {
  readonly step: Tour['steps'][number];
  readonly going: Run;
  readonly isOff: boolean;
}

/** Texts of the project's own walkthroughs, in which HTML is text. */
export const Markdown = ({ text }: { readonly text: string }) => (
  <div class="wide" dangerouslySetInnerHTML={{ __html: htmlOf(text) }} />
);

/** One step: what it does and why, the button that does it, and whether it came as the text says. */
export function Step({ step, going, isOff }: Props) {
  const t = say();
  const heading = useRef<HTMLHeadingElement>(null);
  const outcome = going.outcomes[step.number];
  const isDone = outcome?.mismatch === null;
  useEffect(() => heading.current?.focus(), [step.number]);
  return (
    <section aria-labelledby="step">
      <h3 id="step" ref={heading} tabIndex={-1}>
        {step.number}. {step.heading}
      </h3>
      <Markdown text={step.text} />
      <pre tabIndex={0}>{step.commands}</pre>
      {!isDone && (
        <button
          class="main"
          disabled={isOff || going.isTaking || going.hasEnded}
          onClick={() => void take(step)}
        >
          {going.isTaking ? t.doing : outcome ? t.retry : t.doIt}
        </button>
      )}
      {going.problem && <Alert>{going.problem}</Alert>}
      {outcome && <Outcome step={step} outcome={outcome} />}
      {isDone && (
        <>
          <Markdown text={step.remark} />
          <button class="main" onClick={() => look(step.number + 1)}>
            {t.next}
          </button>
        </>
      )}
    </section>
  );
}

function Outcome({ step, outcome }: { readonly step: Tour['steps'][number]; readonly outcome: StepOutcome }) {
  const t = say();
  const { mismatch, output, tookMs } = outcome;
  return (
    <>
      <p class={`notice ${mismatch === null ? 'good' : 'bad'}`} role="status">
        {mismatch === null ? `✓ ${t.fits}` : `✗ ${t.mismatch} ${mismatch}`} {duration(tookMs)}
      </p>
      <h4>{t.output}</h4>
      <pre tabIndex={0}>{output.trim() === '' ? t.nothing : readable(output.trimEnd())}</pre>
      {step.expected && (
        <details open={mismatch !== null}>
          <summary>{t.expected}</summary>
          <Markdown text={step.announcement} />
          <pre tabIndex={0}>{step.expected.body}</pre>
        </details>
      )}
    </>
  );
}

/** JSON on lines of its own; anything else as it is. */
function readable(output: string): string {
  try {
    return JSON.stringify(JSON.parse(output), null, 2);
  } catch {
    return output;
  }
}
