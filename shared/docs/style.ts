// The style sheet of the documentation page: system fonts, light and dark, readable on a phone and on paper.
export const style = `
:root { color-scheme: light dark; --ink: #1d2730; --quiet: #5c6a75; --page: #fdfdfb; --panel: #f2f4f1; --line: #d9ded8;
  --link: #0b6b53; --get: #0b6b53; --post: #8a4b08; --delete: #a1262b; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e9e6; --quiet: #9aa8a1; --page: #131816; --panel: #1c2320;
  --line: #323c37; --link: #6fd1b2; --get: #6fd1b2; --post: #f0b76a; --delete: #f28b8f; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; color: var(--ink); background: var(--page);
  font: 1rem/1.6 system-ui, 'Noto Sans', 'Noto Sans Ethiopic', sans-serif; }
a { color: var(--link); }
code, pre { font-family: ui-monospace, 'Cascadia Mono', 'Noto Sans Mono', monospace; font-size: .875em; }
code { overflow-wrap: anywhere; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; overflow-x: auto; line-height: 1.5; }
header { padding: 2rem 1.25rem 1rem; border-bottom: 1px solid var(--line); }
header p { max-width: 46rem; margin: .5rem 0; }
h1, h2, h3, h4 { line-height: 1.25; text-wrap: balance; }
h1 { margin: 0; font-size: 1.75rem; }
h2 { margin: 3rem 0 .5rem; font-size: 1.4rem; }
h3 { margin: 0; font-size: 1rem; }
h3 a { color: inherit; text-decoration: none; display: flex; flex-wrap: wrap; gap: .25rem .6rem; align-items: baseline; }
h3 code { font-size: 1rem; }
h4 { margin: 1.25rem 0 .25rem; font-size: .8rem; letter-spacing: .06em; text-transform: uppercase; color: var(--quiet); }
p { margin: .5rem 0; }
.summary { font-size: 1.1rem; font-weight: 600; }
.quiet, small { color: var(--quiet); }
small { font-size: .8rem; }
.method { font: 700 .75rem/1 system-ui, sans-serif; letter-spacing: .05em; padding: .3rem .5rem; border-radius: .3rem;
  border: 1px solid currentColor; }
.get { color: var(--get); } .post, .put, .patch { color: var(--post); } .delete { color: var(--delete); }
nav { padding: 1rem 1.25rem; font-size: .9rem; }
nav ul { list-style: none; margin: 0 0 1rem; padding: 0; }
nav li { margin: .2rem 0; }
nav li a { display: inline-block; padding: .15rem 0; text-decoration: none; }
nav li a:hover, nav li a:focus-visible, h3 a:hover { text-decoration: underline; }
nav b { display: block; margin: .75rem 0 .25rem; }
nav summary { font-weight: 600; padding: .4rem 0; cursor: pointer; }
main { padding: 0 1.25rem 4rem; min-width: 0; }
main > section { max-width: 56rem; }
article { margin: 1.25rem 0; padding: 1.25rem; border: 1px solid var(--line); border-radius: .75rem; }
article:target, .problem:target, .schema:target { border-color: var(--link); box-shadow: 0 0 0 1px var(--link); }
.schema, .problem { margin: 1rem 0; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: .5rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line); }
th { font-weight: 600; }
thead th { font-size: .8rem; color: var(--quiet); }
td:nth-child(2) small { display: block; }
@media (max-width: 40rem) {
  article { padding: 1rem .9rem; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr, th, td { display: block; padding: 0; border: 0; }
  tr { padding: .5rem 0; border-bottom: 1px solid var(--line); }
}
@media (min-width: 64rem) {
  .columns { display: grid; grid-template-columns: 17rem minmax(0, 1fr); }
  nav { position: sticky; top: 0; max-height: 100vh; overflow-y: auto; border-right: 1px solid var(--line); }
  main { padding: 0 2.5rem 4rem; }
}
@supports selector(::details-content) {
  @media (min-width: 64rem) { nav summary { display: none; } nav details::details-content { content-visibility: visible; } }
}
@media print { nav { display: none; } article { break-inside: avoid; } }
`;
