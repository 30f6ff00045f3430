import type { ComponentChild } from 'preact';
import type { ViewName } from './route';

/** What every view is rendered with. */
export interface ViewProps {
  /** What stands behind the view's name in the address. */
  readonly rest: string;
  /** Parameters of the address, or those that a tour gives to the view beside it. */
  readonly parameters: Readonly<Record<string, string>>;
  /** True beside a tour, where the view leaves out its own introduction. */
  readonly embedded: boolean;
  /** Renders another view in this one. */
  readonly show: (view: ViewName, parameters: Readonly<Record<string, string>>) => ComponentChild;
}
