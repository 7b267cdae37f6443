import type { PolicyState } from '#base/policies/contract.ts'
import { addRuleEditor } from '#base/policies/web/editors.ts'
import type { ConsolePage } from '#kit/page.ts'
import type { FormContent } from '../contract.ts'

const words = ['forms', 'policies', 'units', 'identity']
const VERB = 'policies.set'

export const pages: ConsolePage[] = [
  {
    path: '/forms',
    words,
    verb: VERB,
    nav: { group: 'admin', order: 45, label: 'forms.edit.forms', icon: 'document' },
    load: () => import('./forms.tsx').then(m => m.Forms),
  },
  { path: '/forms/edit', words, verb: VERB, load: () => import('./editor.tsx').then(m => m.FormEditor) },
]

/** Of the rules, a form is one that has pages and a schema. */
export const isForm = ({ params }: Pick<PolicyState, 'params'>): boolean => 'pages' in params && 'schema' in params

const titleOf = ({ params }: Pick<PolicyState, 'params'>) => (params as unknown as FormContent).title

/** In the query: a code has a dot, as the name of a file has. */
export const editPath = (code: string, unitId?: string): string =>
  `/forms/edit?form=${code}${unitId ? `&unit=${unitId}` : ''}`

addRuleEditor({
  edits: isForm,
  pathFor: editPath,
  label: 'policies.web.form',
  nameOf: (rule, locale) => titleOf(rule)[locale],
})
