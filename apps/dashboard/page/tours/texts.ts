import { texts } from '../language/language';

export const say = texts({
  off: [
    'Tours are off: they are typed into a terminal by npm start, which does not answer or was not used.',
    '실습을 쓸 수 없습니다. 실습 명령은 npm start가 터미널에 입력하는데, npm start가 응답하지 않거나 npm start로 시작한 시스템이 아닙니다.',
  ],
  needsAll: ['needs npm start -- --approaches all', 'npm start -- --approaches all 필요'],
  all: ['All tours', '모든 실습'],
  begin: ['Begin', '시작'],
  again: ['Begin again', '다시 시작'],
  goOn: ['Go on', '계속'],
  step: (number: number, of: number) => [`Step ${number} of ${of}`, `${number}/${of}단계`],
  steps: ['Steps', '단계'],
  done: ['done', '완료'],
  differs: ['differs', '다름'],
  doIt: ['Do it', '실행'],
  doing: ['Being done …', '실행 중 …'],
  retry: ['Try again', '다시 시도'],
  next: ['Next step', '다음 단계'],
  output: ['What it printed', '출력'],
  nothing: ['It printed nothing.', '아무것도 출력하지 않았습니다.'],
  expected: ['What the text expects', '예상 출력'],
  fits: ['As the text says.', '예상한 대로입니다.'],
  mismatch: ['This is not what the text says:', '예상과 다릅니다:'],
  ended: [
    'This run of the tour has ended, as it does when the system is restarted. What was done stands above.',
    '실습이 중단됐습니다. 시스템을 다시 시작하면 실습도 중단됩니다. 지금까지의 결과는 위에 있습니다.',
  ],
  ending: ['The end', '마무리'],
  beside: ['What happens, on the page', '화면에서 일어나는 일'],
  loading: ['Loading …', '불러오는 중 …'],
  notLoaded: ['The tour could not be loaded:', '실습을 불러오지 못했습니다:'],
});
