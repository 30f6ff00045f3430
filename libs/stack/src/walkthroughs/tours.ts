import {
  type Language,
  LANGUAGES,
  type StepOutcome,
  type Tour,
  tourSchema,
  type TourTitles,
} from '@ride-hailing/contracts/without-grpc';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '../workspace-root';
import { onPorts, readWalkthrough, type Walkthrough } from './walkthrough';
import { WalkthroughRun } from './walkthrough-run';

/** Why a tour cannot go on, and the HTTP status that says so. */
export class TourError extends Error {
  constructor(
    readonly statusCode: 400 | 404 | 409,
    message: string,
  ) {
    super(message);
  }
}

/** The system that tours are taken on. */
export interface TouredSystem {
  /** The folder of the system's data, logs and passwords. */
  readonly folder: string;
  readonly portBase: number;
  readonly approaches: readonly string[];
}

const PAGES = join(workspaceRoot(), 'docs/walkthroughs');
const EXTENSION = '.md';

/** The walkthroughs as tours, of which one is taken at a time. */
export class Tours {
  private current?: { readonly id: string; readonly run: WalkthroughRun; isTaking: boolean };

  /** @param pages the folder of the English walkthroughs, with a folder for each other language */
  constructor(
    private readonly system: TouredSystem,
    private readonly pages = PAGES,
  ) {}

  titles(language?: string): TourTitles {
    const tours = this.names().map((name) => {
      const { title, needsAllApproaches } = this.read(name, language);
      return { name, title, needsAllApproaches };
    });
    return { tours };
  }

  tour(name: string, language?: string): Tour {
    return tourSchema.parse({ name, ...this.read(name, language) });
  }

  /** Opens a terminal, after it has closed those of the run before. Answers the id of the run. */
  async begin(name: string): Promise<string> {
    const { steps, needsAllApproaches } = this.read(name);
    if (needsAllApproaches && this.system.approaches.length < 2) {
      throw new TourError(409, `${name} needs a system that was started by npm start -- --approaches all`);
    }
    const id = randomUUID();
    const before = this.current;
    this.current = { id, run: new WalkthroughRun(steps, this.system.folder), isTaking: false };
    await before?.run.close();
    return id;
  }

  async take(id: string, number: number): Promise<StepOutcome> {
    const current = this.running(id);
    const { next, hasEnded } = current.run;
    if (hasEnded) throw new TourError(409, 'the terminal of this tour has ended: begin the tour again');
    if (current.isTaking) throw new TourError(409, `step ${next?.number} is being taken`);
    if (!next) throw new TourError(409, 'all steps of this tour have been taken');
    if (number !== next.number) throw new TourError(409, `step ${next.number} comes now, not ${number}`);
    current.isTaking = true;
    try {
      const outcome = await current.run.take();
      return { ...outcome, mismatch: outcome.mismatch ?? null };
    } finally {
      current.isTaking = false;
    }
  }

  async end(id: string): Promise<void> {
    await this.running(id).run.close();
    if (this.current?.id === id) this.current = undefined;
  }

  async close(): Promise<void> {
    await this.current?.run.close();
    this.current = undefined;
  }

  private running(id: string) {
    if (this.current?.id === id) return this.current;
    throw new TourError(404, 'this run of a tour has ended: begin the tour again');
  }

  private names(folder = this.pages): string[] {
    const files = readdirSync(folder).filter((file) => file.endsWith(EXTENSION));
    return files.map((file) => file.slice(0, -EXTENSION.length)).sort();
  }

  private read(name: string, language: string = LANGUAGES[0]): Walkthrough {
    const names = this.names();
    if (!LANGUAGES.some((one) => one === language)) {
      throw new TourError(400, `there is no language "${language}"; languages are ${LANGUAGES.join(', ')}`);
    }
    if (!names.includes(name)) {
      throw new TourError(404, `there is no tour "${name}"; tours are ${names.join(', ')}`);
    }
    return readWalkthrough(onPorts(this.text(name, language as Language), this.system.portBase));
  }

  private text(name: string, language: Language): string {
    try {
      return readFileSync(join(this.pages, language === 'en' ? '' : language, name + EXTENSION), 'utf8');
    } catch {
      throw new TourError(404, `the tour ${name} is not there in the language "${language}"`);
    }
  }
}
