import { z } from 'zod';

/**
 * Walkthroughs as tours: the control API types the commands of a walkthrough into a terminal of this machine, one step at a
 * request, and checks what they print against the same text that people read. Only commands that stand in a walkthrough can
 * be typed.
 *
 * - `GET /tours?language=en` answers a `TourTitles`.
 * - `GET /tours/<name>?language=en` answers a `Tour`; its commands have the ports of this system.
 * - `POST /tours/<name>/runs` opens a terminal, and answers a `TourRun`. There is one run at a time: it ends the one before.
 * - `POST /tours/runs/<run>/steps/<number>` types a step, waits as long as the text allows, and answers a `StepOutcome`.
 *   Steps come in their order; a step that failed may be tried again.
 * - `DELETE /tours/runs/<run>` closes the terminals.
 */
export const LANGUAGES = ['en', 'ko'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The views of the page that a step may show. */
export const TOUR_VIEWS = ['live', 'one-answer', 'one-change', 'one-request'] as const;
export type TourView = (typeof TOUR_VIEWS)[number];

export const tourStepSchema = z.object({
  number: z.int(),
  /** The heading above the step. */
  heading: z.string(),
  /** Markdown that stands before the commands. */
  text: z.string(),
  commands: z.string(),
  /** Markdown between the commands and what they print, such as `Within 5 seconds:` or `This prints nothing.` */
  announcement: z.string(),
  /** What the commands should print, as it stands in the text; null when they print nothing. */
  expected: z.object({ language: z.enum(['json', 'text']), body: z.string() }).nullable(),
  /** How long the step may take until its output fits, in s; 0: the first output counts. */
  withinSeconds: z.number(),
  /** Markdown about what they printed; may contain headings and tables. */
  remark: z.string(),
  /** The view of the page that shows what happens, from a comment in the text such as `<!-- page: one-answer -->`. */
  view: z.enum(TOUR_VIEWS).nullable(),
});

export const tourTitlesSchema = z.object({
  tours: z.array(z.object({ name: z.string(), title: z.string(), needsAllApproaches: z.boolean() })),
});

export const tourSchema = z.object({
  name: z.string(),
  title: z.string(),
  /** Markdown between the title and the first heading below it. */
  introduction: z.string(),
  steps: z.array(tourStepSchema),
  /** Markdown after the last step. */
  ending: z.string(),
});

export const tourRunSchema = z.object({ run: z.string() });

export const stepOutcomeSchema = z.object({
  output: z.string(),
  /** What differs from the text; null when the output fits. */
  mismatch: z.string().nullable(),
  tookMs: z.number(),
  /** Those variables of the terminal that views need, such as DRIVER and RIDE. */
  variables: z.record(z.string(), z.string()),
});

export type TourTitles = z.infer<typeof tourTitlesSchema>;
export type Tour = z.infer<typeof tourSchema>;
export type TourStep = z.infer<typeof tourStepSchema>;
export type TourRun = z.infer<typeof tourRunSchema>;
export type StepOutcome = z.infer<typeof stepOutcomeSchema>;
