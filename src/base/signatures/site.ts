import type { Context } from '#core/app.ts'
import { format } from '#core/format.ts'
import { type Html, html } from '#core/html.ts'
import { Problem } from '#core/problem.ts'
import type { SentForm, SitePage, WrittenPage } from '#core/site.ts'
import { say, type Values } from '#core/words.ts'
import { writtenPage } from '#kit/written/page.ts'
import { writtenStyle } from '#kit/written/style.ts'
import { MOST_DOCUMENT, type SealView, type VerdictView } from './contract.ts'
import { countVerification } from './limits.ts'
import { VERIFY_PAGE } from './paths.ts'
import { signingTime } from './time.ts'
import { verifyPdf } from './trust.ts'
import { verdictView } from './views.ts'

const STYLE = writtenStyle(import.meta.dirname, 'site.css', 'verdict')

type Words = (id: string, values?: Values) => string
const wordsOf =
  (ctx: Context): Words =>
  (id, values) =>
    say(ctx.locale, `signatures.${id}`, values)

/** A mark and a word: colour never speaks alone. */
const MARKS = { valid: '✓', uncertain: '?', invalid: '✕', unsigned: '–' } as const

function pageOf(ctx: Context, body: Html, status = 200): WrittenPage {
  const w = wordsOf(ctx)
  return {
    status,
    html: writtenPage(ctx, {
      title: w('site.title'),
      description: w('site.lead'),
      style: STYLE,
      body,
      foot: html`<p><a href="/v">${w('site.code')}</a></p>`,
    }),
  }
}

const formOf = (
  w: Words,
  label: string,
) => html`<form method="post" action="${VERIFY_PAGE}" enctype="multipart/form-data">
<label for="file">${label}</label><input id="file" name="file" type="file" accept="application/pdf,.pdf" required>
<button type="submit">${w('site.verify')}</button><p class="meta">${w('site.private')}</p></form>`

function startPage(ctx: Context): WrittenPage {
  const w = wordsOf(ctx)
  return pageOf(ctx, html`<h1>${w('site.title')}</h1><p>${w('site.lead')}</p>${formOf(w, w('site.choose'))}`)
}

async function answerPage(ctx: Context, { file, problem }: SentForm): Promise<WrittenPage> {
  try {
    if (problem) throw problem
    if (!file) throw new Problem('core.no-file', { status: 400 })
    await countVerification(ctx)
    const verdict = verdictView(await verifyPdf(ctx, file.bytes))
    return pageOf(ctx, verdictPage(ctx, verdict, file.name))
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const w = wordsOf(ctx)
    const why = say(ctx.locale, error.code, error.params)
    const body = html`<h1>${w('site.title')}</h1><p class="problem" role="alert">${why}</p>${formOf(w, w('site.choose'))}`
    return pageOf(ctx, body, error.status)
  }
}

function verdictPage(ctx: Context, { verdict, signatures, pages }: VerdictView, name: string): Html {
  const w = wordsOf(ctx)
  const signers = signatures.filter(one => one.kind === 'signature')
  return html`<h1 class="file">${name}</h1>
<section class="verdict" data-is="${verdict}" role="status"><span class="mark" aria-hidden="true">${MARKS[verdict]}</span>
<p class="word">${w(`verdict.${verdict}`)}</p><p>${w(`verdict.${verdict}.why`, { n: signers.length })}</p></section>
${signatures.map(seal => sealOf(ctx, w, seal))}
<p class="meta">${w('site.pages', { n: pages })}</p>
<h2>${w('site.again')}</h2>${formOf(w, w('site.choose'))}`
}

function sealOf(ctx: Context, w: Words, seal: SealView): Html {
  const f = format(ctx.locale)
  const { signer, issuer } = seal
  const facts: (readonly [string, string | null])[] = [
    ['fact.title', signer?.title ?? seal.reason],
    ['fact.organisation', signer?.organisation ?? null],
    ['fact.claimed', seal.kind === 'signature' && seal.claimedAt ? signingTime(new Date(seal.claimedAt)) : null],
    ['fact.stamped', seal.stampedAt ? signingTime(new Date(seal.stampedAt)) : null],
    ['fact.covers', w(seal.coversAll ? 'covers.all' : 'covers.part')],
  ]
  const more: (readonly [string, string | null])[] = [
    ['fact.issuer', issuer?.name ?? null],
    ['fact.serial', seal.serial],
    ['fact.held', seal.validFrom && seal.validTo ? `${f.day(seal.validFrom)} – ${f.day(seal.validTo)}` : null],
    ['fact.format', seal.format],
  ]
  const list = (rows: typeof facts) =>
    html`<dl>${rows.filter(row => row[1]).map(([label, value]) => html`<div><dt>${w(label)}</dt><dd>${value}</dd></div>`)}</dl>`
  const said = [
    ...seal.findings.map(code => w(`finding.${code}`)),
    ...seal.changes.filter(code => !seal.findings.includes(code)).map(code => w(`change.${code}`)),
  ]
  return html`<article data-is="${seal.verdict}"><p class="state"><span aria-hidden="true">${MARKS[seal.verdict]}</span> ${w(`verdict.${seal.verdict}`)}</p>
<h2>${seal.kind === 'time-stamp' ? w('kind.time-stamp') : (signer?.name ?? w('kind.unknown'))}</h2>
${list(facts)}${said.length ? html`<ul>${said.map(text => html`<li>${text}</li>`)}</ul>` : null}
<details><summary>${w('site.more')}</summary>${list(more)}</details></article>`
}

export const site: readonly SitePage[] = [
  {
    path: VERIFY_PAGE.slice('/site'.length),
    write: async (_, ctx) => startPage(ctx),
    answer: (sent, ctx) => answerPage(ctx, sent),
    maxBytes: MOST_DOCUMENT,
  },
]
