import type { Context } from '#core/app.ts'
import { type Format, format } from '#core/format.ts'
import { Html, html } from '#core/html.ts'
import { Problem } from '#core/problem.ts'
import type { SitePage, WrittenPage } from '#core/site.ts'
import { say, type Values } from '#core/words.ts'
import { writtenPage } from '#kit/written/page.ts'
import { writtenStyle } from '#kit/written/style.ts'
import { catalogueView, mustProcedure, officesFor, procedureView } from './catalogue.ts'
import type { OfficeView, ProcedureLine, ProcedureView } from './contract.ts'
import { trace } from './mine.ts'
import { officeById } from './queries.ts'
import { slugOf, stateWords } from './rules.ts'

const STYLE = writtenStyle(import.meta.dirname, 'site.css', 'cards')
const HOME = '/site/dich-vu-cong'
const TRACE = '/site/tra-cuu-ho-so'

interface Writing {
  readonly ctx: Context
  readonly f: Format
  readonly words: (id: string, values?: Values) => string
}
const writing = (ctx: Context): Writing => ({
  ctx,
  f: format(ctx.locale),
  words: (id, values) => say(ctx.locale, `services.site.${id}`, values),
})

const framed = ({ ctx, words }: Writing, title: string, body: Html, isFound = true): Html =>
  writtenPage(ctx, {
    title,
    description: words('lead'),
    isHidden: !isFound,
    style: STYLE,
    home: { path: HOME, name: words('title') },
    body,
    foot: html`<p><a href="${HOME}">${words('title')}</a> · <a href="${TRACE}">${words('trace')}</a></p><p><a href="/site">Saola</a></p>`,
  })

const termText = ({ words }: Writing, term: ProcedureLine['term']) =>
  'workingDays' in term ? words('term.days', { n: term.workingDays }) : words('term.hours', { n: term.workingHours })
const feeText = ({ f, words }: Writing, fee: number) => (fee ? words('fee', { fee: f.number(fee) }) : words('free'))

/** Offices whose counters are closed now or soon: said first. */
function closedBanner({ f, words }: Writing, offices: readonly OfficeView[]): Html | null {
  const closed = offices.filter(office => office.closure)
  if (!closed.length) return null
  return html`<div class="banner">${closed.map(
    ({ name, closure }) =>
      html`<p><strong>${words('closed', { office: name, from: f.day(closure?.fromOn ?? ''), until: f.day(closure?.untilOn ?? '') })}</strong> ${closure?.reason} ${words('closed.instead')}</p>`,
  )}</div>`
}

async function cataloguePage(w: Writing, query: Readonly<Record<string, string>>): Promise<WrittenPage> {
  const { ctx, words } = w
  const q = (query.tim ?? '').slice(0, 100)
  const field = query['linh-vuc'] || undefined
  const { rows, more, fields } = await catalogueView(ctx, { q, field, after: query.sau })
  const next = new URLSearchParams({ tim: q, 'linh-vuc': field ?? '', sau: more ?? '' })
  const offices = await officesFor(ctx, undefined, undefined)
  const body = html`<h1>${words('title')}</h1><p>${words('lead')}</p>
    ${closedBanner(w, offices)}
    <form class="filter" method="get" action="${HOME}" role="search">
      <label for="tim">${words('search')}</label>
      <input id="tim" name="tim" type="search" value="${q}" maxlength="100">
      <label for="linh-vuc">${words('field')}</label>
      <select id="linh-vuc" name="linh-vuc"><option value="">${words('field.any')}</option>${fields.map(
        one =>
          html`<option value="${one.name}"${one.name === field ? new Html(' selected') : null}>${one.name} (${one.n})</option>`,
      )}</select>
      <button class="button quiet" type="submit">${words('find')}</button>
    </form>
    <p class="meta">${words('count', { n: rows.length })}</p>
    ${rows.length ? html`<ul class="procedures">${rows.map(row => card(w, row))}</ul>` : html`<div class="card"><p>${words('none')}</p></div>`}
    ${more ? html`<p><a class="button quiet" href="${HOME}?${next.toString()}">${words('more')}</a></p>` : null}`
  return { html: framed(w, words('title'), body) }
}

const card = (w: Writing, row: ProcedureLine): Html =>
  html`<li class="card"><h2><a href="${HOME}/${row.code}">${row.name}</a></h2>
    <p class="by">${row.code} · ${row.field}</p>
    <p>${termText(w, row.term)} · ${feeText(w, row.fee)} · <span class="level">${w.words(`level.${row.level}`)}</span></p></li>`

async function procedurePage(w: Writing, code: string): Promise<WrittenPage> {
  const { ctx } = w
  const row = await mustProcedure(ctx, code).catch(missing)
  if (!row) return missingPage(w)
  const view = await procedureView(ctx, row)
  const offices = await officesFor(ctx, row, undefined)
  return { html: framed(w, view.name, procedureBody(w, view, offices)) }
}

