import type { Context } from '#core/app.ts'
import { format } from '#core/format.ts'
import { html } from '#core/html.ts'
import type { SitePage } from '#core/site.ts'
import { say, type Values } from '#core/words.ts'
import { writtenPage } from '#kit/written/page.ts'
import { writtenStyle } from '#kit/written/style.ts'
import type { KeptLine } from './contract.ts'
import { keptView } from './kept.ts'

const STYLE = writtenStyle(import.meta.dirname, 'site.css')

/** What is kept of people, why and until when, for everybody to read: from what the modules declare. */
async function keptPage(ctx: Context) {
  const f = format(ctx.locale)
  const words = (id: string, values?: Values) => say(ctx.locale, `retention.${id}`, values)
  const { tables, readAt } = await keptView(ctx)
  const personal = tables.filter(one => one.basis !== 'none')
  const bases = [...new Set(personal.map(one => one.basis))]
  const until = ({ how, days }: KeptLine) => (days === null ? words(`end.${how}`) : words('days', { days }))
  const line = (one: KeptLine) => html`<li><p>${one.words}</p>
    <p class="meta">${until(one)}${one.rows === null ? '' : ` · ${words('rows', { n: f.number(one.rows) })}`}${one.next ? ` · ${words('next', { day: f.day(one.next) })}` : ''}</p></li>`
  return {
    html: writtenPage(ctx, {
      title: words('title'),
      description: words('lead'),
      style: STYLE,
      body: html`<h1>${words('title')}</h1><p>${words('lead')}</p>${readAt ? html`<p class="meta">${words('read', { at: f.instant(readAt) })}</p>` : null}
${bases.map(basis => html`<section><h2>${words(`basis.${basis}`)}</h2><ul>${personal.filter(one => one.basis === basis).map(line)}</ul></section>`)}`,
      foot: html`<p><a href="/du-lieu-cua-toi">${words('web.mine')}</a></p>`,
    }),
  }
}

export const site: readonly SitePage[] = [{ path: '/du-lieu-duoc-giu', write: (_, ctx) => keptPage(ctx) }]
