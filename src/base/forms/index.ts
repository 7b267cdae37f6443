import { treeOf } from '#base/units/trees.ts'
import type { Context } from '#core/app.ts'
import { defineModule } from '#core/module.ts'
import { forms as contract } from './contract.ts'
import { declaredForm, mustForm, ownForms, refuseContent } from './form.ts'
import { type Paper, paperOf } from './paper.ts'

export { type Form, type FormInForce, form, formAt, formOf, mustForm, refuseUnfit } from './form.ts'

export default defineModule({
  name: 'forms',
  dir: import.meta.dirname,
  contract,
  handlers: {
    get: ({ params, query }, ctx) => mustForm(ctx, declaredForm(ctx, params.code), query),
    async paper({ params, query }, ctx) {
      const { content, ...issued } = await mustForm(ctx, declaredForm(ctx, params.code), query)
      return printed(ctx, { content, issued }, query.unitId, params.code)
    },
    async tryPaper({ body: { content, unitId } }, ctx) {
      refuseContent(content)
      return printed(ctx, { content }, unitId, content.title.vi)
    },
  },
  declares: [ownForms],
})

async function printed(ctx: Context, form: Pick<Paper, 'content' | 'issued'>, unitId = '', name = '') {
  const bytes = await paperOf({ ...form, unitName: treeOf(ctx.app).get(unitId)?.fullName, at: ctx.now })
  return { bytes, type: 'application/pdf', name: `${name}.pdf` }
}