function procedureBody(w: Writing, view: ProcedureView, offices: readonly OfficeView[]): Html {
  const { words, f } = w
  const { content } = view
  return html`<h1>${view.name}</h1>
    <p class="by">${view.code} · ${view.field} · ${words(`level.${view.level}`)}</p>
    ${closedBanner(
      w,
      offices.filter(office => office.closedToday),
    )}
    <dl class="facts">
      <dt>${words('term')}</dt><dd>${termText(w, view.term)}</dd>
      <dt>${words('fees')}</dt><dd>${content.fees.length ? content.fees.map(fee => html`${fee.name}: ${fee.amount ? words('fee', { fee: f.number(fee.amount) }) : words('free')}<br>`) : words('free')}</dd>
      <dt>${words('result')}</dt><dd>${content.result.name}</dd>
      <dt>${words('ways')}</dt><dd>${[words('ways.counter'), ...(content.online && view.level !== 'information' ? [words('ways.online')] : []), ...(content.post ? [words('ways.post')] : [])].join(', ')}</dd>
    </dl>
    ${content.online && view.level !== 'information' ? html`<p><a class="button" href="/dich-vu-cong/nop/${slugOf(view.code)}">${words('file')}</a></p>` : null}
    <h2>${words('papers')}</h2>
    ${content.papers.length ? html`<ul>${content.papers.map(paper => html`<li>${paper.name} (${words(`paper.${paper.form}`)})${paper.required ? null : html` – ${words('paper.optional')}`}</li>`)}</ul>` : html`<p>${words('papers.none')}</p>`}
    <h2>${words('steps')}</h2>
    <ol>${content.steps.map(step => html`<li>${step.name} (${words('term.hours', { n: step.hours })})</li>`)}</ol>
    ${content.note ? html`<p>${content.note}</p>` : null}
    <h2>${words('basis')}</h2>
    <ul>${content.basis.map(basis => html`<li>${basis}</li>`)}<li>${view.document}</li></ul>
    <h2>${words('where')}</h2>
    <ul>${offices.slice(0, 30).map(office => html`<li>${office.name}${office.address ? `, ${office.address}` : ''}${office.phone ? `, ${office.phone}` : ''}</li>`)}</ul>`
}

const missing = (error: unknown) => {
  if (error instanceof Problem && error.status === 404) return undefined
  throw error
}

function missingPage(w: Writing): WrittenPage {
  const { words } = w
  const body = html`<h1>${words('missing')}</h1><p><a href="${HOME}">${words('all')}</a></p>`
  return { status: 404, html: framed(w, words('missing'), body, false) }
}

const traceForm = ({ words }: Writing, code: string, wrong?: Html): Html =>
  html`<h1>${words('trace')}</h1><p>${words('trace.lead')}</p>${wrong ?? null}
  <form class="trace" method="post" action="${TRACE}">
    <label for="ma">${words('trace.code')}</label>
    <input id="ma" name="ma" value="${code}" maxlength="60" required autocapitalize="characters" autocomplete="off" spellcheck="false">
    <label for="so">${words('trace.digits')}</label>
    <input id="so" name="so" inputmode="numeric" pattern="[0-9]{6}" maxlength="6" required autocomplete="off">
    <button class="button" type="submit">${words('trace.find')}</button>
  </form><p class="meta">${words('trace.limit')}</p>`

/** What was found, with the same words for a wrong code, wrong digits and too many guesses. */
async function tracedPage(w: Writing, form: Readonly<Record<string, string>>): Promise<WrittenPage> {
  const { ctx, f, words } = w
  const code = (form.ma ?? '').slice(0, 60)
  const found = await trace(ctx, code, form.so ?? '').catch(missing)
  if (!found) {
    const wrong = html`<div class="banner" role="alert"><p><strong>${words('trace.none')}</strong></p></div>`
    return { status: 404, html: framed(w, words('trace'), traceForm(w, code, wrong), false) }
  }
  const { dossier, late, promisedAt } = found
  const office = await officeById(ctx.sql, dossier.officeId)
  const body = html`<h1>${words('trace')}</h1>
    <div class="card"><p class="by">${dossier.code}</p>
    <h2>${say(ctx.locale, stateWords(dossier))}</h2>
    <p>${dossier.procedureName}</p>
    ${promisedAt && dossier.state !== 'returned' ? html`<p>${words(late ? 'trace.late' : 'trace.promised', { at: f.instant(promisedAt) })}</p>` : null}
    ${dossier.pausedAt ? html`<p>${words('trace.paused')}</p>` : null}
    <p>${office?.name}${office?.phone ? `, ${office.phone}` : ''}</p></div>
    <p><a href="${TRACE}">${words('trace.other')}</a></p>`
  return { html: framed(w, words('trace'), body, false) }
}

export const pages: readonly SitePage[] = [
  { path: '/dich-vu-cong', write: ({ query }, ctx) => cataloguePage(writing(ctx), query) },
  { path: '/dich-vu-cong/:code', write: ({ params }, ctx) => procedurePage(writing(ctx), params.code ?? '') },
  {
    path: '/tra-cuu-ho-so',
    write: async (_, ctx) => ({ html: framed(writing(ctx), writing(ctx).words('trace'), traceForm(writing(ctx), '')) }),
    answer: ({ fields }, ctx) => tracedPage(writing(ctx), fields),
  },
  {
    path: '/tra-cuu-ho-so/:code',
    write: async ({ params }, ctx) => {
      const w = writing(ctx)
      return { html: framed(w, w.words('trace'), traceForm(w, (params.code ?? '').slice(0, 60)), false) }
    },
  },
]
