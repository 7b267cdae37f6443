import { useState } from 'react'
import { saveFile } from '#core/web/save-file.ts'
import { useWords } from '#core/web/words.tsx'
import { ActionButton, sayDone } from '#kit/console/index.ts'
import { tell } from '#kit/problem.ts'
import type { Paper } from '../contract.ts'
import { api } from './api.ts'

interface PrintProps {
  readonly orderIds: readonly string[]
  readonly paper: Paper
  readonly wide?: boolean
}

/** The papers of these orders as one PDF. */
export function PrintButton({ orderIds, paper, wide }: PrintProps) {
  const t = useWords()
  const [busy, setBusy] = useState(false)
  const print = async () => {
    setBusy(true)
    try {
      saveFile(
        await api.isolation.papers({ body: { orderIds: [...orderIds], paper } }),
        `${t(`isolation.${paper}.paper`)}.pdf`,
      )
    } catch (problem) {
      sayDone(tell(t, problem).title)
    }
    setBusy(false)
  }
  return (
    <ActionButton wide={wide ?? false} icon="print" busy={busy} onClick={() => void print()}>
      {t(`isolation.web.print.${paper}`)}
    </ActionButton>
  )
}
