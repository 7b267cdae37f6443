import { sharedDevice } from '#base/identity/ports.ts'
import { meView } from '#base/identity/views.ts'
import { treeOf } from '#base/units/trees.ts'
import type { Context } from '#core/app.ts'
import { done } from '#core/contract.ts'
import { defineModule } from '#core/module.ts'
import { ended, wholly } from '#core/powers.ts'
import { stations as contract, type PostLine } from './contract.ts'
import { addPost, closePost, makePairing, register, revokeDevice, sharedBy, stationHere } from './devices.ts'
import { keeps } from './keeps.ts'
import { codeSetAt, enterByCode, forgetCode, setCode } from './personal-code.ts'
import { codeTries, pairing, stationSession } from './policies.ts'
import { POSTS_A_PAGE, type PostRow, postBy, postsOf } from './queries.ts'

export { forgetCode } from './personal-code.ts'

export default defineModule({
  name: 'stations',
  dir: import.meta.dirname,
  keeps,
  contract,
  direct: ['enter', 'register', 'setCode'],
  handlers: {
    here: async (_, ctx) => ({ station: await stationHere(ctx) }),
    enter: async ({ body }, ctx) => meView(ctx, await enterByCode(ctx, body.accountId, body.code)),
    register: async ({ body }, ctx) => ({ station: await register(ctx, body.code) }),
    async posts({ query: { unitId, after } }, ctx) {
      const unitIds = unitId ? ctx.app.tree.within([unitId]) : undefined
      const rows = await postsOf(ctx.sql, { scope: ctx.scope('stations.manage'), unitIds, after, now: ctx.now })
      const shown = rows.slice(0, POSTS_A_PAGE)
      return {
        rows: shown.map(row => lineOf(ctx, row)),
        more: rows.length > POSTS_A_PAGE ? (shown.at(-1)?.id ?? null) : null,
      }
    },
    async addPost({ body }, ctx) {
      const postId = await addPost(ctx, body.unitId, body.name)
      return { postId, pairing: await makePairing(ctx, postId) }
    },
    pair: ({ params }, ctx) => makePairing(ctx, params.postId),
    async revoke({ params }, ctx) {
      await revokeDevice(ctx, params.postId)
      return done
    },
    async close({ params }, ctx) {
      await closePost(ctx, params.postId)
      return done
    },
    async myCode(_, ctx) {
      const setAt = ctx.who ? await codeSetAt(ctx, ctx.who.accountId) : null
      return { setAt: setAt?.toISOString() ?? null }
    },
    async setCode({ body }, ctx) {
      await setCode(ctx, body.password, body.code)
      return done
    },
    async dropCode(_, ctx) {
      if (ctx.who) await forgetCode(ctx, ctx.who.accountId)
      return done
    },
  },
  allows: { administrator: ['stations.manage'] },
  locates: {
    async 'station-post'(sql, id) {
      const post = await postBy(sql, id)
      return post && { unitId: post.unitId }
    },
  },
  declares: [
    stationSession,
    codeTries,
    pairing,
    ended('stations.post', 'closed_at'),
    ended('stations.device', 'revoked_at', 'revoked_by'),
    wholly('stations.personal_code', 'account_id'),
  ],
  async start(app) {
    app.provide(sharedDevice, sharedBy)
  },
})

const lineOf = (ctx: Context, row: PostRow): PostLine => ({
  id: row.id,
  name: row.name,
  unitId: row.unitId,
  unitLabel: treeOf(ctx.app).label(row.unitId),
  state: row.deviceId ? 'registered' : row.isWaiting ? 'waiting' : 'none',
  agent: row.agent,
  registeredAt: row.registeredAt?.toISOString() ?? null,
  lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
})
