import type { Socket } from 'node:net';
import type { Faults } from './faults';
import { reset } from './reset';

/** What may wait here, in bytes, before the sender is held up. */
export const HELD_BYTES = 64 * 1024;
/** A slow line carries its bytes in pieces of so many ms. */
const PIECE_MS = 50;

interface Parcel {
  bytes: Buffer;
  /** What comes after the bytes. */
  readonly then?: 'end' | 'reset';
  readonly arrivedAt: number;
  /** From 0 to 1: its share of the jitter. */
  readonly luck: number;
}

/** One direction of a connection: takes bytes from one socket, and hands them on, in order, when they are due. */
export class OneWay {
  private readonly parcels: Parcel[] = [];
  private held = 0;
  private lineFreeAt = 0;
  private stopped = false;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly from: Socket,
    private readonly to: Socket,
    private readonly way: 'to-server' | 'to-client',
    private readonly faults: () => Faults,
    private readonly carried: (bytes: number) => void,
  ) {
    from.on('data', (bytes: Buffer) => this.take(bytes));
    from.on('end', () => this.take(Buffer.alloc(0), 'end'));
    from.on('error', () => this.take(Buffer.alloc(0), 'reset'));
    to.on('drain', () => this.deliver());
    to.on('close', () => this.stop());
  }

  /** The faults have changed: they hold for what waits here, too. */
  changed(): void {
    this.lineFreeAt = 0;
    this.deliver();
  }

  /** Nothing is handed on any more, and whoever still sends is read to the end, into nothing. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.parcels.length = 0;
    this.held = 0;
    this.from.resume();
  }

  private take(bytes: Buffer, then?: 'end' | 'reset'): void {
    if (this.stopped) return;
    this.parcels.push({ bytes, then, arrivedAt: performance.now(), luck: Math.random() });
    this.held += bytes.length;
    if (this.held >= HELD_BYTES) this.from.pause();
    this.deliver();
  }

  private deliver(): void {
    clearTimeout(this.timer);
    const { blocked } = this.faults();
    if (blocked === 'both' || blocked === this.way) return;
    for (let next = this.parcels[0]; next && !this.to.writableNeedDrain; next = this.parcels[0]) {
      const waitMs = this.dueAt(next) - performance.now();
      if (waitMs > 0) {
        this.timer = setTimeout(() => this.deliver(), Math.ceil(waitMs));
        return;
      }
      this.handOn(next);
    }
  }

  private dueAt({ arrivedAt, luck }: Parcel): number {
    const { latencyMs, jitterMs } = this.faults();
    return Math.max(arrivedAt + latencyMs + luck * jitterMs, this.lineFreeAt);
  }

  private handOn(parcel: Parcel): void {
    const { bytesPerSecond } = this.faults();
    const piece = parcel.bytes.subarray(0, Math.max(1, Math.floor((bytesPerSecond * PIECE_MS) / 1_000)));
    parcel.bytes = parcel.bytes.subarray(piece.length);
    this.lineFreeAt = performance.now() + (piece.length / bytesPerSecond) * 1_000;
    if (parcel.bytes.length === 0) this.parcels.shift();
    if (piece.length > 0) this.to.write(piece);
    this.carried(piece.length);
    this.held -= piece.length;
    if (this.held < HELD_BYTES) this.from.resume();
    if (parcel.then === 'end') this.to.end();
    if (parcel.then === 'reset') reset(this.to);
  }
}
