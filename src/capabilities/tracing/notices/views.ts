import { hash } from 'node:crypto'
import { type Tree, treeOf } from '#base/units/trees.ts'
import { whyNot } from '#base/work/rules.ts'
import { judgeOf } from '#base/work/work.ts'
import type { Context } from '#core/app.ts'
import { dayOf } from '#core/clock.ts'
import type { FileReply, InputOf } from '#core/contract.ts'
import { pageOf, readCursor } from '#core/paging.ts'
import { notFound } from '#core/problem.ts'
import type { NoticeLine, NoticeView, notices, PublicLine, PublicNotice } from './contract.ts'
import { findingsOf, ruleFor } from './drafts.ts'
import { APPROVE, NOTIFY } from './flow.ts'
import {
  currentNotices,
  getNotice,
  type LineRow,
  listNotices,
  NOTICES_A_PAGE,
  type NoticeRow,
  noticeByCode,
  stopsFor,
  type VersionRow,
  versionsOf,
} from './queries.ts'
import { reportCounts } from './reports-queries.ts'
import { isRefused, lastDayOf, offerOf, stateOf } from './rules.ts'
import { messageOf, type Shown } from './text.ts'

const nameOf = (tree: Tree, unitId: string | null) => (unitId ? (tree.get(unitId)?.fullName ?? null) : null)

export const publicLine = (tree: Tree, { id, place, address, unitId, from, to }: LineRow): PublicLine => ({
  id,
  place,
  address,
  from: from.toISOString(),
  to: to.toISOString(),
  unitName: nameOf(tree, unitId),
})

/** A mark of what a version says: other words, another mark. */
export const markOf = ({ n, organ, phone, advice, correction, lines }: VersionRow): string =>
  hash('sha256', JSON.stringify([n, organ, phone, advice, correction, lines]), 'base64url')

const linkOf = (ctx: Context, { code }: Pick<NoticeRow, 'code'>): string =>
  `${ctx.app.config.origin}/site/thong-bao/${code}`

/** What a version says, as page, picture and message show it. */
export function shownOf(ctx: Context, notice: NoticeRow, version: VersionRow): Shown {
  const tree = treeOf(ctx.app)
  const { organ, phone, advice, publishedAt, correction } = version
  return {
    number: notice.number,
    organ,
    phone,
    advice,
    publishedAt,
    correction,
    lines: version.lines.map(({ id, place, address, unitId, from, to }) => ({
      id,
      place,
      address,
      from,
      to,
      unitName: nameOf(tree, unitId),
    })),
    link: linkOf(ctx, notice),
  }
}

/** A published notice by the code of its address, with its versions. */
export async function publishedByCode(ctx: Context, code: string) {
  const notice = await noticeByCode(ctx.sql, code)
  if (!notice?.firstAt) return undefined
  const versions = (await versionsOf(ctx.sql, notice.id)).filter(version => version.publishedAt)
  const current = versions.find(version => version.state === 'published')
  const state = stateOf(notice, dayOf(ctx.now))
  if (!current || state === 'draft') return undefined
  return { notice, versions, current, state }
}

export async function publicNotice(ctx: Context, code: string): Promise<PublicNotice> {
  const found = await publishedByCode(ctx, code)
  if (!found) throw notFound('notice')
  const { notice, current, state } = found
  const tree = treeOf(ctx.app)
  return {
    code: notice.code,
    number: notice.number ?? '',
    organ: current.organ,
    phone: current.phone,
    state,
    publishedAt: (current.publishedAt ?? notice.createdAt).toISOString(),
    lines: state === 'current' ? current.lines.map(line => publicLine(tree, line)) : [],
  }
}

/** What is in force, for who answers the telephone. */
export async function noticesInForce(ctx: Context): Promise<PublicNotice[]> {
  const tree = treeOf(ctx.app)
  const rows = await currentNotices(ctx.sql, dayOf(ctx.now))
  return rows.map(({ code, number, organ, phone, publishedAt, lines }) => ({
    code,
    number,
    organ,
    phone,
    state: 'current',
    publishedAt: publishedAt.toISOString(),
    lines: lines.map(line => publicLine(tree, line)),
  }))
}

const MOST_STOPS = 300
const DAYS_BACK = 14
const DAY_MS = 86_400_000

