import type { ViewProps } from '../navigation/view-props';
import { say } from './texts';

export default function OneAnswerView(props: ViewProps) {
  const t = say();
  return <section class="view">{props.embedded ? null : <p class="lead">{t.shows}</p>}</section>;
}
