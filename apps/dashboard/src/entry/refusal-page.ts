import type { FastifyReply } from 'fastify';

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
<h1 lang="ko">키가 있는 주소로만 열 수 있는 페이지입니다</h1>
<p lang="ko"><code>npm start</code>가 맨 먼저 출력하는 주소(“Open http://127.0.0.1:…/?key=…”)에 키가 들어 있습니다. 이 브라우저에서
그 주소를 여세요.</p>
</body>
</html>
`;

/** Says in both languages where the address stands, for a key that is wrong or missing. */
export const refusePage = (reply: FastifyReply): FastifyReply =>
  reply.status(403).type('text/html; charset=utf-8').send(PAGE);
