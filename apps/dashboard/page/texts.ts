import { type Pair, texts } from './language/language';
import type { ViewName } from './navigation/route';

/** What each view shows, and what to try. */
const LEADS: Readonly<Record<ViewName, Pair>> = {
  live: [
    'The system at work: the drivers as Driver Service knows them, the services, and what passes between them. Click ride-service and freeze it: answers stay complete as far as the copy and the cache reach, and the charts show how old they get.',
    '실행 중인 시스템입니다. Driver Service가 아는 기사의 위치와, 서비스와 그 사이를 오가는 데이터를 보여 줍니다. ride-service를 눌러 일시 정지해 보세요. 로컬 사본과 캐시가 있으면 응답은 온전합니다. 그동안 값이 얼마나 오래되는지 차트로 확인하세요.',
  ],
  'one-answer': [
    'What a driver does now, with the source of every field: its colour says where it came from, its brightness how old it is. Choose another approach or caching choice, or leave out the details, and watch sources, calls and time change.',
    '기사가 지금 무엇을 하는지, 필드마다 값이 어디에서 왔는지 보여 줍니다. 색은 출처를, 밝기는 값이 얼마나 오래됐는지를 나타냅니다. 접근 방식이나 캐싱 전략을 바꾸거나 상세정보를 빼 보세요. 출처와 호출, 걸린 시간이 어떻게 달라지는지 볼 수 있습니다.',
  ],
  'one-change': [
    'One change of a ride on its way: from the commit of its owner through outbox, stream, copy and cache into each approach’s answers. Change a ride now, then once more with a fault in the way, and see the filled area grow before it shrinks to nothing.',
    '운행의 변경 하나가 전파되는 과정을 보여 줍니다. 소유자의 커밋에서 시작해 아웃박스, 스트림, 로컬 사본, 캐시를 거쳐 각 접근 방식의 응답까지 이어집니다. 운행을 한 번 바꿔 보고, 장애를 주입한 상태로 한 번 더 바꿔 보세요. 채워진 영역이 커졌다가 줄어들어 사라집니다.',
  ],
  'one-request': [
    'One request across HTTP, gRPC, outbox, NATS and consumer: who called whom, when, and for how long. Write the id of a driver or a ride, or take one of the newest, and open a row to see its attributes and the batch that it ended in.',
    '요청 하나가 HTTP, gRPC, 아웃박스, NATS, 컨슈머를 거치는 과정입니다. 무엇이 무엇을 언제 호출했고 얼마나 걸렸는지 보여 줍니다. 기사나 운행의 id를 입력하거나 최근 트레이스를 고르세요. 행을 펼치면 속성과, 메시지가 처리된 배치를 볼 수 있습니다.',
  ],
  tours: [
    'The walkthroughs of the documentation, step by step, on this running system. Begin the first one: each step says what to look at, does it at a click, and checks what came.',
    '문서의 실습을 지금 실행 중인 시스템에서 한 단계씩 진행합니다. 첫 번째 실습을 시작해 보세요. 단계마다 무엇을 볼지 알려 주고, 버튼을 누르면 명령을 실행해 결과를 확인합니다.',
  ],
  decide: [
    'Which way of sharing data would cost least for your own numbers, and which number would turn the order round. Write the numbers of your case. Look at the margin first: below 15 % the order is not to be trusted.',
    '우리 서비스의 수치로 계산하면 어떤 접근 방식이 가장 저렴한지, 어떤 수치가 바뀌면 순위가 뒤집히는지 보여 줍니다. 실제 수치를 입력하고 1위와의 차이부터 확인하세요. 15% 미만이면 순위를 믿기 어렵습니다.',
  ],
};

export const say = texts({
  title: ['Ride hailing: how two services share data', '차량 호출: 두 서비스가 데이터를 공유하는 방법'],
  views: ['Views', '화면'],
  live: ['Live', '실시간'],
  'one-answer': ['One answer', '응답 분석'],
  'one-change': ['One change', '변경 추적'],
  'one-request': ['One request', '요청 추적'],
  tours: ['Tours', '실습'],
  decide: ['Decide', '접근 방식 선택'],
  lead: (view: ViewName) => LEADS[view],
  otherLanguage: ['한국어', 'English'],
  heal: ['Heal everything', '모두 복구'],
  faults: ['Faults at work', '진행 중인 장애'],
  seconds: (left: number) => [`${left} s left`, `${left}초 남음`],
  connecting: ['Connecting to the dashboard …', '대시보드에 연결하는 중 …'],
  noKey: [
    'This browser has no key to this page. Open the address that npm start printed (“Open http://127.0.0.1:…”). This page then goes on by itself.',
    '이 브라우저에는 페이지를 여는 키가 없습니다. npm start가 출력한 주소(“Open http://127.0.0.1:…”)를 여세요. 그러면 이 페이지도 자동으로 연결됩니다.',
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
