import type { Topic } from '../../runner/experiment';
import { nearestAtLoad } from './nearest-at-load';
import { nearestByDrivers } from './nearest-by-drivers';
import { nearestIngestCost } from './nearest-ingest-cost';

export const nearestTopic: Topic = (settings) => [
  nearestAtLoad(settings),
  nearestIngestCost(settings),
  ...nearestByDrivers(settings),
];
