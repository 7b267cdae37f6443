import { type ModalProps, Modal as Window } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useWords } from '#core/web/words.tsx'

/** A window over the page, as Mantine has it: its cross has a name, and the hands go back to where they were. */
export function Modal(props: ModalProps) {
  const t = useWords()
  useFocusBack()
  return <Window closeButtonProps={{ 'aria-label': t('console.close') }} {...props} />
}

/** Mantine gives the focus back when a window closes, but not when it is taken away with what rendered it. */
function useFocusBack(): void {
  const [before] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      setTimeout(() => {
        const isLost = document.activeElement === null || document.activeElement === document.body
        if (isLost && before instanceof HTMLElement && before.isConnected) before.focus()
      })
    },
    [before],
  )
}
