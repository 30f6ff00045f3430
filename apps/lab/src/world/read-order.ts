import type { Read } from '@ride-hailing/testing';
import type { Latency } from '../measuring/latency';

/** Who is asked, and for what. */
export interface Target {
  /** Base addresses of driver-service's instances: asked in turn. */
  readonly urls: readonly string[];
  readonly token: string;
  /** `approach=hybrid&cache=none` */
  readonly query: string;
  readonly driverIds: readonly string[];
}

/** What the reading process is told to do; several orders may run at the same time. */
export type ReadOrder = { readonly id: number } & (
  | {
      readonly kind: 'open-loop';
      readonly target: Target;
      readonly seed: number;
      readonly ratePerSecond: number;
      readonly seconds: number;
      /** ms since 1970. */
      readonly startAt: number;
    }
  | {
      readonly kind: 'closed-loop';
      readonly target: Target;
      readonly seed: number;
      readonly connections: number;
      readonly seconds: number;
    }
);

/** Ends the open loop of this id before its time; what was read until then is its answer. */
export interface ReadStop {
  readonly kind: 'stop';
  readonly id: number;
}

export interface Saturation {
  readonly readsPerSecond: number;
  readonly failedShare: number;
  readonly latency: Latency;
}

export type ReadResult =
  | { readonly kind: 'reads'; readonly reads: readonly Read[] }
  | { readonly kind: 'saturation'; readonly saturation: Saturation }
  | { readonly kind: 'error'; readonly message: string };

/** What it answers, with the id of the order. */
export type ReadReport = { readonly id: number } & ReadResult;
