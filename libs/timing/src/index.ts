export { TurnBatches, type TurnBatchOptions } from './turn-batches';
