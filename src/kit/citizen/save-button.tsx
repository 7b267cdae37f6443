import { useSaveFile } from '#core/web/save-file.ts'
import { useWords } from '#core/web/words.tsx'
import { tell } from '../problem.ts'
import { Button, type ButtonProps } from './button.tsx'
import { Notice } from './states.tsx'

interface SaveButtonProps extends Pick<ButtonProps, 'children' | 'kind' | 'icon'> {
  readonly get: () => Promise<Blob>
  /** Of the file. */
  readonly name: string
  /** What is said while it comes. */
  readonly busy: string
}

/** Fetches a file and hands it to the browser; why it did not come is said under the button. */
export function SaveButton({ get, name, busy: coming, ...props }: SaveButtonProps) {
  const t = useWords()
  const { busy, problem, save } = useSaveFile()
  return (
    <>
      <Button icon="download" {...props} busy={busy && coming} onClick={() => void save(get(), name)} />
      {problem ? <Notice tone="error" title={tell(t, problem).title} /> : null}
    </>
  )
}
