/** Of the page: light and dark by the reader's choice, light on paper. Tones differ in lightness too. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --back: #ffffff; --text: #16202a; --dim: #566370; --edge: #d5dce2; --head: #eef2f5;
  --good: #d9f0e0; --fair: #fdf0c6; --poor: #fbdcc0; --bad: #f6c6c6; --accent: #0b5fad; --stale: #0b5fad;
  --failed: #b3261e; --partial: #e0a100; --fault: #e6e9ed;
  --c0: #0b5fad; --c1: #b3261e; --c2: #1d7a3e; --c3: #7a3fa8; --c4: #b35c00; --c5: #5d6670; }
@media (prefers-color-scheme: dark) { :root { --back: #12171d; --text: #e8edf2; --dim: #a4b0bb; --edge: #35404b;
  --head: #1d252e; --good: #174a2a; --fair: #55460f; --poor: #6b3a12; --bad: #74231f; --accent: #7cb8f2;
  --stale: #7cb8f2; --failed: #ff8a80; --partial: #f0c040; --fault: #2a323b;
  --c0: #7cb8f2; --c1: #ff8a80; --c2: #7fd19a; --c3: #cfa3f2; --c4: #f5b266; --c5: #b6c0ca; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 2rem 4rem; max-width: 100rem; background: var(--back); color: var(--text);
  font: 1.0625rem/1.5 system-ui, sans-serif; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 1rem; } h2 { font-size: 1.5rem; margin: 2.5rem 0 .5rem; }
h3 { font-size: 1.15rem; margin: 1.75rem 0 .25rem; }
p, ul { max-width: 60rem; margin: .4rem 0; } li { overflow-wrap: anywhere; }
.note { color: var(--dim); font-size: .95rem; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; border-bottom: 1px solid var(--edge); padding-bottom: .75rem; }
a { color: var(--accent); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: .6rem 0; font-variant-numeric: tabular-nums; }
th, td { border: 1px solid var(--edge); padding: .35rem .6rem; text-align: left; vertical-align: top; }
thead th { background: var(--head); vertical-align: bottom; } tbody th { white-space: nowrap; }
td small { display: block; color: var(--text); font-size: .85rem; }
:target { outline: 3px solid var(--accent); }
.good { background: var(--good); } .fair { background: var(--fair); } .poor { background: var(--poor); }
.bad { background: var(--bad); } .none { color: var(--dim); }
svg { display: block; width: 100%; height: auto; } svg text { fill: var(--text); font-size: 15px; }
.chart { max-width: 78rem; margin: .5rem 0; }
.tick { fill: var(--dim); } .end { text-anchor: end; } .middle { text-anchor: middle; }
svg .label { font-size: 16px; }
.grid { stroke: var(--edge); stroke-width: 1; } .leader { fill: none; stroke: var(--dim); stroke-width: .75; }
.curve { fill: none; stroke-width: 2.5; }
.colour-0 { stroke: var(--c0); } .colour-1 { stroke: var(--c1); } .colour-2 { stroke: var(--c2); }
.colour-3 { stroke: var(--c3); } .colour-4 { stroke: var(--c4); } .colour-5 { stroke: var(--c5); }
.dash-1 { stroke-dasharray: 10 4; } .dash-2 { stroke-dasharray: 2 4; } .dash-3 { stroke-dasharray: 10 4 2 4; }
.dash-4 { stroke-dasharray: 5 3; }
polyline.stale { fill: none; stroke: var(--stale); stroke-width: 2; }
rect.fault { fill: var(--fault); } rect.failed { fill: var(--failed); } rect.partial { fill: var(--partial); }
.panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(19rem, 1fr)); gap: 1rem; }
.panel { margin: 0; break-inside: avoid; } figcaption { font-size: .95rem; line-height: 1.3; min-height: 2.6em; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; color: var(--dim); font-size: .95rem; }
.key { display: inline-block; width: 1.4rem; height: .8rem; vertical-align: baseline; }
.key.stale { height: 3px; background: var(--stale); vertical-align: middle; } .key.failed { background: var(--failed); }
.key.partial { background: var(--partial); } .key.fault { background: var(--fault); border: 1px solid var(--edge); }
@media print { :root { color-scheme: light; } body { max-width: none; padding: 0; font-size: 9pt; } nav { display: none; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } .wide { overflow: visible; }
  table { font-size: 7.5pt; } th, td { padding: .15rem .3rem; } tr, h2, h3 { break-inside: avoid; }
  h2, h3 { break-after: avoid; } .panels { grid-template-columns: repeat(3, 1fr); } }
`;
