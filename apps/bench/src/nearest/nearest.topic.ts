import type { Topic } from '../experiment';
import { nearestAtLoad } from './nearest-at-load';

export const nearestTopic: Topic = (settings) => [nearestAtLoad(settings)];
