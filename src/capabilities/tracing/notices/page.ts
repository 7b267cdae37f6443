import { treeOf } from '#base/units/trees.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import { type Format, format } from '#core/format.ts'
import { Html, html } from '#core/html.ts'
import type { SitePage, WrittenPage } from '#core/site.ts'
import { phoneHref } from '#core/text.ts'
import { say, type Values } from '#core/words.ts'
import { writtenPage } from '#kit/written/page.ts'
import { writtenStyle } from '#kit/written/style.ts'
import { type CurrentRow, currentNotices, type NoticeRow, type VersionRow } from './queries.ts'
import { daysOf, type Shown, type ShownLine, spanOf, whereOf } from './text.ts'
import { drawing, pictureName, publishedByCode, shownOf } from './views.ts'

const STYLE = writtenStyle(import.meta.dirname, 'page.css', 'cards')

const HOME = '/site/thong-bao'
const FIRST_PLACES = 3

interface Writing {
  readonly ctx: Context
  readonly f: Format
  readonly words: (id: string, values?: Values) => string
}

const writing = (ctx: Context): Writing => ({
  ctx,
  f: format(ctx.locale),
  words: (id, values) => say(ctx.locale, `tracing.notice.page.${id}`, values),
})

interface Frame {
  readonly title: string
  readonly description: string
  /** Below the origin. */
  readonly path: string
  readonly image?: string
  /** Not to be found by who searches: it holds no more. */
  readonly isPast?: boolean
  readonly body: Html
}

function framed({ ctx, words }: Writing, { title, description, path, image, isPast, body }: Frame): Html {
  const { origin } = ctx.app.config
  return writtenPage(ctx, {
    title,
    description,
    isHidden: isPast ?? false,
    style: STYLE,
    head: html`<meta property="og:type" content="article">
<meta property="og:site_name" content="Saola">
<meta property="og:title" content="${title}">
<meta property="og:description" content="${description}">
<meta property="og:url" content="${origin}${path}">
<meta property="og:locale" content="${ctx.locale === 'vi' ? 'vi_VN' : 'en_GB'}">
${image ? html`<meta property="og:image" content="${origin}${image}"><meta property="og:image:width" content="1080"><meta property="og:image:height" content="1350">` : null}`,
    home: { path: HOME, name: words('title') },
    body,
    foot: html`<p>${words('nameless')}</p><p><a href="/site">Saola</a></p>`,
  })
}

/** All notices in force, or those that name a place in one commune. */
async function listPage({ ctx, f, words }: Writing, communeId: string | undefined): Promise<WrittenPage> {
  const all = await currentNotices(ctx.sql, dayOf(ctx.now))
  const tree = treeOf(ctx.app)
  const communes = [...new Set(all.flatMap(one => one.lines.flatMap(line => line.unitId ?? [])))]
    .flatMap(id => tree.get(id) ?? [])
    .sort((a, b) => f.byName(a.fullName, b.fullName))
  const chosen = communes.find(unit => unit.id === communeId)
  const shown = chosen ? all.filter(one => one.lines.some(line => line.unitId === chosen.id)) : all
  const filter = html`<form class="filter" method="get" action="${HOME}">
    <label for="xa">${words('commune')}</label>
    <select id="xa" name="xa"><option value="">${words('commune.any')}</option>${communes.map(
      unit =>
        html`<option value="${unit.id}"${unit.id === chosen?.id ? new Html(' selected') : null}>${unit.fullName}</option>`,
    )}</select>
    <button class="button quiet" type="submit">${words('commune.show')}</button>
  </form>`
  return {
    html: framed(writing(ctx), {
      title: words('title'),
      description: words('lead'),
      path: HOME,
      body: html`<h1>${words('title')}</h1><p>${words('lead')}</p>
        ${communes.length > 1 ? filter : null}
        ${chosen ? html`<p><strong>${words('commune.count', { count: shown.length, commune: chosen.fullName })}</strong> <a href="${HOME}">${words('commune.all')}</a></p>` : null}
        ${shown.length ? shown.map(one => card(writing(ctx), one, chosen?.id)) : html`<div class="card"><p>${words('none')}</p></div>`}`,
    }),
  }
}

