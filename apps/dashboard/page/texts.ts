import { texts } from './language/language';

export const say = texts({
  title: ['Ride hailing: how two services share data', '차량 호출: 두 서비스가 데이터를 공유하는 방법'],
  views: ['Views', '화면'],
  live: ['Live', '실시간'],
  'one-answer': ['One answer', '응답 분석'],
  'one-change': ['One change', '변경 추적'],
  'one-request': ['One request', '요청 추적'],
  tours: ['Tours', '실습'],
  decide: ['Decide', '접근 방식 선택'],
  otherLanguage: ['한국어', 'English'],
  heal: ['Heal everything', '모두 복구'],
  faults: ['Faults at work', '진행 중인 장애'],
  seconds: (left: number) => [`${left} s left`, `${left}초 남음`],
  connecting: ['Connecting to the dashboard …', '대시보드에 연결하는 중 …'],
  noKey: ['This browser has no key to this page.', '이 브라우저에는 페이지를 여는 키가 없습니다.'],
  noKeyTry: [
    'Open the address that npm start printed (“Open http://127.0.0.1:…”). This page then goes on by itself.',
    'npm start가 출력한 주소(“Open http://127.0.0.1:…”)를 여세요. 그러면 이 페이지도 자동으로 연결됩니다.',
  ],
  away: (since: string) => [
    `The dashboard’s server has not answered since ${since}. Everything below is from then. This page tries again every two seconds.`,
    `${since}부터 대시보드 서버가 응답하지 않습니다. 아래 내용은 모두 그 시각 기준입니다. 2초마다 다시 시도합니다.`,
  ],
  controlAway: [
    'npm start does not answer: faults, rates and tours are off until it does.',
    'npm start가 응답하지 않습니다. 응답할 때까지 장애 주입, 속도 조절, 실습을 쓸 수 없습니다.',
  ],
  readOnly: [
    'Read-only: this system runs without npm start, so that faults, rates and tours are off.',
    '읽기 전용: 이 시스템은 npm start 없이 실행되므로 장애 주입, 속도 조절, 실습을 쓸 수 없습니다.',
  ],
  gatewayAway: [
    'The gateway does not answer: questions to the system fail until it does.',
    '게이트웨이가 응답하지 않습니다. 응답할 때까지 시스템에 보내는 요청은 실패합니다.',
  ],
  loading: ['Loading …', '불러오는 중 …'],
  notLoaded: [
    'This view could not be loaded. The page may have been rebuilt after you opened it.',
    '이 화면을 불러오지 못했습니다. 그사이 페이지가 새로 빌드됐을 수 있습니다.',
  ],
  reload: ['Load the page again', '페이지 다시 불러오기'],
});
