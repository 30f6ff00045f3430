import { type Results } from '../results';
import { answered, type AnsweredClaim, type Claim } from './claim';
import { CLAIMS_OF_APPROACHES } from './claims-of-approaches';
import { CLAIMS_OF_STYLES } from './claims-of-styles';

export const CLAIMS: readonly Claim[] = [...CLAIMS_OF_APPROACHES, ...CLAIMS_OF_STYLES];

export const answerClaims = (results: Results): AnsweredClaim[] => answered(CLAIMS, results);