/** A notice in the list: with a commune, the places there first. */
function card({ ctx, f, words }: Writing, one: CurrentRow, communeId: string | undefined): Html {
  const tree = treeOf(ctx.app)
  const lines = [...one.lines].sort((a, b) => Number(b.unitId === communeId) - Number(a.unitId === communeId))
  const left = lines.length - FIRST_PLACES
  return html`<article class="card">
    <h2><a href="${HOME}/${one.code}">${words('numbered', { number: one.number })}</a></h2>
    <p class="by">${one.organ} · ${f.day(one.publishedAt)}</p>
    <ul>${lines.slice(0, FIRST_PLACES).map(line => {
      const unitName = line.unitId ? (tree.get(line.unitId)?.fullName ?? null) : null
      return html`<li><strong>${line.place}</strong>${unitName ? `, ${unitName}` : ''}: <span class="when">${f.dayShort(line.from)}, ${spanOf(f, line)}</span></li>`
    })}</ul>
    ${left > 0 ? html`<p><a href="${HOME}/${one.code}">${words('more', { left })}</a></p>` : null}
  </article>`
}

type Published = NonNullable<Awaited<ReturnType<typeof publishedByCode>>>

/** One notice. What holds no more says so, and names no place any longer. */
async function noticePage(w: Writing, { notice, versions, current, state }: Published): Promise<WrittenPage> {
  const { ctx, f, words } = w
  const shown = shownOf(ctx, notice, current)
  const path = `${HOME}/${notice.code}`
  const title = words('numbered', { number: notice.number ?? '' })
  if (state !== 'current') {
    const banner =
      state === 'withdrawn'
        ? html`<p><strong>${words('withdrawn', { day: f.day(notice.withdrawnAt ?? ctx.now) })}</strong></p><p>${notice.withdrawnReason}</p>`
        : html`<p><strong>${words('expired', { day: f.day(notice.expiresOn ?? '') })}</strong></p>`
    const body = html`${headOf(w, notice, current)}<div class="banner">${banner}</div><p><a href="${HOME}">${words('others')}</a></p>`
    return { html: framed(w, { title, description: words(`${state}.short`), path, isPast: true, body }) }
  }
  const pictures = (await drawing()).countPictures(shown)
  const body = html`${headOf(w, notice, current)}
    ${current.correction ? html`<div class="banner"><p><strong>${words('corrected', { day: f.day(shown.publishedAt ?? ctx.now) })}</strong></p><p>${current.correction}</p></div>` : null}
    <p>${words('ask')}</p>
    ${placesOf(w, shown.lines)}
    ${whatToDo(w, notice, shown)}
    <h2>${words('pictures')}</h2>
    <ul class="pictures">${Array.from(
      { length: pictures },
      (_, i) =>
        html`<li><a href="${path}/anh/${i + 1}.png"><img src="${path}/anh/${i + 1}.png" width="1080" height="1350" loading="lazy" alt="${words('picture', { at: i + 1, of: pictures })}"></a></li>`,
    )}</ul>
    ${versions.length > 1 ? earlierOf(w, notice, versions) : null}`
  const description = descriptionOf(w, shown)
  return { html: framed(w, { title, description, path, image: `${path}/anh/1.png`, body }) }
}

const headOf = ({ f, words }: Writing, notice: NoticeRow, version: VersionRow): Html =>
  html`<h1>${words('numbered', { number: notice.number ?? '' })}</h1>
    <p class="by">${version.organ}, ${words('published', { at: f.instant(version.publishedAt ?? notice.createdAt) })}</p>`

function placesOf({ f }: Writing, lines: readonly ShownLine[]): Html {
  return html`${daysOf(lines).map(
    ([day, ofDay]) =>
      html`<h2 class="day">${f.dayLong(day)}</h2><ul class="places">${ofDay.map(
        line =>
          html`<li><p class="hours">${spanOf(f, line)}</p><p class="place">${line.place}</p>${
            whereOf(line) ? html`<p class="where">${whereOf(line)}</p>` : null
          }</li>`,
      )}</ul>`,
  )}`
}

