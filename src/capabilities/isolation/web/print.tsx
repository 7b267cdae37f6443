import { useSaveFile } from '#core/web/save-file.ts'
import { useWords } from '#core/web/words.tsx'
import { SaveButton, sayProblem } from '#kit/console/index.ts'
import type { Paper } from '../contract.ts'
import { api } from './api.ts'

const fetched = (orderIds: readonly string[], paper: Paper) =>
  api.isolation.papers({ body: { orderIds: [...orderIds], paper } })

/** Prints papers of these orders as one PDF. */
export function usePapers(orderIds: readonly string[]) {
  const t = useWords()
  const { busy, save } = useSaveFile(sayProblem)
  return { busy, print: (paper: Paper) => void save(fetched(orderIds, paper), `${t(`isolation.${paper}.paper`)}.pdf`) }
}

export function PrintButton({ orderId, paper }: { readonly orderId: string; readonly paper: Paper }) {
  const t = useWords()
  return (
    <SaveButton icon="print" get={() => fetched([orderId], paper)} name={`${t(`isolation.${paper}.paper`)}.pdf`}>
      {t(`isolation.web.print.${paper}`)}
    </SaveButton>
  )
}
