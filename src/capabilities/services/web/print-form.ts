import { saveFile } from '#core/web/save-file.ts'
import type { useWords } from '#core/web/words.tsx'
import type { FormName } from '../contract.ts'
import { api } from './api.ts'

interface Printed {
  readonly id: string
  readonly code: string
}

const nameOf = (t: ReturnType<typeof useWords>, form: FormName, code: string) =>
  `${t(`services.web.form.${form}`)} ${code}.pdf`

/** A form of a dossier as a file, for an officer. Throws what the server says. */
export async function saveForm(t: ReturnType<typeof useWords>, { id, code }: Printed, form: FormName): Promise<void> {
  const file = await api.services.form({ params: { dossierId: id, form } })
  saveFile(file as unknown as Blob, nameOf(t, form, code))
}

/** The same of one's own. */
export async function saveMyForm(t: ReturnType<typeof useWords>, { id, code }: Printed, form: FormName): Promise<void> {
  const file = await api.services.myForm({ params: { dossierId: id, form } })
  saveFile(file as unknown as Blob, nameOf(t, form, code))
}
