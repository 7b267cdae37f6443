import { placeNames } from '#base/identity/ports.ts'
import { formatPosterUrl, parsePoster } from '#base/people/codes.ts'
import { done } from '#core/contract.ts'
import { defineModule, remembered } from '#core/module.ts'
import { notFound, Problem } from '#core/problem.ts'
import { say } from '#core/words.ts'
import { checkClosing } from './closing.ts'
import { places as contract } from './contract.ts'
import { placeClosed } from './events.ts'
import { keeps } from './keeps.ts'
import { placesList } from './list.ts'
import { areasOf, closePlace, getPlace, getPlaces, placeByCode, reopenPlace, searchPlaces } from './places.ts'

const MOST_FOUND = 50

export default defineModule({
  name: 'places',
  dir: import.meta.dirname,
  keeps,
  contract,
  handlers: {
    async get({ params }, { sql }) {
      const place = await getPlace(sql, params.placeId)
      if (!place) throw notFound('place')
      return { ...place, areas: await areasOf(sql, place.id), closedAt: place.closedAt?.toISOString() ?? null }
    },
    async byCode({ params }, { sql }) {
      const scanned = parsePoster(params.code)
      if (scanned.kind !== 'poster')
        throw new Problem(scanned.reason === 'checksum' ? 'places.code-mistyped' : 'places.not-a-poster', {
          status: 404,
        })
      const place = await placeByCode(sql, scanned.code)
      if (!place || place.closedAt) throw notFound('place')
      const whole = place.parentId ? await getPlace(sql, place.parentId) : undefined
      return { ...place, areas: await areasOf(sql, place.id), within: whole?.name ?? null }
    },
    async search({ query }, ctx) {
      const scope = ctx.scope('places.read')
      const within = query.unitId ? ctx.app.tree.within([query.unitId]) : undefined
      const reached = new Set(scope.everywhere ? [] : scope.unitIds)
      const allowed = scope.everywhere ? within : (within ?? scope.unitIds).filter(id => reached.has(id))
      const found = await searchPlaces(ctx.sql, query.q, {
        limit: MOST_FOUND + 1,
        closed: query.closed ?? false,
        ...(allowed ? { unitIds: allowed } : {}),
      })
      return { places: found.slice(0, MOST_FOUND), capped: found.length > MOST_FOUND }
    },
    async poster({ params }, { sql, app, locale }) {
      const place = await getPlace(sql, params.placeId)
      if (!place) throw notFound('place')
      const areas = await areasOf(sql, place.id)
      const { placePoster } = await import('./poster.ts')
      const bytes = await placePoster({
        url: formatPosterUrl(app.config.origin, place.code),
        name: place.name,
        kind: say(locale, `places.kind.${place.kind}`),
        unitName: place.unitName ?? '',
        address: place.address,
        registeredAt: place.createdAt,
        areas: areas.map(area => ({ name: area.name, url: formatPosterUrl(app.config.origin, area.code) })),
      })
      return { bytes, type: 'application/pdf', name: `${place.code}.pdf` }
    },
    async close({ params: { placeId } }, ctx) {
      await checkClosing(ctx, placeId)
      if (await closePlace(ctx, placeId)) await ctx.emit(placeClosed, { placeId })
      return done
    },
    async reopen({ params: { placeId } }, { sql }) {
      const place = await getPlace(sql, placeId)
      const whole = place?.parentId ? await getPlace(sql, place.parentId) : undefined
      if (whole?.closedAt) throw new Problem('places.whole-closed', { status: 409 })
      await reopenPlace(sql, placeId)
      return done
    },
  },
  declares: [placesList],
  allows: {
    tracer: ['places.read'],
    'health-officer': ['places.read', 'places.register'],
    registrar: ['places.read', 'places.register', 'places.manage'],
    'place-manager': ['places.manage'],
  },
  async start(app) {
    app.provide(
      placeNames,
      async (sql, ids) => new Map((await getPlaces(sql, ids)).map(place => [place.id, place.name])),
    )
  },
  locates: {
    // A door scans thousands of people, and does not move meanwhile.
    place: remembered(30_000, async (sql, id) => {
      const place = await getPlace(sql, id)
      return place && { placeId: place.parentId ?? place.id, unitId: place.unitId }
    }),
  },
})
