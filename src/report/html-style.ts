// The style sheet of the HTML report: a lab report in two data colours, light, dark, phone and print (always light). Colours are variables, so
// one SVG serves all.
// Contrast of text on its ground is at least 5:1 in both themes (WCAG 2.2 §1.4.3 asks for 4.5:1).

const LIGHT = `color-scheme:light;--ground:#fcfbf8;--ink:#1b1a17;--muted:#5d594f;--rule:#d8d3c7;--signal:#b3400f;--calm:#1d6488;--gap:#6b5a00;--wash:#dfe8ec;--cited:#fff1e6`;
const DARK = `color-scheme:dark;--ground:#141518;--ink:#ece9e2;--muted:#a9a498;--rule:#383a40;--signal:#ff9460;--calm:#6fb7dc;--gap:#d9c35a;--wash:#263640;--cited:#2b211b`;

export const REPORT_STYLE = `
:root{${LIGHT};--sans:"IBM Plex Sans",-apple-system,"Segoe UI","Noto Sans",Roboto,"Helvetica Neue",Arial,"Liberation Sans",sans-serif;--mono:"IBM Plex Mono",ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){${DARK}}}
@media screen{:root[data-theme=dark]{${DARK}}}
*{box-sizing:border-box}
html{background:var(--ground);color:var(--ink);font:15px/1.45 var(--sans);-webkit-text-size-adjust:100%;scroll-padding-top:16px}
body{margin:0 auto;max-width:1216px;padding:28px 32px 48px}
h1,h2,h3,p{margin:0}
h1{font-size:27px;line-height:1.2;font-weight:600;overflow-wrap:anywhere}
h2{font-size:19px;line-height:1.3;font-weight:600}
h3{font-size:15px;font-weight:600}
a{color:inherit;text-decoration-color:var(--rule);text-underline-offset:3px}
a:hover{text-decoration-color:currentColor}
code,.id{font-family:var(--mono);font-size:.92em;overflow-wrap:anywhere}
button,input{font:inherit;color:inherit;background:transparent;border:1px solid var(--muted);border-radius:2px;padding:6px 11px;min-height:34px}
button{cursor:pointer;white-space:nowrap}
button:hover{border-color:var(--ink)}
button:disabled{color:var(--muted);border-color:var(--rule);cursor:default}
:focus-visible{outline:2px solid var(--calm);outline-offset:2px}
.skip{position:absolute;left:-9999px}
.skip:focus{left:16px;top:8px;background:var(--ground);padding:6px 10px}
.muted{color:var(--muted)}
.small{font-size:13.5px}
.signal{color:var(--signal)}.calm{color:var(--calm)}.gap{color:var(--gap)}
.defs{position:absolute;width:0;height:0}
header.top{display:flex;flex-wrap:wrap;gap:12px 24px;align-items:end;justify-content:space-between;border-bottom:2px solid var(--ink);padding-bottom:14px}
header.top .buttons{display:flex;gap:6px}
.layout{display:grid;grid-template-columns:212px minmax(0,1fr);gap:0 36px;margin-top:28px}
nav{font-size:14px}
nav p{color:var(--muted);margin:0 0 6px}
nav ol{list-style:none;margin:0 0 20px;padding:0}
nav a{display:flex;justify-content:space-between;gap:10px;padding:3px 0;text-decoration:none;overflow-wrap:anywhere}
nav a:hover span:first-child{text-decoration:underline}
nav b{white-space:nowrap;overflow-wrap:normal;font-variant-numeric:tabular-nums}
.verdict{font-size:21px;line-height:1.35;max-width:34em;text-wrap:pretty;overflow-wrap:anywhere}
.verdict strong{color:var(--signal)}
.lead{margin-top:8px;max-width:46em}
.clip{margin-top:18px;border:solid var(--rule);border-width:1px 0;overflow:hidden}
.facts{display:flex;flex-wrap:wrap;margin:0 0 0 -23px}
.facts div{padding:8px 22px 9px;border-left:1px solid var(--rule)}
.facts dt{font-size:13px;color:var(--muted)}
.facts dd{margin:0;font-size:19px;font-variant-numeric:tabular-nums}
section{margin-top:52px}
section>h2+p{margin-top:4px;max-width:46em}
.finding{border-top:2px solid var(--rule);padding-top:16px;margin-top:40px}
.finding.alert{border-top-color:var(--signal)}
.finding.observation{border-top-color:var(--calm)}
.finding .head{display:flex;justify-content:space-between;gap:20px;align-items:start}
.finding .score{text-align:right;font-size:13px;color:var(--muted);white-space:nowrap}
.finding .score b{display:block;font-size:31px;line-height:1;color:var(--ink)}
.finding.alert .score b{color:var(--signal)}
.finding .sentence{margin-top:10px;max-width:44em;overflow-wrap:anywhere}
.finding ul{margin:10px 0 0;padding-left:18px;max-width:46em}
.finding li{margin:3px 0;overflow-wrap:anywhere}
.finding .note{margin-top:12px;max-width:46em;overflow-wrap:anywhere}
details>summary{cursor:pointer;margin-top:16px}
.scroll{overflow-x:auto}
figure{margin:18px 0 0}
figure svg{display:block;width:100%;min-width:780px;height:auto}
figcaption{font-size:13.5px;color:var(--muted);margin-top:4px}
svg text{font:11px var(--sans);fill:var(--ink)}
svg .name{text-anchor:end}
svg .axis{text-anchor:middle}
svg .line{stroke:var(--rule)}
svg .tick{stroke:var(--ink)}
.f-signal{fill:var(--signal)}.f-calm{fill:var(--calm)}.f-wash{fill:var(--wash)}
.o-calm,.o-muted,.o-gap{fill:none;stroke-width:1.1}.o-calm{stroke:var(--calm)}.o-muted{stroke:var(--muted)}.o-gap{stroke:var(--gap)}
.k-signal{fill:none;stroke:var(--signal)}.k-calm{fill:none;stroke:var(--calm)}
.f-gap{fill:url(#hatch);stroke:var(--gap);stroke-width:.6}
.s-gap{stroke:var(--gap)}
table{border-collapse:collapse;width:100%;margin-top:12px;font-size:14px;font-variant-numeric:tabular-nums}
caption{text-align:left;font-size:13.5px;color:var(--muted);padding-bottom:4px}
th,td{padding:6px 12px 6px 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule)}
thead th{font-size:13px;font-weight:400;color:var(--muted);border-bottom-color:var(--ink);vertical-align:bottom;white-space:nowrap}
tbody th{font-weight:400}
th:last-child,td:last-child{padding-right:0}
.number{text-align:right;white-space:nowrap}
.mark{text-align:center}
.mark svg{display:inline-block;width:12px;height:12px;vertical-align:-1px}
.name-cell{overflow-wrap:anywhere;min-width:13em}
.result{white-space:nowrap}
.legend{display:flex;flex-wrap:wrap;gap:4px 20px;margin:8px 0 0;padding:0;list-style:none;font-size:13.5px}
.legend svg{width:11px;height:11px;vertical-align:-1px;margin-right:5px}
.filter{display:flex;flex-wrap:wrap;gap:6px 8px;margin-top:12px;align-items:end}
.filter label{flex:1 1 320px;font-size:13px;color:var(--muted)}
.filter input{display:block;width:100%;margin-top:3px;font-size:15px;color:var(--ink);font-family:var(--mono)}
#flow-count{margin-top:8px;color:var(--muted)}
.number+:not(.number){padding-left:6px}
.flows{white-space:nowrap;font-size:13.5px}
.flows th,.flows td{vertical-align:middle;padding-right:10px}
.flows th button{border:0;padding:4px 0;min-height:24px;color:inherit;font-size:13px}
.flows td{padding-top:4px;padding-bottom:4px}
.flows th[aria-sort] button::after{content:" ▲";font-size:9px}
.flows th[aria-sort=descending] button::after{content:" ▼"}
.flows td button{border:0;padding:0;min-height:22px;text-decoration:underline;text-decoration-color:var(--rule);text-underline-offset:3px}
.flows tr.cited td{background:var(--cited)}
.flows .cut{max-width:13.5em;overflow:hidden;text-overflow:ellipsis}
.flows tr.detail td{white-space:normal;padding:8px 0 12px 16px}
.flows tr.detail code{display:block;user-select:all;padding:2px 0 6px}
.pages{display:flex;gap:10px;align-items:center;margin-top:10px}
dl.settings{display:grid;grid-template-columns:minmax(10em,auto) 1fr;margin:12px 0 0;font-size:14px}
dl.settings dt,dl.settings dd{margin:0;padding:5px 12px 5px 0;border-bottom:1px solid var(--rule);overflow-wrap:anywhere}
footer{margin-top:56px;border-top:1px solid var(--rule);padding-top:12px;font-size:13.5px;color:var(--muted)}
@media (max-width:860px){
body{padding:20px 16px 40px}
.layout{display:block;margin-top:20px}
nav ol{margin-bottom:14px}
nav a{padding:7px 0}
.finding .head{gap:10px}
section{margin-top:40px}
}
@media print{
html{font-size:10.5pt;background:#fff}
body{max-width:none;padding:0}
nav,.buttons,.filter,.pages,.skip{display:none!important}
.layout{display:block}
.scroll{overflow:visible}
figure svg{min-width:0}
.flows{font-size:8pt;white-space:normal}
.flows .cut{max-width:none;overflow-wrap:anywhere}
.finding,figure,tr{break-inside:avoid}
h2{break-after:avoid}
}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
`;
