import type { Socket } from 'node:net';
import type { Faults } from './faults';
import { reset } from './reset';

/** Bytes that may wait here before the sender is held up. */
export const HELD_BYTES = 64 * 1024;
/** A limited bandwidth delivers its bytes in pieces of this duration. */
const PIECE_MS = 50;

interface Parcel {
  bytes: Buffer;
  /** What follows the bytes. */
  readonly then?: 'end' | 'reset';
  readonly arrivedAt: number;
  /** The share of the jitter, from 0 to 1. */
  readonly jitterShare: number;
}

/** One direction of a connection: reads bytes from one socket and delivers them, in order, when they are due. */
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

  /** Applies changed faults to the bytes that wait here, too. */
  changed(): void {
    this.lineFreeAt = 0;
    this.deliver();
  }

  /** Stops delivery; bytes that still arrive are read and dropped. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.parcels.length = 0;
    this.held = 0;
    this.from.resume();
  }

  private take(bytes: Buffer, then?: 'end' | 'reset'): void {
    if (this.stopped) return;
    this.parcels.push({ bytes, then, arrivedAt: performance.now(), jitterShare: Math.random() });
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
      this.deliverPiece(next);
    }
  }

  private dueAt({ arrivedAt, jitterShare }: Parcel): number {
    const { latencyMs, jitterMs } = this.faults();
    return Math.max(arrivedAt + latencyMs + jitterShare * jitterMs, this.lineFreeAt);
  }

  private deliverPiece(parcel: Parcel): void {
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
