interface Reply {
  status(code: number): Reply;
  type(contentType: string): Reply;
  send(payload: string): unknown;
}

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Ride hailing</title>
</head>
<body>
<h1>This page opens by its own address</h1>
<p>The address has a key. <code>npm start</code> prints it first: “Open http://127.0.0.1:…/?key=…”. Open that address in
this browser.</p>
<h1 lang="ko">이 페이지는 전용 주소로 열립니다</h1>
<p lang="ko">주소에 키가 들어 있습니다. <code>npm start</code>가 맨 먼저 출력하는 “Open http://127.0.0.1:…/?key=…” 주소를 이
브라우저에서 여세요.</p>
</body>
</html>
`;

/** Says in both languages where the address stands, for a key that is wrong or missing. */
export const refusePage = (reply: Reply): unknown =>
  reply.status(403).type('text/html; charset=utf-8').send(PAGE);
