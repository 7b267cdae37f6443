import { treeOf } from '#base/units/trees.ts'
import { defineModule } from '#core/module.ts'
import { forms as contract } from './contract.ts'
import { declaredForm, mustForm, ownForms } from './form.ts'
import { paperOf } from './paper.ts'

export { type Form, type FormInForce, form, formAt, formOf, mustForm, refuseUnfit } from './form.ts'

export default defineModule({
  name: 'forms',
  dir: import.meta.dirname,
  contract,
  handlers: {
    get: ({ params, query }, ctx) => mustForm(ctx, declaredForm(ctx, params.code), query),
    async paper({ params, query }, ctx) {
      const found = await mustForm(ctx, declaredForm(ctx, params.code), query)
      const unit = query.unitId ? treeOf(ctx.app).get(query.unitId) : undefined
      const bytes = await paperOf({ ...found, unitName: unit?.fullName, at: ctx.now })
      return { bytes, type: 'application/pdf', name: `${params.code}.pdf` }
    },
  },
  declares: [ownForms],
})
