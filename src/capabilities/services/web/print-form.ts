import { saveFile } from '#core/web/save-file.ts'
import type { Say } from '#core/web/words.tsx'
import type { FormName } from '../contract.ts'
import { api } from './api.ts'

interface Printed {
  readonly id: string
  readonly code: string
}

/** How the file of a form is called. */
export const formFile = (t: Say, form: FormName, code: string): string =>
  `${t(`services.web.form.${form}`)} ${code}.pdf`

/** A form of a dossier as a file, for an officer. Throws what the server says. */
export async function saveForm(t: Say, { id, code }: Printed, form: FormName): Promise<void> {
  saveFile(await api.services.form({ params: { dossierId: id, form } }), formFile(t, form, code))
}
