import { useEffect, useRef, useState } from 'react'
import { proveBy } from '#core/web/api.ts'
import { useWords } from '#core/web/words.tsx'
import { Modal } from '#kit/console/index.ts'
import { ProveForm } from './prove-form.tsx'

/** Above any other dialog: it is asked from within them. */
const ABOVE = 400

/** Asks for a fresh proof when an act wants one; the act goes on, or is refused when it is closed. */
export function ProofDialog() {
  const t = useWords()
  const [open, setOpen] = useState(false)
  const answer = useRef<(proved: boolean) => void>(undefined)
  useEffect(
    () =>
      proveBy(
        () =>
          new Promise(resolve => {
            answer.current = resolve
            setOpen(true)
          }),
      ),
    [],
  )
  const close = (proved: boolean) => {
    setOpen(false)
    answer.current?.(proved)
  }
  return (
    <Modal opened={open} onClose={() => close(false)} zIndex={ABOVE} title={t('factors.web.proof.title')}>
      <div className="k-stack">
        <p className="k-hint">{t('factors.web.proof.help')}</p>
        <ProveForm onProved={() => close(true)} />
      </div>
    </Modal>
  )
}
