import { useWords } from '#core/web/words.tsx'
import { ActionButton, type ActionButtonProps } from './actions.tsx'
import { sayDone, sayFailed } from './states.tsx'

interface CopyButtonProps extends Pick<ActionButtonProps, 'children' | 'icon' | 'wide'> {
  /** Also to be seen on the page, for a browser that lets nobody copy. */
  readonly text: string
  /** What to do with it now. */
  readonly done?: string
}

/** Puts a text where it can be pasted from. */
export function CopyButton({ text, done, ...props }: CopyButtonProps) {
  const t = useWords()
  const copy = async () => {
    try {
      // Not there without a secure connection.
      await navigator.clipboard.writeText(text)
      sayDone(done ?? t('console.copied'))
    } catch {
      sayFailed(t('console.not-copied'))
    }
  }
  return <ActionButton icon="document" {...props} onClick={() => void copy()} />
}
