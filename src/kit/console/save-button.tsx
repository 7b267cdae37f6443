import { useSaveFile } from '#core/web/save-file.ts'
import { ActionButton, type ActionButtonProps } from './actions.tsx'
import { sayProblem } from './states.tsx'

interface SaveButtonProps extends Pick<ActionButtonProps, 'children' | 'icon' | 'kind' | 'wide'> {
  readonly get: () => Promise<Blob>
  /** Of the file. */
  readonly name: string
}

/** Fetches a file and hands it to the browser. */
export function SaveButton({ get, name, ...props }: SaveButtonProps) {
  const { busy, save } = useSaveFile(sayProblem)
  return <ActionButton {...props} busy={busy} onClick={() => void save(get(), name)} />
}
