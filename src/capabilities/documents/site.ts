import type { Context } from '#core/app.ts'
import { format } from '#core/format.ts'
import { type Html, html } from '#core/html.ts'
import type { SitePage, WrittenPage } from '#core/site.ts'
import { say, type Values } from '#core/words.ts'
import { writtenPage } from '#kit/written/page.ts'
import { writtenStyle } from '#kit/written/style.ts'
import { KINDS } from './kinds.ts'
import { PUBLIC_PATH } from './papers.ts'
import { type DocumentRow, documentByCode, type SignerRow, signersOf } from './queries.ts'

/* What who has a paper finds by the code on it: who issued and signed it, and how its file is told from another. */

const STYLE = writtenStyle(import.meta.dirname, 'site.css', 'verdict')
/** 15 bytes, as `base64url` writes them. */
const CODE = /^[\w-]{20}$/
const VERIFY = '/site/xac-thuc-van-ban'

type Words = (id: string, values?: Values) => string
const wordsOf =
  (ctx: Context): Words =>
  (id, values) =>
    say(ctx.locale, `documents.site.${id}`, values)

async function documentPage(ctx: Context, code: string): Promise<WrittenPage> {
  const w = wordsOf(ctx)
  const document = CODE.test(code) ? await documentByCode(ctx.sql, code) : undefined
  if (!document)
    return framed(ctx, w('unknown'), html`<h1>${w('unknown')}</h1><p>${w('unknown.help')}</p>${formOf(w)}`, 404)
  if (!document.issuedAt)
    return framed(ctx, w('not-issued'), html`<h1>${w('not-issued')}</h1><p>${w('not-issued.help')}</p>`)
  const [recall] = await ctx.sql<{ askedAt: Date }[]>`
    select asked_at from documents.wish where document_id = ${document.id} and what = 'recall' order by asked_at desc limit 1`
  const signers = await signersOf(ctx.sql, document.id)
  return framed(ctx, document.notation ?? '', issuedBody(ctx, { document, signers, recalledAt: recall?.askedAt }))
}

interface Issued {
  readonly document: DocumentRow
  readonly signers: readonly SignerRow[]
  readonly recalledAt: Date | undefined
}

/** Nothing of what it says, not even what it is about: it may be for one office alone. */
function issuedBody(ctx: Context, { document, signers, recalledAt }: Issued): Html {
  const w = wordsOf(ctx)
  const f = format(ctx.locale)
  const { kind, notation, author, datedOn, issuedAt, pages, digest, requestId } = document
  const byCertificate = requestId !== null
  const facts: readonly (readonly [string, string | null])[] = [
    ['author', author],
    ['kind', KINDS[kind].name],
    ['dated', datedOn && f.day(datedOn)],
    ['issued', issuedAt && f.instant(issuedAt)],
    ['pages', f.number(pages)],
  ]
  const state = recalledAt ? 'recalled' : byCertificate ? 'signed' : 'act'
  return html`<p class="meta">${w('lead')}</p><h1>${notation}</h1>
<section class="verdict" data-is="${state}" role="status"><span class="mark" aria-hidden="true">${MARKS[state]}</span>
<p class="word">${w(state)}</p><p>${w(`${state}.help`, recalledAt ? { day: f.day(recalledAt) } : {})}</p></section>
<dl>${facts.filter(fact => fact[1]).map(([label, value]) => html`<div><dt>${w(`fact.${label}`)}</dt><dd>${value}</dd></div>`)}</dl>
<h2>${w('signers')}</h2>
<ul class="signers">${signers.map(
    ({ name, title, signedAt }) =>
      html`<li><strong>${name}</strong><span>${title}</span>${signedAt ? html`<span>${w('signed-at', { at: f.instant(signedAt) })}</span>` : null}</li>`,
  )}${byCertificate ? html`<li><strong>${author}</strong><span>${w('seal')}</span>${issuedAt ? html`<span>${w('signed-at', { at: f.instant(issuedAt) })}</span>` : null}</li>` : null}</ul>
${digest ? html`<h2>${w('file')}</h2><p>${w('file.help')}</p><p class="digest"><span>SHA-256</span> <code>${groupsOf(digest)}</code></p>` : null}
${byCertificate ? formOf(w) : null}`
}

const MARKS = { signed: '✓', act: '–', recalled: '!' } as const

/** In groups, so that an eye can compare it. */
const groupsOf = (digest: Buffer): string => digest.toString('hex').replace(/.{8}(?=.)/g, '$& ')

const formOf = (w: Words): Html => html`<form method="post" action="${VERIFY}" enctype="multipart/form-data">
<label for="file">${w('verify')}</label><input id="file" name="file" type="file" accept="application/pdf,.pdf" required>
<button type="submit">${w('verify.do')}</button></form>`

const framed = (ctx: Context, title: string, body: Html, status = 200): WrittenPage => ({
  status,
  html: writtenPage(ctx, { title, style: STYLE, head: html`<meta name="referrer" content="no-referrer">`, body }),
})

export const site: readonly SitePage[] = [
  { path: `${PUBLIC_PATH}/:code`, write: ({ params }, ctx) => documentPage(ctx, params.code ?? '') },
]