export async function noticeStops(
  ctx: Context,
  { caseId, days = DAYS_BACK }: InputOf<typeof notices.noticeStops>['query'],
) {
  const tree = treeOf(ctx.app)
  const which = caseId ? { caseId } : { since: new Date(ctx.now.getTime() - days * DAY_MS) }
  const stops = await stopsFor(ctx.sql, ctx.scope(NOTIFY), which, MOST_STOPS + 1)
  return {
    stops: stops.slice(0, MOST_STOPS).map(stop => ({
      id: stop.id,
      caseId: stop.caseId,
      caseNumber: stop.caseNumber,
      place: stop.place,
      address: stop.address,
      estimated: stop.estimated,
      noticed: stop.noticed,
      offer: offerOf(stop),
      unitName: nameOf(tree, stop.unitId),
      from: stop.from.toISOString(),
      to: stop.to.toISOString(),
    })),
    capped: stops.length > MOST_STOPS,
  }
}

/** `asked` and `draft` are states of the newest version; what is published and has a draft besides is still published. */
const shownState = (notice: NoticeRow, newest: VersionRow['state'], today: string): NoticeView['state'] => {
  const state = stateOf(notice, today)
  return newest === 'asked' && state !== 'withdrawn' ? 'asked' : state
}

export async function noticeView(ctx: Context, noticeId: string): Promise<NoticeView> {
  const { sql } = ctx
  const tree = treeOf(ctx.app)
  const notice = await getNotice(sql, noticeId)
  const versions = await versionsOf(sql, noticeId)
  const [newest] = versions
  if (!notice || !newest) throw notFound('notice')
  const rule = await ruleFor(ctx, notice.unitId)
  const shown = shownOf(ctx, notice, newest)
  const refused = (verb: string) => whyNot(judgeOf(ctx), verb, notice.unitId) ?? null
  return {
    id: notice.id,
    code: notice.code,
    number: notice.number,
    unitId: notice.unitId,
    expiresOn: notice.expiresOn,
    unitName: nameOf(tree, notice.unitId) ?? '',
    state: shownState(notice, newest.state, dayOf(ctx.now)),
    withdrawnAt: notice.withdrawnAt?.toISOString() ?? null,
    withdrawnReason: notice.withdrawnReason,
    versions: versions.map(version => versionView(tree, version)),
    findings: (await findingsOf(ctx, newest)).map(one => ({
      ...one,
      refused: isRefused(one.finding),
    })),
    text: messageOf(shown),
    pictures: newest.lines.length ? (await drawing()).countPictures(shown) : 0,
    wouldExpireOn: newest.lines.length ? lastDayOf(newest.lines, rule.params.keepDays) : null,
    seen: markOf(newest),
    link: linkOf(ctx, notice),
    approval: rule.params.approval,
    document: rule.document,
    reports: (await reportCounts(sql, notice.id)).map(({ unitId, ...counts }) => ({
      unitName: nameOf(tree, unitId) ?? '',
      ...counts,
    })),
    refused: {
      write: refused(NOTIFY),
      approve: refused(APPROVE),
    },
  }
}

const versionView = (tree: Tree, { lines, publishedAt, ...version }: VersionRow) => ({
  ...version,
  publishedAt: publishedAt?.toISOString() ?? null,
  lines: lines.map(line => ({ ...publicLine(tree, line), unitId: line.unitId })),
})

/** What draws is only loaded where something is drawn. */
export const drawing = () => import('./picture.ts')

export async function noticePicture(ctx: Context, noticeId: string, n: number, at: number): Promise<FileReply> {
  const notice = await getNotice(ctx.sql, noticeId)
  const version = (await versionsOf(ctx.sql, noticeId)).find(one => one.n === n)
  const bytes = notice && version ? await (await drawing()).pictureOf(shownOf(ctx, notice, version), at) : undefined
  if (!notice || !bytes) throw notFound('picture')
  return { bytes, type: 'image/png', name: pictureName(notice, at) }
}

export const pictureName = ({ number, code }: NoticeRow, at: number): string =>
  `thong-bao-${(number ?? code).replaceAll('/', '-')}-${at}.png`

export async function noticesPage(ctx: Context, { state, after }: InputOf<typeof notices.notices>['query']) {
  const today = dayOf(ctx.now)
  const tree = treeOf(ctx.app)
  const rows = await listNotices(ctx.sql, ctx.scope('tracing.notices'), today, { state, after: readCursor(after) })
  const { shown, more } = pageOf(rows, NOTICES_A_PAGE, row => row.createdAt)
  return {
    rows: shown.map(
      (row): NoticeLine => ({
        id: row.id,
        code: row.code,
        number: row.number,
        places: row.places,
        firstPlace: row.firstPlace,
        expiresOn: row.expiresOn,
        reports: row.reports,
        unitName: nameOf(tree, row.unitId) ?? '',
        state: shownState(row, row.versionState, today),
        createdAt: row.createdAt.toISOString(),
        publishedAt: row.publishedAt?.toISOString() ?? null,
      }),
    ),
    more,
  }
}
