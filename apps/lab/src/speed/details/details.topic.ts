import type { Topic } from '../../runner/experiment';
import { detailsHttp } from './http/details-http.experiment';
import { detailsPort } from './port/details-port.experiment';

export const detailsTopic: Topic = (settings) => [detailsPort(settings), detailsHttp(settings)];
