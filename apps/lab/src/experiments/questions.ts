import { type QuestionName, QUESTIONS, type Settings } from '../results/results';
import type { Experiment, Topic } from '../runner/experiment';
import { capacityTopic } from './capacity/capacity.experiment';
import { coordinatorTopic } from './coordinator/coordinator.experiment';
import { distanceTopic } from './distance/distance.experiment';
import { effortTopic } from './effort/effort.experiment';
import { faultsTopic } from './faults/faults.experiment';
import { freshnessTopic } from './freshness/freshness.experiment';
import { guardsTopic } from './guards/guards.experiment';
import { sessionsTopic } from './sessions/sessions.experiment';
import { trafficTopic } from './traffic/traffic.experiment';
import { volumeTopic } from './volume/volume.experiment';

const EXPERIMENTS: Readonly<Partial<Record<QuestionName, Topic>>> = {
  effort: effortTopic,
  freshness: freshnessTopic,
  sessions: sessionsTopic,
  distance: distanceTopic,
  traffic: trafficTopic,
  capacity: capacityTopic,
  volume: volumeTopic,
  guards: guardsTopic,
  coordinator: coordinatorTopic,
  faults: faultsTopic,
};

/** Of the questions that the settings name, in the order of their pages. */
export const experimentsOf = (settings: Settings): readonly Experiment[] =>
  QUESTIONS.filter((name) => settings.topics.includes(name)).flatMap(
    (name) => EXPERIMENTS[name]?.(settings) ?? [],
  );