function whatToDo({ words }: Writing, notice: NoticeRow, { advice, phone }: Shown): Html {
  return html`<section class="card do"><h2>${words('do')}</h2>
    <p class="advice">${advice}</p>
    <div class="actions">
      <a class="button" href="/co-mat/${notice.code}">${words('report')}</a>
      <a class="button quiet" href="${phoneHref(phone)}">${words('call', { phone })}</a>
    </div>
    <p class="meta" style="margin-top:12px">${words('report.help')}</p></section>`
}

const earlierOf = ({ f, words }: Writing, { code }: NoticeRow, versions: readonly VersionRow[]): Html =>
  html`<h2>${words('earlier')}</h2><ul>${versions
    .filter(version => version.state === 'corrected')
    .map(
      version =>
        html`<li><a href="${HOME}/${code}/ban/${version.n}">${words('earlier.one', { at: f.instant(version.publishedAt ?? '') })}</a></li>`,
    )}</ul>`

const descriptionOf = ({ f, words }: Writing, { lines }: Shown): string => {
  const first = lines.slice(0, FIRST_PLACES).map(line => `${line.place} (${spanOf(f, line)} ${f.dayShort(line.from)})`)
  return [words('description'), [...first, ...(lines.length > FIRST_PLACES ? ['…'] : [])].join('; ')].join(' ')
}

/** A version that was corrected, shown as such: what it said, and where the one that holds is. */
function versionPage(w: Writing, { notice, current, state }: Published, version: VersionRow): WrittenPage {
  const { ctx, words } = w
  const shown = shownOf(ctx, notice, version)
  const path = `${HOME}/${notice.code}`
  return {
    html: framed(w, {
      title: words('earlier.title', { number: notice.number ?? '' }),
      description: words('superseded'),
      path: `${path}/ban/${version.n}`,
      isPast: true,
      body: html`${headOf(w, notice, version)}
        <div class="banner"><p><strong>${words('superseded')}</strong></p>${state === 'current' ? html`<p>${current.correction}</p>` : null}<p><a href="${path}">${words('newest')}</a></p></div>
        ${state === 'current' ? placesOf(w, shown.lines) : null}`,
    }),
  }
}

function missingPage(w: Writing): WrittenPage {
  const { words } = w
  const body = html`<h1>${words('missing')}</h1><p>${words('missing.help')}</p><p><a href="${HOME}">${words('others')}</a></p>`
  return {
    status: 404,
    html: framed(w, { title: words('missing'), description: words('missing.help'), path: HOME, isPast: true, body }),
  }
}

export const pages: readonly SitePage[] = [
  { path: '/thong-bao', write: ({ query }, ctx) => listPage(writing(ctx), query.xa) },
  {
    path: '/thong-bao/:code',
    async write({ params }, ctx) {
      const found = await publishedByCode(ctx, params.code ?? '')
      return found ? noticePage(writing(ctx), found) : missingPage(writing(ctx))
    },
  },
  {
    path: '/thong-bao/:code/ban/:n',
    async write({ params }, ctx) {
      const found = await publishedByCode(ctx, params.code ?? '')
      const version = found?.versions.find(one => String(one.n) === params.n && one.state === 'corrected')
      return found && version ? versionPage(writing(ctx), found, version) : missingPage(writing(ctx))
    },
  },
  {
    path: '/thong-bao/:code/anh/:name',
    async write({ params }, ctx) {
      const found = await publishedByCode(ctx, params.code ?? '')
      const at = Number(/^(\d{1,2})\.png$/.exec(params.name ?? '')?.[1] ?? 0)
      const bytes =
        found?.state === 'current'
          ? await (await drawing()).pictureOf(shownOf(ctx, found.notice, found.current), at)
          : undefined
      if (!found || !bytes) return missingPage(writing(ctx))
      return { bytes, type: 'image/png', name: pictureName(found.notice, at) }
    },
  },
]
