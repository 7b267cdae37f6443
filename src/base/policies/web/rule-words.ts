import { useEffect } from 'react'
import { needWords } from '#core/web/words.tsx'

/** The names of rules are words of the modules that declare them. */
export function useRuleWords(rules: readonly { readonly code: string }[]): void {
  const modules = [...new Set(rules.map(rule => rule.code.split('.')[0] as string))].join(' ')
  useEffect(() => {
    if (modules) void needWords(...modules.split(' ')).catch(() => undefined)
  }, [modules])
}
