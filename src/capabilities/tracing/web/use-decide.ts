import { type InfiniteData, type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Page } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { sayDone, sayProblem } from '#kit/console/index.ts'
import type { Contact } from '../contract.ts'
import { api, type Decision } from './api.ts'

export interface Deciding {
  readonly rows: readonly Contact[]
  readonly decision: Decision
  readonly reason: string
}

/** The server takes so many at once. */
const MOST_AT_ONCE = 5000

/**
 * Writes decisions. The lists on the screen follow at once without being read again, so nothing jumps however long
 * they are; what was decided before is put back by the undo.
 */
export function useDecide(caseId: string, onDone?: (deciding: Deciding) => void) {
  const t = useWords()
  const cache = useQueryClient()
  const write = async ({ rows, decision, reason }: Deciding) => {
    for (let at = 0; at < rows.length; at += MOST_AT_ONCE) {
      const contactIds = rows.slice(at, at + MOST_AT_ONCE).map(row => row.id)
      await api.tracing.decide({ params: { caseId }, body: { contactIds, decision, reason } })
    }
  }
  const undo = async ({ rows }: Deciding) => {
    const reason = t('tracing.web.undo.reason')
    try {
      for (const [decision, before] of Map.groupBy(rows, row => row.state))
        await write({ rows: before, decision, reason })
      sayDone(t('tracing.web.undone', { count: rows.length }))
    } catch (problem) {
      sayProblem(problem)
    }
    await cache.invalidateQueries({ queryKey: ['tracing'] })
  }
  return useMutation({
    mutationFn: write,
    onSuccess(_, deciding) {
      applyDecision(cache, caseId, deciding)
      for (const name of ['getCase', 'cases']) void cache.invalidateQueries({ queryKey: ['tracing', name] })
      onDone?.(deciding)
      sayDone(said(t, deciding), { label: t('console.undo'), onClick: () => void undo(deciding) })
    },
  })
}

function said(t: ReturnType<typeof useWords>, { rows, decision }: Deciding): string {
  const count = rows.length
  return t(`tracing.web.decided.${decision}`, {
    count,
    name: rows[0]?.name ?? '',
    generation: rows[0]?.generation ?? 1,
  })
}

type Listed = InfiniteData<Page<Contact>, string | undefined>

/** In every list of the case: decided rows change, or leave a list of another state. */
function applyDecision(cache: QueryClient, caseId: string, { rows, decision, reason }: Deciding): void {
  const ids = new Set(rows.map(row => row.id))
  for (const { queryKey } of cache.getQueryCache().findAll({ queryKey: ['tracing', 'contacts'] })) {
    const input = queryKey[2] as { params: { caseId: string }; query: { state?: string } }
    if (input.params.caseId !== caseId) continue
    const leaves = input.query.state !== undefined && input.query.state !== decision
    cache.setQueryData<Listed>(queryKey, listed =>
      listed ? { ...listed, pages: decidedPages(listed.pages, ids, { decision, reason, leaves }) } : listed,
    )
  }
}

function decidedPages(
  pages: readonly Page<Contact>[],
  ids: ReadonlySet<string>,
  { decision, reason, leaves }: { decision: Decision; reason: string; leaves: boolean },
): Page<Contact>[] {
  const gone = leaves ? pages.reduce((sum, page) => sum + page.rows.filter(row => ids.has(row.id)).length, 0) : 0
  return pages.map(page => ({
    ...page,
    rows: page.rows.flatMap(row => (ids.has(row.id) ? (leaves ? [] : [{ ...row, state: decision, reason }]) : [row])),
    ...(page.atLeast === undefined ? {} : { atLeast: Math.max(0, page.atLeast - gone) }),
  }))
}
