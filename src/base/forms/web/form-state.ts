import type { PolicyEntry, PolicyState } from '#base/policies/contract.ts'
import { policies } from '#base/policies/contract.ts'
import { browserApi } from '#core/web/api.ts'
import { type FormContent, forms } from '../contract.ts'

export const api = browserApi({ policies, forms })

/** A form as a rule holds it: what is asked, and whether it may be answered. */
export type FormParams = FormContent & { readonly inForce: boolean }

export const paramsOf = (rule: Pick<PolicyState | PolicyEntry, 'params'>): FormParams =>
  rule.params as unknown as FormParams

export const contentOf = ({ inForce: _, ...content }: FormParams): FormContent => content
