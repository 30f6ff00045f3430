import type { Participant, PhaseTwoReply, TryReply, TryRequest } from '../src/coordinator/participant.port';

/** `lost`: carried out, but the first reply is lost. `late`: not carried out. `duplicated`: carried out twice. */
export type Fault = 'none' | 'lost' | 'late' | 'duplicated';

export interface Faults {
  readonly try: Fault;
  /** The fault of Confirm or Cancel. */
  readonly phaseTwo: Fault;
}

const NO_ANSWER = { kind: 'no-answer', detail: 'unavailable' } as const;

/** A real participant behind a faulty network. */
export class FaultyParticipant implements Participant {
  private readonly lost = new Set<string>();

  constructor(
    private readonly participant: Participant,
    private readonly faults: Faults,
  ) {}

  try(request: TryRequest): Promise<TryReply> {
    return this.send('try', this.faults.try, () => this.participant.try(request));
  }

  confirm(id: string): Promise<PhaseTwoReply> {
    return this.send('confirm', this.faults.phaseTwo, () => this.participant.confirm(id));
  }

  cancel(id: string): Promise<PhaseTwoReply> {
    return this.send('cancel', this.faults.phaseTwo, () => this.participant.cancel(id));
  }

  private async send<T>(
    phase: string,
    fault: Fault,
    deliver: () => Promise<T>,
  ): Promise<T | typeof NO_ANSWER> {
    if (fault === 'late') return NO_ANSWER;
    if (fault === 'duplicated') await deliver();
    const reply = await deliver();
    if (fault !== 'lost' || this.lost.has(phase)) return reply;
    this.lost.add(phase);
    return NO_ANSWER;
  }
}
