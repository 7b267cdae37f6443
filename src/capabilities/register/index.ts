import { sendMessages } from '#base/messages/send.ts'
import { onMerged, personUnmerged } from '#base/people/events.ts'
import { done } from '#core/contract.ts'
import { daily, defineModule, everyMinutes, on } from '#core/module.ts'
import { register as contract } from './contract.ts'
import { addPhoto, answer, correctionsView, correctionView, draft, send, withdraw } from './corrections.ts'
import { CORRECT, correctionFlow, pileFlow, templates } from './flow.ts'
import { keeps } from './keeps.ts'
import { lookAt, lookAtAll, lookAtChanged } from './look.ts'
import { decidePair, pairsView, pairView } from './pairs.ts'
import { policies } from './policies.ts'

export default defineModule({
  name: 'register',
  dir: import.meta.dirname,
  contract,
  keeps,
  handlers: {
    pairs: ({ query }, ctx) => pairsView(ctx, query),
    pair: ({ params }, ctx) => pairView(ctx, params.pairId),
    async decide({ params, body }, ctx) {
      await decidePair(ctx, params.pairId, body)
      return done
    },
    corrections: ({ params }, ctx) => correctionsView(ctx, params.personId),
    draft: ({ params, body }, ctx) => draft(ctx, params.personId, body),
    photo: ({ params, body }, ctx) => addPhoto(ctx, params.correctionId, body),
    async send({ params, body }, ctx) {
      await send(ctx, params.correctionId, body.note ?? '')
      return done
    },
    async withdraw({ params }, ctx) {
      await withdraw(ctx, params.correctionId)
      return done
    },
    correction: ({ params }, ctx) => correctionView(ctx, params.correctionId),
    async answer({ params, body }, ctx) {
      await answer(ctx, params.correctionId, body)
      return done
    },
  },
  on: [
    onMerged(({ fromId, toId }, ctx) => lookAt(ctx, [fromId, toId]).then(() => undefined)),
    on(personUnmerged, async ({ fromId, toId }, ctx) => {
      await ctx.sql`
        update register.pair set state = 'distinct' where state = 'merged'
          and a_id = least(${fromId}::uuid, ${toId}::uuid) and b_id = greatest(${fromId}::uuid, ${toId}::uuid)`
      await lookAt(ctx, [fromId, toId])
      const link = `${ctx.app.config.origin}/`
      await sendMessages(
        ctx,
        [fromId, toId].map(personId => ({ template: 'register.unmerged', to: { personId }, values: { link } })),
      )
    }),
  ],
  every: {
    'register.changed': everyMinutes(5, ({ app }) => lookAtChanged(app)),
    'register.all': daily('01:10', async ({ app }) => void (await lookAtAll(app))),
    'register.drafts': daily('01:05', async ({ sql, now }) => {
      await sql`delete from register.correction where state = 'draft' and asked_at < ${now}::timestamptz - interval '7 days'`
    }),
  },
  allows: {
    'health-officer': [CORRECT],
    tracer: [CORRECT],
  },
  locates: {
    async pair(sql, id) {
      const [row] = await sql<{ unitId: string; personId: string }[]>`
        select unit_id, a_id as person_id from register.pair where id = ${id}`
      return row
    },
    async correction(sql, id) {
      const [row] = await sql<{ unitId: string; personId: string }[]>`
        select c.unit_id, coalesce(a.to_id, c.person_id) as person_id
        from register.correction c left join people.alias a on a.from_id = c.person_id where c.id = ${id}`
      return row && { ...row, asks: { read: [CORRECT], write: [CORRECT] } }
    },
  },
  declares: [...policies, pileFlow, correctionFlow, ...templates],
})
