import type { Say } from '#core/web/words.tsx'

/** Why the caller may not change a file, in words; undefined when nothing keeps them. */
export function whyOf(t: Say, refused: string | null, verb: string): string | undefined {
  if (refused === null) return undefined
  return refused === 'core.refused.verb' ? t('tracing.web.readOnly') : t(refused, { verb })
}
