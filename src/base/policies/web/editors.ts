import { useLocale, useWords } from '#core/web/words.tsx'
import type { Locale } from '#core/words.ts'
import type { PolicyState } from '../contract.ts'

/** A rule whose parameters have a page of their own: nobody has to read or write them as JSON. */
export interface RuleEditor {
  readonly edits: (rule: PolicyState) => boolean
  readonly pathFor: (code: string, unitId: string | undefined) => string
  /** The words of the way there. */
  readonly label: string
  /** What the rule is called, where that stands in its parameters. */
  readonly nameOf?: (rule: Pick<PolicyState, 'params'>, locale: Locale) => string
}

const editors: RuleEditor[] = []

/** Said once by the module whose rules they are, in its `web/console.ts`. */
export const addRuleEditor = (editor: RuleEditor): void => void editors.push(editor)
export const ruleEditor = (rule: PolicyState): RuleEditor | undefined => editors.find(editor => editor.edits(rule))

/** The names of rules: words of their modules, or what their own page calls them. */
export function useRuleName(): (rule: PolicyState) => string {
  const t = useWords()
  const [locale] = useLocale()
  return rule => ruleEditor(rule)?.nameOf?.(rule, locale) ?? t(`${rule.code}.policy`)
}
